"""The product of two arrays, as in the article: @vectorize(target='parallel'), and a prange loop that writes to `out`."""
import numpy as np
from numba import njit, prange, vectorize

from twin import Case, arguments, serve


@vectorize(["float64(float64, float64)"], target="parallel")
def multiply(a, b):
    return a * b


@njit(parallel=True)
def multiply_into(a, b, out):
    for i in prange(out.size):
        out[i] = a[i] * b[i]


options = arguments(__doc__, size=1_000_000, calls=1)
rng = np.random.default_rng(1)
a = rng.random(options.size)
b = rng.random(options.size)
out = np.empty(options.size)

serve(
    [
        Case("Numba prange, 1 thread", lambda: multiply_into(a, b, out), threads=1, calls=options.calls),
        Case("Numba prange, all threads", lambda: multiply_into(a, b, out), calls=options.calls),
        Case("Numba @vectorize(parallel)", lambda: multiply(a, b), calls=options.calls),
        Case("Numba @vectorize(parallel), out", lambda: multiply(a, b, out), calls=options.calls),
    ],
    options.once,
)
