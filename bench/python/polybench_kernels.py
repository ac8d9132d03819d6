"""The twins of bench/kernels/polybench and bench/kernels/numba, prange in the same places. Each takes the arguments of its JavaScript twin, arrays in their own shapes."""
import math

import numpy as np
from numba import njit, prange

programs = {}


def program(name):
    """Compiles a function with parallel=True and lists it under a name."""

    def add(function):
        programs[name] = njit(parallel=True)(function)
        return function

    return add


@program("gemm")
def gemm(ni, nj, nk, alpha, beta, C, A, B):
    for i in prange(ni):
        for j in range(nj):
            C[i, j] *= beta
        for k in range(nk):
            for j in range(nj):
                C[i, j] += alpha * A[i, k] * B[k, j]


@program("2mm")
def two_mm(ni, nj, nk, nl, alpha, beta, tmp, A, B, C, D):
    for i in prange(ni):
        for j in range(nj):
            tmp[i, j] = 0
            for k in range(nk):
                tmp[i, j] += alpha * A[i, k] * B[k, j]
    for i in prange(ni):
        for j in range(nl):
            D[i, j] *= beta
            for k in range(nj):
                D[i, j] += tmp[i, k] * C[k, j]


@program("3mm")
def three_mm(ni, nj, nk, nl, nm, E, A, B, F, C, D, G):
    for i in prange(ni):
        for j in range(nj):
            E[i, j] = 0
            for k in range(nk):
                E[i, j] += A[i, k] * B[k, j]
    for i in prange(nj):
        for j in range(nl):
            F[i, j] = 0
            for k in range(nm):
                F[i, j] += C[i, k] * D[k, j]
    for i in prange(ni):
        for j in range(nl):
            G[i, j] = 0
            for k in range(nj):
                G[i, j] += E[i, k] * F[k, j]


@program("atax")
def atax(m, n, A, x, y, tmp):
    for i in prange(m):
        tmp[i] = 0
        for j in range(n):
            tmp[i] += A[i, j] * x[j]
    for j in prange(n):
        y[j] = 0
        for i in range(m):
            y[j] += A[i, j] * tmp[i]


@program("bicg")
def bicg(m, n, A, s, q, p, r):
    for j in prange(m):
        s[j] = 0
        for i in range(n):
            s[j] += r[i] * A[i, j]
    for i in prange(n):
        q[i] = 0
        for j in range(m):
            q[i] += A[i, j] * p[j]


@program("mvt")
def mvt(n, x1, x2, y1, y2, A):
    for i in prange(n):
        for j in range(n):
            x1[i] += A[i, j] * y1[j]
    for i in prange(n):
        for j in range(n):
            x2[i] += A[j, i] * y2[j]


@program("gemver")
def gemver(n, alpha, beta, A, u1, v1, u2, v2, w, x, y, z):
    for i in prange(n):
        for j in range(n):
            A[i, j] = A[i, j] + u1[i] * v1[j] + u2[i] * v2[j]
    for i in prange(n):
        for j in range(n):
            x[i] = x[i] + beta * A[j, i] * y[j]
    for i in prange(n):
        x[i] = x[i] + z[i]
    for i in prange(n):
        for j in range(n):
            w[i] = w[i] + alpha * A[i, j] * x[j]


@program("gesummv")
def gesummv(n, alpha, beta, A, B, tmp, x, y):
    for i in prange(n):
        tmp[i] = 0
        y[i] = 0
        for j in range(n):
            tmp[i] = A[i, j] * x[j] + tmp[i]
            y[i] = B[i, j] * x[j] + y[i]
        y[i] = alpha * tmp[i] + beta * y[i]


@program("symm")
def symm(m, n, alpha, beta, C, A, B):
    for j in prange(n):
        for i in range(m):
            temp = 0.0
            for k in range(i):
                C[k, j] += alpha * B[i, j] * A[i, k]
                temp += B[k, j] * A[i, k]
            C[i, j] = beta * C[i, j] + alpha * B[i, j] * A[i, i] + alpha * temp


@program("syrk")
def syrk(n, m, alpha, beta, C, A):
    for i in prange(n):
        for j in range(i + 1):
            C[i, j] *= beta
        for k in range(m):
            for j in range(i + 1):
                C[i, j] += alpha * A[i, k] * A[j, k]


