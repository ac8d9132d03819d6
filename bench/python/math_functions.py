"""Elementary functions over arrays in the cache: NumPy's ufuncs, and loops in Numba."""
import math

import numpy as np
from numba import njit

from twin import Case, arguments, serve

# name: how Numba writes it, NumPy's name, ranges of the operands
FUNCTIONS = {
    "exp": ("math.exp(x)", "exp", [(-20, 20)]),
    "exp2": ("np.exp2(x)", "exp2", [(-20, 20)]),
    "expm1": ("math.expm1(x)", "expm1", [(-5, 5)]),
    "log": ("math.log(x)", "log", [(0.001, 100)]),
    "log2": ("np.log2(x)", "log2", [(0.001, 100)]),
    "log10": ("math.log10(x)", "log10", [(0.001, 100)]),
    "log1p": ("math.log1p(x)", "log1p", [(-0.5, 100)]),
    "sin": ("math.sin(x)", "sin", [(-10, 10)]),
    "cos": ("math.cos(x)", "cos", [(-10, 10)]),
    "tan": ("math.tan(x)", "tan", [(-10, 10)]),
    "asin": ("math.asin(x)", "arcsin", [(-1, 1)]),
    "acos": ("math.acos(x)", "arccos", [(-1, 1)]),
    "atan": ("math.atan(x)", "arctan", [(-10, 10)]),
    "atan2": ("math.atan2(x, y)", "arctan2", [(-10, 10), (-10, 10)]),
    "sinh": ("math.sinh(x)", "sinh", [(-5, 5)]),
    "cosh": ("math.cosh(x)", "cosh", [(-5, 5)]),
    "tanh": ("math.tanh(x)", "tanh", [(-5, 5)]),
    "asinh": ("math.asinh(x)", "arcsinh", [(-10, 10)]),
    "acosh": ("math.acosh(x)", "arccosh", [(1, 20)]),
    "atanh": ("math.atanh(x)", "arctanh", [(-1, 1)]),
    "pow": ("x ** y", "power", [(0.01, 100), (-10, 10)]),
    "cbrt": (None, "cbrt", [(-100, 100)]),
    "hypot": ("math.hypot(x, y)", "hypot", [(-10, 10), (-10, 10)]),
    "erf": ("math.erf(x)", None, [(-3, 3)]),
    "erfc": ("math.erfc(x)", None, [(-3, 9)]),
    "gamma": ("math.gamma(x)", None, [(0.1, 30)]),
    "lgamma": ("math.lgamma(x)", None, [(0.1, 100)]),
}

options = arguments(__doc__, size=8192, calls=8)
rng = np.random.default_rng(1)


def loop(text):
    """A loop over the function, compiled."""
    scope = {"math": math, "np": np}
    exec(f"def run(a, b, out):\n for i in range(out.size):\n  x = a[i]\n  y = b[i]\n  out[i] = {text}", scope)
    return njit(scope["run"])


def cases():
    for dtype in (np.float64, np.float32):
        for name, (numba_text, numpy_name, ranges) in FUNCTIONS.items():
            operands = [(low + (high - low) * rng.random(options.size)).astype(dtype) for low, high in ranges]
            out = np.empty(options.size, dtype)
            title = f"{name} {dtype.__name__}"
            if numpy_name is not None:
                ufunc = getattr(np, numpy_name)
                yield Case(f"{title} NumPy", lambda f=ufunc, o=operands, out=out: f(*o, out=out), calls=options.calls)
            if numba_text is not None:
                both = (operands[0], operands[-1], out)
                yield Case(f"{title} Numba", lambda f=loop(numba_text), b=both: f(*b), threads=1, calls=options.calls)


serve(list(cases()), options.once)
