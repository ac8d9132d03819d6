"""The Numba twins of workloads: python3 programs.py MODULE serves the programs of a module, which lists them as `programs`.

A request  {"prepare": "gemm", "arguments": [200, 1.5, {"file": "/tmp/0", "dtype": "float64", "shape": [200, 220]}, ...]}
hands arguments over, and  {"threads": 2}  runs once:  {"seconds": 0.0123, "sums": [1.5, ...], "result": 3.5}. Arrays are as they
were handed over before each run, but for those with  "reset": false.
"""
import importlib
import json
import sys
import time
import warnings

import numba
import numpy as np

# A program without a prange is compiled in the same way as the others.
warnings.simplefilter("ignore", numba.NumbaPerformanceWarning)


programs = importlib.import_module(sys.argv[1]).programs


def read(argument):
    if not isinstance(argument, dict):
        return argument
    return np.fromfile(argument["file"], argument["dtype"]).reshape(argument["shape"])


def answer(request):
    global program, initial, working
    if "prepare" in request:
        program = programs[request["prepare"]]
        working = [read(argument) for argument in request["arguments"]]
        initial = [
            (x, x.copy())
            for x, argument in zip(working, request["arguments"])
            if isinstance(x, np.ndarray) and argument.get("reset", True)
        ]
        return {}
    for target, source in initial:
        target[...] = source
    numba.set_num_threads(request["threads"])
    start = time.perf_counter()
    result = program(*working)
    seconds = time.perf_counter() - start
    sums = [float(np.sum(x, dtype=np.float64)) for x in working if isinstance(x, np.ndarray)]
    return {"seconds": seconds, "sums": sums, "result": float(result) if isinstance(result, (int, float)) else None}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