@program("syr2k")
def syr2k(n, m, alpha, beta, C, A, B):
    for i in prange(n):
        for j in range(i + 1):
            C[i, j] *= beta
        for k in range(m):
            for j in range(i + 1):
                C[i, j] += A[j, k] * alpha * B[i, k] + B[j, k] * alpha * A[i, k]


@program("trmm")
def trmm(m, n, alpha, A, B):
    for i in range(m):
        for j in prange(n):
            for k in range(i + 1, m):
                B[i, j] += A[k, i] * B[k, j]
            B[i, j] = alpha * B[i, j]


@program("doitgen")
def doitgen(nr, nq, np_, A, C4):
    for r in prange(nr):
        total = np.empty(np_)
        for q in range(nq):
            for p in range(np_):
                total[p] = 0
                for s in range(np_):
                    total[p] += A[r, q, s] * C4[s, p]
            for p in range(np_):
                A[r, q, p] = total[p]


@program("cholesky")
def cholesky(n, A):
    for j in range(n):
        for k in range(j):
            A[j, j] -= A[j, k] * A[j, k]
        A[j, j] = math.sqrt(A[j, j])
        for i in prange(j + 1, n):
            for k in range(j):
                A[i, j] -= A[i, k] * A[j, k]
            A[i, j] /= A[j, j]


@program("lu")
def lu(n, A):
    for k in range(n):
        for i in prange(k + 1, n):
            A[i, k] /= A[k, k]
            for j in range(k + 1, n):
                A[i, j] -= A[i, k] * A[k, j]


@program("ludcmp")
def ludcmp(n, A, b, x, y):
    for i in range(n):
        for j in prange(i, n):
            w = A[i, j]
            for k in range(i):
                w -= A[i, k] * A[k, j]
            A[i, j] = w
        for j in prange(i + 1, n):
            w = A[j, i]
            for k in range(i):
                w -= A[j, k] * A[k, i]
            A[j, i] = w / A[i, i]
    for i in range(n):
        w = b[i]
        for j in range(i):
            w -= A[i, j] * y[j]
        y[i] = w
    for i in range(n - 1, -1, -1):
        w = y[i]
        for j in range(i + 1, n):
            w -= A[i, j] * x[j]
        x[i] = w / A[i, i]


@program("durbin")
def durbin(n, r, y):
    z = np.empty(n)
    y[0] = -r[0]
    beta = 1.0
    alpha = -r[0]
    for k in range(1, n):
        beta = (1 - alpha * alpha) * beta
        total = 0.0
        for i in range(k):
            total += r[k - i - 1] * y[i]
        alpha = -(r[k] + total) / beta
        for i in range(k):
            z[i] = y[i] + alpha * y[k - i - 1]
        for i in range(k):
            y[i] = z[i]
        y[k] = alpha


@program("gramschmidt")
def gramschmidt(m, n, A, R, Q):
    for k in range(n):
        norm = 0.0
        for i in range(m):
            norm += A[i, k] * A[i, k]
        R[k, k] = math.sqrt(norm)
        for i in range(m):
            Q[i, k] = A[i, k] / R[k, k]
        for j in prange(k + 1, n):
            R[k, j] = 0
            for i in range(m):
                R[k, j] += Q[i, k] * A[i, j]
            for i in range(m):
                A[i, j] = A[i, j] - Q[i, k] * R[k, j]


@program("trisolv")
def trisolv(n, L, x, b):
    for i in range(n):
        x[i] = b[i]
        for j in range(i):
            x[i] -= L[i, j] * x[j]
        x[i] = x[i] / L[i, i]


@program("correlation")
def correlation(m, n, data, corr, mean, stddev):
    eps = 0.1
    for j in prange(m):
        mean[j] = 0
        for i in range(n):
            mean[j] += data[i, j]
        mean[j] /= n
    for j in prange(m):
        stddev[j] = 0
        for i in range(n):
            stddev[j] += (data[i, j] - mean[j]) * (data[i, j] - mean[j])
        stddev[j] /= n
        stddev[j] = math.sqrt(stddev[j])
        stddev[j] = 1.0 if stddev[j] <= eps else stddev[j]
    for i in prange(n):
        for j in range(m):
            data[i, j] -= mean[j]
            data[i, j] /= math.sqrt(n) * stddev[j]
    for i in prange(m - 1):
        corr[i, i] = 1
        for j in range(i + 1, m):
            corr[i, j] = 0
            for k in range(n):
                corr[i, j] += data[k, i] * data[k, j]
            corr[j, i] = corr[i, j]
    corr[m - 1, m - 1] = 1


