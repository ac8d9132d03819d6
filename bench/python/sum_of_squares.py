"""The sum of squares of random doubles, as in the article: njit with prange, with and without fastmath."""
import numpy as np
from numba import njit, prange

from twin import Case, arguments, serve


def sum_of_squares(a):
    total = 0.0
    for i in prange(a.size):
        total += a[i] ** 2
    return total


options = arguments(__doc__, size=100_000_000)
data = np.random.default_rng(1).random(options.size)
exact = njit(parallel=True)(sum_of_squares)
fast = njit(parallel=True, fastmath=True)(sum_of_squares)

serve(
    [
        Case("Numba prange, 1 thread", lambda: exact(data), threads=1),
        Case("Numba prange, all threads", lambda: exact(data)),
        Case("Numba prange fastmath, 1 thread", lambda: fast(data), threads=1),
        Case("Numba prange fastmath, all threads", lambda: fast(data)),
    ],
    options.once,
)
