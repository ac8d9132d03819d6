"""Minimax polynomials for assembly/math: weighted Remez exchange, coefficients rounded to the format one after the other."""
import struct
from mpmath import mp, mpf
import mpmath as m
mp.prec = 200

def to_f64(x): return float(x)
def to_f32(x): return struct.unpack('f', struct.pack('f', float(x)))[0]

def solve(f, w, powers, a, b, fixed, iters=8, points=None):
    """Coefficients of sum c_k x^p_k + fixed closest to f under weight w on [a,b]; returns coefs, error."""
    n = len(powers)
    w0 = w; top = max(w0(a), w0(b)) / 256
    w = lambda x: max(w0(x), top)
    if n == 0:
        g=[a+(b-a)*i/400 for i in range(401)]
        return [], max(abs(w(x)*(f(x)-fixed(x))) for x in g)
    # Least squares on Chebyshev points with Lawson's reweighting: it converges to the minimax polynomial.
    M = points or 6*n + 20
    grid = [(a+b)/2 - (b-a)/2*m.cos(m.pi*(i+mpf(1)/2)/M) for i in range(M)]
    scale = max(abs(a), abs(b))
    rows = [[w(x)*(x/scale)**p for p in powers] for x in grid]
    rhs = [w(x)*(f(x)-fixed(x)) for x in grid]
    mu = [mpf(1)/M]*M
    best = None
    for _ in range(iters):
        A = m.matrix(n, n); y = m.matrix(n, 1)
        for k in range(M):
            r = rows[k]
            for i in range(n):
                t = mu[k]*r[i]; y[i] += t*rhs[k]
                for j in range(i, n): A[i,j] += t*r[j]
        for i in range(n):
            for j in range(i): A[i,j] = A[j,i]
        c = m.lu_solve(A, y)
        err = [abs(rhs[k]-sum(c[j]*rows[k][j] for j in range(n))) for k in range(M)]
        e = max(err)
        if best is None or e < best[0]: best = (e, [c[j]/scale**powers[j] for j in range(n)])
        s = sum(mu[k]*err[k] for k in range(M))
        if s == 0: break
        mu = [mu[k]*err[k]/s for k in range(M)]
    return best[1], best[0]

def fit(name, f, powers, a, b, w=lambda x: mpf(1), exact={}, fmt=to_f64, f32=None):
    """powers low to high; exact: power -> value kept as given. Rounds coefficients low to high, refitting the rest."""
    done = dict(exact); left = [p for p in powers if p not in done]
    a,b=mpf(a),mpf(b)
    fixed = lambda x: sum(mpf(v)*x**p for p,v in done.items()) if done else mpf(0)
    while left:
        c,e = solve(f,w,left,a,b,fixed)
        done[left[0]] = fmt(c[0]); left = left[1:]
    err = max(abs(w(x)*(f(x)-fixed(x))) for x in [a+(b-a)*i/600 for i in range(601)])
    print(f"{name}: err 2^{float(m.log(err,2)) if err else 0:.1f}")
    for p in powers: print(f"   x^{p}: {done[p]!r}")
    return done

def blocks(name, f, count, a, b, w):
    """A polynomial in blocks of four coefficients: the first as it is, the others as d + c (z + a) (z² + b), which saves a product of each; what is left as it is."""
    a, b = mpf(a), mpf(b)
    first = []
    for k in range(5):
        fixed = lambda x: sum((mpf(c) * x**i for i, c in enumerate(first)), mpf(0))
        coefs, _ = solve(f, w, list(range(k, count)), a, b, fixed, iters=40, points=200)
        if k < 4: first.append(to_f64(coefs[0]))
    rows = []
    whole = (count - 4) // 4 * 4
    for i in range(0, whole, 4):
        c0, c1, c2, c3 = coefs[i:i+4]
        rows.append([to_f64(x) for x in (c0 - c1 * c2 / c3, c3, c2 / c3, c1 / c3)])
    last = [to_f64(x) for x in coefs[whole:]]
    def value(z):
        rest = sum(z**(4 * i + 4) * (mpf(d) + mpf(c) * (z + mpf(u)) * (z*z + mpf(v))) for i, (d, c, u, v) in enumerate(rows))
        end = sum(mpf(c) * z ** (4 + whole + i) for i, c in enumerate(last))
        return sum(mpf(c) * z**k for k, c in enumerate(first)) + rest + end
    err = max(abs(w(x)*(f(x)-value(x))) for x in [a+(b-a)*i/600 for i in range(601)])
    print(f"{name}: err 2^{float(m.log(err,2)):.2f}")
    for k, c in enumerate(first): print(f"   x^{k}: {c!r}")
    for i, c in enumerate(last): print(f"   x^{4 + whole + i}: {c!r}")
    for row in rows: print(f"   d {row[0]!r}, c {row[1]!r}, a {row[2]!r}, b {row[3]!r}")