@program("covariance")
def covariance(m, n, data, cov, mean):
    for j in prange(m):
        mean[j] = 0
        for i in range(n):
            mean[j] += data[i, j]
        mean[j] /= n
    for i in prange(n):
        for j in range(m):
            data[i, j] -= mean[j]
    for i in prange(m):
        for j in range(i, m):
            cov[i, j] = 0
            for k in range(n):
                cov[i, j] += data[k, i] * data[k, j]
            cov[i, j] /= n - 1
            cov[j, i] = cov[i, j]


@program("deriche")
def deriche(w, h, alpha, img_in, img_out, y1, y2):
    k = (1 - math.exp(-alpha)) * (1 - math.exp(-alpha)) / (1 + 2 * alpha * math.exp(-alpha) - math.exp(2 * alpha))
    # Coefficients are float32, as in PolyBench: so all arithmetic is.
    a1 = np.float32(k)
    a2 = np.float32(k * math.exp(-alpha) * (alpha - 1))
    a3 = np.float32(k * math.exp(-alpha) * (alpha + 1))
    a4 = np.float32(-k * math.exp(-2 * alpha))
    b1 = np.float32(2**-alpha)
    b2 = np.float32(-math.exp(-2 * alpha))
    zero = np.float32(0)
    for i in prange(w):
        ym1 = zero
        ym2 = zero
        xm1 = zero
        for j in range(h):
            y1[i, j] = a1 * img_in[i, j] + a2 * xm1 + b1 * ym1 + b2 * ym2
            xm1 = img_in[i, j]
            ym2 = ym1
            ym1 = y1[i, j]
    for i in prange(w):
        yp1 = zero
        yp2 = zero
        xp1 = zero
        xp2 = zero
        for j in range(h - 1, -1, -1):
            y2[i, j] = a3 * xp1 + a4 * xp2 + b1 * yp1 + b2 * yp2
            xp2 = xp1
            xp1 = img_in[i, j]
            yp2 = yp1
            yp1 = y2[i, j]
    for i in prange(w):
        for j in range(h):
            img_out[i, j] = y1[i, j] + y2[i, j]
    for j in prange(h):
        tm1 = zero
        ym1 = zero
        ym2 = zero
        for i in range(w):
            y1[i, j] = a1 * img_out[i, j] + a2 * tm1 + b1 * ym1 + b2 * ym2
            tm1 = img_out[i, j]
            ym2 = ym1
            ym1 = y1[i, j]
    for j in prange(h):
        tp1 = zero
        tp2 = zero
        yp1 = zero
        yp2 = zero
        for i in range(w - 1, -1, -1):
            y2[i, j] = a3 * tp1 + a4 * tp2 + b1 * yp1 + b2 * yp2
            tp2 = tp1
            tp1 = img_out[i, j]
            yp2 = yp1
            yp1 = y2[i, j]
    for i in prange(w):
        for j in range(h):
            img_out[i, j] = y1[i, j] + y2[i, j]


@program("floyd-warshall")
def floyd_warshall(n, path):
    for k in range(n):
        for i in prange(n):
            for j in range(n):
                path[i, j] = min(path[i, j], path[i, k] + path[k, j])


@program("nussinov")
def nussinov(n, seq, table):
    for length in range(1, n):
        for i in prange(n - length):
            j = i + length
            best = max(table[i, j], table[i, j - 1], table[i + 1, j])
            pair = 1 if i < j - 1 and seq[i] + seq[j] == 3 else 0
            best = max(best, table[i + 1, j - 1] + pair)
            for k in range(i + 1, j):
                best = max(best, table[i, k] + table[k + 1, j])
            table[i, j] = best


