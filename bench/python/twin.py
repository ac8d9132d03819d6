"""Serves the Numba twins of a benchmark: one line of JSON in, one line of JSON out.

The first line printed says what is there:  {"numba": "0.56.4", "threads": 2, "cases": {"numba prange, 1 thread": {"compileMs": 310.2}, ...}}
A request  {"case": NAME, "samples": 5}  is answered by  {"case": NAME, "seconds": [...], "result": 33333.3}.
Started by hand, from a terminal or with --once, it measures each case and prints a line for each.
"""
import argparse
import json
import sys
import time

import numba


class Case:
    """One measured function. `threads` is Numba's for the case, `calls` how many calls make one sample."""

    def __init__(self, name, run, threads=None, calls=1):
        self.name = name
        self.run = run
        self.threads = threads or numba.config.NUMBA_NUM_THREADS
        self.calls = calls

    def sample(self, samples):
        numba.set_num_threads(self.threads)
        seconds = []
        result = None
        for _ in range(samples):
            start = time.perf_counter()
            for _ in range(self.calls):
                result = self.run()
            seconds.append((time.perf_counter() - start) / self.calls)
        return seconds, result if isinstance(result, float) else None


def arguments(description, **defaults):
    """Command line options with integer values, and --once."""
    parser = argparse.ArgumentParser(description=description)
    for name, default in defaults.items():
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("--once", action="store_true", help="measure each case and stop")
    return parser.parse_args()


def say(line):
    print(json.dumps(line), flush=True)


def serve(cases, once):
    """Compiles (or warms) every case, then answers requests until stdin ends."""
    compile_ms = {}
    for case in cases:
        start = time.perf_counter()
        case.sample(1)
        compile_ms[case.name] = {"compileMs": (time.perf_counter() - start) * 1e3}
    say({"numba": numba.__version__, "threads": numba.config.NUMBA_NUM_THREADS, "cases": compile_ms})
    if once or sys.stdin.isatty():
        for case in cases:
            seconds, _ = case.sample(30)
            seconds.sort()
            say({"case": case.name, "min": seconds[0], "median": seconds[len(seconds) // 2]})
        return
    by_name = {case.name: case for case in cases}
    for line in sys.stdin:
        request = json.loads(line)
        seconds, result = by_name[request["case"]].sample(request["samples"])
        say({"case": request["case"], "seconds": seconds, "result": result})
