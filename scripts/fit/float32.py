"""The coefficients of assembly/math for float32: in its own arithmetic, and in float64 with the precision that a float32 needs."""
from remez import fit, m, mpf, to_f32

TINY = mpf(2) ** -60


def even(name, f, count, most, power, **options):
    """A polynomial in x²: of (f(x) − …) / x^n, whose share of the result is x^power."""
    fit(name, lambda z: f(m.sqrt(z)), list(range(count)), TINY, mpf(most) ** 2, w=lambda z: m.sqrt(z) ** power, **options)


def near(r):
    return r if abs(r) > mpf(2) ** -40 else mpf(2) ** -40


def expf(name, count, weight):
    fit(name, lambda r: (m.expm1(near(r)) - near(r) - near(r) ** 2 / 2) / near(r) ** 3, list(range(count)), -0.3467, 0.3467, w=lambda r: abs(near(r)) ** 3 / weight(r), fmt=to_f32)


quarter = m.pi / 4 * mpf("1.001")
expf("expf, half of G0…", 5, m.exp)
expf("fastExpf F0…", 4, lambda r: 1)
even("logf G0…", lambda s: (m.log((1 + s) / (1 - s)) / s - 2) / s**2, 4, "0.1718", 2, fmt=to_f32)
fit("halfTurns", lambda z: m.sin(m.pi * m.sqrt(z)) / m.sqrt(z), list(range(5)), TINY, mpf("0.5001") ** 2, w=lambda z: m.sqrt(z) / m.sin(m.pi * m.sqrt(z)))
even("tanf, sine", lambda x: (m.sin(x) - x) / x**3, 4, quarter, 2)
even("tanf, cosine", lambda x: (m.cos(x) - 1 + x * x / 2) / x**4, 3, quarter, 4)
even("asinLite", lambda x: (m.asin(x) - x) / x**3, 6, "0.5001", 2)
even("atanLite", lambda x: (m.atan(x) - x) / x**3, 9, "1.00005", 2)