@program("adi")
def adi(tsteps, n, u, v, p, q):
    dx = 1 / n
    dy = 1 / n
    dt = 1 / tsteps
    mul1 = 2 * dt / (dx * dx)
    mul2 = 1 * dt / (dy * dy)
    a = -mul1 / 2
    b = 1 + mul1
    c = a
    d = -mul2 / 2
    e = 1 + mul2
    f = d
    for t in range(1, tsteps + 1):
        for i in prange(1, n - 1):
            v[0, i] = 1
            p[i, 0] = 0
            q[i, 0] = v[0, i]
            for j in range(1, n - 1):
                p[i, j] = -c / (a * p[i, j - 1] + b)
                q[i, j] = (
                    -d * u[j, i - 1] + (1 + 2 * d) * u[j, i] - f * u[j, i + 1] - a * q[i, j - 1]
                ) / (a * p[i, j - 1] + b)
            v[n - 1, i] = 1
            for j in range(n - 2, 0, -1):
                v[j, i] = p[i, j] * v[j + 1, i] + q[i, j]
        for i in prange(1, n - 1):
            u[i, 0] = 1
            p[i, 0] = 0
            q[i, 0] = u[i, 0]
            for j in range(1, n - 1):
                p[i, j] = -f / (d * p[i, j - 1] + e)
                q[i, j] = (
                    -a * v[i - 1, j] + (1 + 2 * a) * v[i, j] - c * v[i + 1, j] - d * q[i, j - 1]
                ) / (d * p[i, j - 1] + e)
            u[i, n - 1] = 1
            for j in range(n - 2, 0, -1):
                u[i, j] = p[i, j] * u[i, j + 1] + q[i, j]


@program("fdtd-2d")
def fdtd_2d(tmax, nx, ny, ex, ey, hz, fict):
    for t in range(tmax):
        for j in range(ny):
            ey[0, j] = fict[t]
        for i in prange(1, nx):
            for j in range(ny):
                ey[i, j] = ey[i, j] - 0.5 * (hz[i, j] - hz[i - 1, j])
        for i in prange(nx):
            for j in range(1, ny):
                ex[i, j] = ex[i, j] - 0.5 * (hz[i, j] - hz[i, j - 1])
        for i in prange(nx - 1):
            for j in range(ny - 1):
                hz[i, j] = hz[i, j] - 0.7 * (ex[i, j + 1] - ex[i, j] + ey[i + 1, j] - ey[i, j])


@program("heat-3d")
def heat_3d(tsteps, n, A, B):
    for t in range(tsteps):
        for i in prange(1, n - 1):
            for j in range(1, n - 1):
                for k in range(1, n - 1):
                    B[i, j, k] = (
                        0.125 * (A[i + 1, j, k] - 2 * A[i, j, k] + A[i - 1, j, k])
                        + 0.125 * (A[i, j + 1, k] - 2 * A[i, j, k] + A[i, j - 1, k])
                        + 0.125 * (A[i, j, k + 1] - 2 * A[i, j, k] + A[i, j, k - 1])
                        + A[i, j, k]
                    )
        for i in prange(1, n - 1):
            for j in range(1, n - 1):
                for k in range(1, n - 1):
                    A[i, j, k] = (
                        0.125 * (B[i + 1, j, k] - 2 * B[i, j, k] + B[i - 1, j, k])
                        + 0.125 * (B[i, j + 1, k] - 2 * B[i, j, k] + B[i, j - 1, k])
                        + 0.125 * (B[i, j, k + 1] - 2 * B[i, j, k] + B[i, j, k - 1])
                        + B[i, j, k]
                    )


@program("jacobi-1d")
def jacobi_1d(tsteps, n, A, B):
    for t in range(tsteps):
        for i in prange(1, n - 1):
            B[i] = 0.33333 * (A[i - 1] + A[i] + A[i + 1])
        for i in prange(1, n - 1):
            A[i] = 0.33333 * (B[i - 1] + B[i] + B[i + 1])


@program("jacobi-2d")
def jacobi_2d(tsteps, n, A, B):
    for t in range(tsteps):
        for i in prange(1, n - 1):
            for j in range(1, n - 1):
                B[i, j] = 0.2 * (A[i, j] + A[i, j - 1] + A[i, 1 + j] + A[1 + i, j] + A[i - 1, j])
        for i in prange(1, n - 1):
            for j in range(1, n - 1):
                A[i, j] = 0.2 * (B[i, j] + B[i, j - 1] + B[i, 1 + j] + B[1 + i, j] + B[i - 1, j])


