"""Minimax polynomials for assembly/math: weighted Remez exchange, coefficients rounded to the format one after the other."""
import struct
from mpmath import mp, mpf
import mpmath as m
mp.prec = 200

def to_f64(x): return float(x)
def to_f32(x): return struct.unpack('f', struct.pack('f', float(x)))[0]

def solve(f, w, powers, a, b, fixed, iters=8):
    """Coefficients of sum c_k x^p_k + fixed closest to f under weight w on [a,b]; returns coefs, error."""
    n = len(powers)
    w0 = w; top = max(w0(a), w0(b)) / 256
    w = lambda x: max(w0(x), top)
    if n == 0:
        g=[a+(b-a)*i/400 for i in range(401)]
        return [], max(abs(w(x)*(f(x)-fixed(x))) for x in g)
    # Least squares on Chebyshev points with Lawson's reweighting: it converges to the minimax polynomial.
    M = 6*n + 20
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
