"""The coefficients of assembly/math in float64, by the names that they have there. `python3 float64.py [name…]` prints some or all.

Each is the polynomial of the function that is named, least in the largest error relative to the whole result.
"""
import sys

from remez import blocks, fit, m, mpf

TINY = mpf(2) ** -60
wanted = set(sys.argv[1:])


def row(name, f, count, low, high, weight=lambda x: mpf(1)):
    if not wanted or name in wanted:
        fit(name, lambda x: f(x if abs(x) > TINY else TINY), list(range(count)), low, high, w=lambda x: weight(x if abs(x) > TINY else TINY))


def even(name, f, count, most, power):
    """A polynomial in x²: of (f(x) − …) / x^n, whose share of the result is x^power."""
    row(name, lambda z: f(m.sqrt(z)), count, TINY, mpf(most) ** 2, lambda z: m.sqrt(z) ** power)


step = m.log(2) / 256
row("exp C2…", lambda r: (m.expm1(r) - r) / r**2, 4, -step, step * mpf("1.0001"), lambda r: r**2)
row("exp2 D1…", lambda r: m.expm1(r * m.log(2)) / r, 5, -mpf(1) / 256, mpf(1) / 256, lambda r: r)
row("expm1 M0…", lambda x: (m.expm1(x) - x - x * x / 2) / x**3, 10, -0.36, 0.36, lambda x: x**2)
even("sinh S0…", lambda x: (m.sinh(x) - x) / x**3, 5, "0.26", 2)
even("tanh T0…", lambda x: (m.tanh(x) - x) / x**3, 4, "0.03126", 2)
row("log L0…", lambda r: (m.log1p(r) - r + r * r / 2) / r**3, 6, -0.00522, 0.00522, lambda r: r**2)
row("log K0…", lambda r: (m.log1p(r) - r + r * r / 2) / r**3, 5, -0.00522, 0.00522, lambda r: r**2)
row("log2 B0…", lambda r: (m.log1p(r) - r) / r**2 / m.log(2), 6, -0.00522, 0.00522, lambda r: r)
row("log10 D0…", lambda r: (m.log1p(r) - r) / r**2 / m.log(10), 6, -0.00522, 0.00522, lambda r: r)
quarter = m.pi / 4 * mpf("1.0002")
even("sine S0…", lambda x: (m.sin(x) - x) / x**3, 6, quarter, 2)
even("sine C0…", lambda x: (m.cos(x) - 1 + x * x / 2) / x**4, 6, quarter, 4)


def block_row(name, f, count, most, weight):
    """The same in blocks of four, in z up to `most`."""
    if not wanted or name in wanted:
        blocks(name, lambda z: f(m.sqrt(z)), count, TINY, most, weight)


def ulp(x):
    return mpf(2) ** (m.frexp(x)[1] - 53)


def left_for_asin(z):
    """The error of arcsin √z, relative, that makes 1 ULP of asin with all roundings: below 1/2 and beyond, of which the least."""
    s = m.sqrt(z)
    w = m.asin(s)
    y = m.pi / 2 - 2 * w
    # The root, mended in part by z − s s, and the square in that.
    root = ulp(s) * (1 - min(1, 2 * s)) + ulp(z)
    outer = 0.45 * ulp(y) - root - (ulp(2 * w) / 2 if y > 1 else 0)
    return min(outer / (2 * w), 0.42 * ulp(w) / w)


def left_for_acos(z):
    """How far arcsin² √z may be off, relative: least where a root's rounding and that of its argument add up, as they do from √2 on."""
    mantissa = 2 * m.frexp(m.asin(m.sqrt(z)))[0]
    return 1 / mpf(0.9 if z > 0.2297 else 1.1 if z > 0.18 else 1 if mantissa**2 > 2 else 0.55)


block_row("arc, arcsin", lambda x: (m.asin(x) - x) / x**3, 13, "0.25", lambda z: z / left_for_asin(z))
block_row("arc, its square", lambda x: (m.asin(x) ** 2 - x * x) / x**4, 13, "0.25", lambda z: z / left_for_acos(z))
even("arctangent B0…", lambda x: (m.atan(x) - x) / x**3, 5, "0.0704", 2)
row("roots W0…", lambda d: ((1 - d) ** (-mpf(1) / 3) - 1) / d, 4, "-0.09722280471964247", "0.10536680892862128", abs)
row("roots V0…", lambda d: ((1 - d) ** (-mpf(1) / 3) - 1) / d, 5, "-0.09722280471964247", "0.10536680892862128", abs)