@program("seidel-2d")
def seidel_2d(tsteps, n, A):
    for t in range(tsteps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                A[i, j] = (
                    A[i - 1, j - 1]
                    + A[i - 1, j]
                    + A[i - 1, j + 1]
                    + A[i, j - 1]
                    + A[i, j]
                    + A[i, j + 1]
                    + A[i + 1, j - 1]
                    + A[i + 1, j]
                    + A[i + 1, j + 1]
                ) / 9


@program("game-of-life")
def game_of_life(rows, columns, steps, grid, following):
    for step in range(steps):
        for i in prange(rows):
            above = rows - 1 if i == 0 else i - 1
            below = 0 if i == rows - 1 else i + 1
            for j in range(columns):
                left = columns - 1 if j == 0 else j - 1
                right = 0 if j == columns - 1 else j + 1
                neighbours = (
                    grid[above, left]
                    + grid[above, j]
                    + grid[above, right]
                    + grid[i, left]
                    + grid[i, right]
                    + grid[below, left]
                    + grid[below, j]
                    + grid[below, right]
                )
                following[i, j] = 1 if neighbours == 3 or (neighbours == 2 and grid[i, j] == 1) else 0
        for i in prange(rows):
            for j in range(columns):
                grid[i, j] = following[i, j]


@program("ising")
def ising(n, sweeps, spins, accept):
    for half in range(2 * sweeps):
        for i in prange(n):
            above = (i + n - 1) % n
            below = (i + 1) % n
            for j in range((i + half) % 2, n, 2):
                around = spins[above, j] + spins[below, j] + spins[i, (j + n - 1) % n] + spins[i, (j + 1) % n]
                z = np.uint32(np.uint32(half * n * n + i * n + j) * np.uint32(0x9E3779B9) + np.uint32(0x9E3779B9))
                z = np.uint32((z ^ (z >> np.uint32(16))) * np.uint32(0x21F0AAAD))
                z = np.uint32((z ^ (z >> np.uint32(15))) * np.uint32(0x735A2D97))
                fraction = np.uint32(z ^ (z >> np.uint32(15))) / 4294967296
                if fraction < accept[(spins[i, j] * around + 4) // 2]:
                    spins[i, j] = -spins[i, j]


@program("k-means")
def kmeans(n, d, k, iterations, points, centroids, labels, counts):
    for iteration in range(iterations):
        for i in prange(n):
            nearest = 0
            least = np.inf
            for c in range(k):
                distance = 0.0
                for f in range(d):
                    distance += (points[i, f] - centroids[c, f]) ** 2
                if distance < least:
                    least = distance
                    nearest = c
            labels[i] = nearest
        centroids[:] = 0
        counts[:] = 0
        for i in range(n):
            c = labels[i]
            counts[c] += 1
            for f in range(d):
                centroids[c, f] += points[i, f]
        for c in range(k):
            for f in range(d):
                centroids[c, f] /= counts[c]


@njit
def bin_of(x, bins, low, high):
    if x == high:
        return bins - 1
    position = math.floor(bins * (x - low) / (high - low))
    return -1 if position < 0 or position >= bins else int(position)


@program("histogram")
def histogram(data, counts):
    low = np.inf
    high = -np.inf
    for i in prange(data.size):
        low = min(low, data[i])
        high = max(high, data[i])
    # An increment of an element that several iterations share is a race in Numba, so this loop is serial there.
    for i in range(data.size):
        position = bin_of(data[i], counts.size, low, high)
        if position >= 0:
            counts[position] += 1


@njit
def lennard_jones_at(r):
    sr6 = (1 / r) ** 6
    return 4 * (sr6 * sr6 - sr6)


@program("lennard-jones")
def lennard_jones(n, cluster):
    energy = 0.0
    for i in prange(n - 1):
        for j in range(i + 1, n):
            dx = cluster[i, 0] - cluster[j, 0]
            dy = cluster[i, 1] - cluster[j, 1]
            dz = cluster[i, 2] - cluster[j, 2]
            energy += lennard_jones_at(math.sqrt(dx * dx + dy * dy + dz * dz))
    return energy
