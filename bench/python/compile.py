"""What Numba takes for its first calls: a fresh function each time, as its cache is off by default."""
import numpy as np
from numba import njit, prange

from twin import Case, arguments, serve


def first_call():
    def sum_of_squares(a):
        total = 0.0
        for i in prange(a.size):
            total += a[i] ** 2
        return total

    return njit(parallel=True)(sum_of_squares)(data)


options = arguments(__doc__)
data = np.random.default_rng(1).random(1_000)

serve([Case("Numba prange, a further kernel", first_call)], options.once)
