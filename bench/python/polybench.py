"""The Numba twins of bench/kernels/polybench and bench/kernels/numba: the same loops over 2-D arrays, prange in the same places.

A request  {"prepare": "gemm", "arguments": [200, 1.5, {"file": "/tmp/0", "dtype": "float64", "shape": [200, 220]}, ...]}
hands arguments over, and  {"threads": 2}  runs once on fresh copies of them:  {"seconds": 0.0123, "sums": [1.5, ...]}.
"""
import json
import sys
import time
import warnings

import numba
import numpy as np

import polybench_kernels

# A program without a prange is compiled in the same way as the others.
warnings.simplefilter("ignore", numba.NumbaPerformanceWarning)


def read(argument):
    if not isinstance(argument, dict):
        return argument
    return np.fromfile(argument["file"], argument["dtype"]).reshape(argument["shape"])


def answer(request):
    global program, initial, working
    if "prepare" in request:
        program = polybench_kernels.programs[request["prepare"]]
        initial = [read(argument) for argument in request["arguments"]]
        working = [x.copy() if isinstance(x, np.ndarray) else x for x in initial]
        return {}
    for target, source in zip(working, initial):
        if isinstance(source, np.ndarray):
            target[...] = source
    numba.set_num_threads(request["threads"])
    start = time.perf_counter()
    program(*working)
    seconds = time.perf_counter() - start
    sums = [float(np.sum(x, dtype=np.float64)) for x in working if isinstance(x, np.ndarray)]
    return {"seconds": seconds, "sums": sums}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
