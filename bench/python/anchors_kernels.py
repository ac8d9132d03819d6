"""The twins of bench/kernels/anchors, prange in the same places. Each takes the arguments of its JavaScript twin, arrays in their own shapes."""
import math

import numpy as np
from numba import get_num_threads, njit, prange

programs = {}


def program(name, **options):
    """Compiles a function with parallel=True and lists it under a name."""

    def add(function):
        programs[name] = njit(parallel=True, **options)(function)
        return function

    return add


@program("sum of squares")
def sum_of_squares(a):
    total = 0.0
    for i in prange(a.size):
        total += a[i] ** 2
    return total


@program("multiply")
def multiply(a, b, out):
    for i in prange(out.size):
        out[i] = a[i] * b[i]


@program("exp·sin")
def exp_sin(a, b, out):
    for i in prange(out.size):
        out[i] = math.exp(-a[i] * a[i]) * math.sin(b[i])


@njit
def cumulative(d):
    k = 1 / (1 + 0.2316419 * abs(d))
    tail = (
        0.3989422804014327
        * math.exp(-0.5 * d * d)
        * (k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429)))))
    )
    return 1 - tail if d > 0 else tail


@program("Black–Scholes")
def black_scholes(price, strike, years, rate, volatility, call, put):
    for i in prange(price.size):
        s = price[i]
        x = strike[i]
        t = years[i]
        spread = volatility * math.sqrt(t)
        d1 = (math.log(s / x) + (rate + 0.5 * volatility * volatility) * t) / spread
        d2 = d1 - spread
        c1 = cumulative(d1)
        c2 = cumulative(d2)
        discounted = x * math.exp(-rate * t)
        call[i] = s * c1 - discounted * c2
        put[i] = discounted * (1 - c2) - s * (1 - c1)


@program("Mandelbrot f64")
def mandelbrot(width, height, limit, out):
    for y in prange(height):
        for x in range(width):
            cr = -2 + x * (3 / width)
            ci = -1 + y * (2 / height)
            zr = 0.0
            zi = 0.0
            n = 0
            while n < limit:
                rr = zr * zr
                ii = zi * zi
                if rr + ii > 4:
                    break
                zi = 2 * zr * zi + ci
                zr = rr - ii + cr
                n += 1
            out[y, x] = n


@program("Mandelbrot f32")
def mandelbrot32(width, height, limit, out):
    step_x = np.float32(3 / width)
    step_y = np.float32(2 / height)
    one = np.float32(1)
    two = np.float32(2)
    four = np.float32(4)
    for y in prange(height):
        for x in range(width):
            cr = np.float32(x) * step_x - two
            ci = np.float32(y) * step_y - one
            zr = np.float32(0)
            zi = np.float32(0)
            n = 0
            while n < limit:
                rr = zr * zr
                ii = zi * zi
                if rr + ii > four:
                    break
                zi = two * (zr * zi) + ci
                zr = rr - ii + cr
                n += 1
            out[y, x] = n


@program("n-body")
def nbody(x, y, z, mass, ax, ay, az):
    n = x.size
    for i in prange(n):
        xi = x[i]
        yi = y[i]
        zi = z[i]
        sx = 0.0
        sy = 0.0
        sz = 0.0
        for j in range(n):
            dx = x[j] - xi
            dy = y[j] - yi
            dz = z[j] - zi
            q = dx * dx + dy * dy + dz * dz + 1e-3
            f = mass[j] / (q * math.sqrt(q))
            sx += dx * f
            sy += dy * f
            sz += dz * f
        ax[i] = sx
        ay[i] = sy
        az[i] = sz


def matmul(n, A, B, C):
    """In the order of loops that is fast in Numba."""
    for i in prange(n):
        for j in range(n):
            C[i, j] = 0
        for k in range(n):
            a = A[i, k]
            for j in range(n):
                C[i, j] += a * B[k, j]


program("matmul f64")(matmul)
program("matmul f32")(matmul)


@program("Jacobi")
def jacobi(n, sweeps, a, b):
    source = a
    target = b
    for s in range(sweeps):
        for i in prange(1, n - 1):
            for j in range(1, n - 1):
                target[i, j] = 0.25 * (source[i - 1, j] + source[i + 1, j] + (source[i, j - 1] + source[i, j + 1]))
        swapped = source
        source = target
        target = swapped


@njit
def mix(h):
    # An operation on uint32 gives uint64.
    h = np.uint32(np.uint32(h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B))
    h = np.uint32(np.uint32(h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35))
    return np.uint32(h ^ (h >> np.uint32(16)))


@program("Monte Carlo π")
def monte_carlo(n, seed):
    inside = 0
    for i in prange(n):
        x = np.random.random()
        y = np.random.random()
        if x * x + y * y <= 1:
            inside += 1
    return 4 * inside / n


@program("Monte Carlo π, hash")
def monte_carlo_hash(n, seed):
    inside = 0
    for i in prange(n):
        at = np.uint32(2 * i)
        key = np.uint32(seed)
        x = mix(np.uint32(at ^ key)) / 4294967296.0
        y = mix(np.uint32((at + np.uint32(1)) ^ key)) / 4294967296.0
        if x * x + y * y <= 1:
            inside += 1
    return 4 * inside / n


@program("softmax", fastmath=True)
def softmax(rows, columns, x, out):
    for i in prange(rows):
        most = x[i, 0]
        for j in range(1, columns):
            most = max(most, x[i, j])
        total = np.float32(0)
        for j in range(columns):
            e = np.float32(math.exp(x[i, j] - most))
            out[i, j] = e
            total += e
        scale = np.float32(1) / total
        for j in range(columns):
            out[i, j] *= scale


@program("histogram")
def histogram(x, counts):
    # An increment that several iterations share is a race in Numba: each thread counts in a table of its own.
    parts = get_num_threads()
    bins = counts.size
    tables = np.zeros((parts, bins), np.int32)
    for p in prange(parts):
        for i in range(p * x.size // parts, (p + 1) * x.size // parts):
            tables[p, int(x[i] * bins)] += 1
    for p in range(parts):
        for b in range(bins):
            counts[b] += tables[p, b]


@program("pairwise")
def pairwise(n, dimensions, points, distances):
    for i in prange(n):
        for j in range(n):
            total = 0.0
            for k in range(dimensions):
                d = points[i, k] - points[j, k]
                total += d * d
            distances[i, j] = math.sqrt(total)


@program("sobel u8")
def sobel(width, height, image, edges):
    for y in prange(1, height - 1):
        for x in range(1, width - 1):
            a = np.int32(image[y - 1, x - 1])
            b = np.int32(image[y - 1, x])
            c = np.int32(image[y - 1, x + 1])
            d = np.int32(image[y, x - 1])
            f = np.int32(image[y, x + 1])
            g = np.int32(image[y + 1, x - 1])
            h = np.int32(image[y + 1, x])
            i = np.int32(image[y + 1, x + 1])
            gx = c + 2 * f + i - (a + 2 * d + g)
            gy = g + 2 * h + i - (a + 2 * b + c)
            edges[y, x] = min(255, abs(gx) + abs(gy))


@program("threshold u8")
def threshold(image, limit, out):
    for i in prange(out.size):
        out[i] = 255 if image[i] > limit else 0


@program("blend u8")
def blend(a, b, out):
    for i in prange(out.size):
        out[i] = (np.int32(a[i]) * 77 + np.int32(b[i]) * 179) >> 8


@program("gray u8")
def gray(image, out):
    for i in prange(out.size):
        out[i] = np.uint8(0.299 * image[3 * i] + 0.587 * image[3 * i + 1] + 0.114 * image[3 * i + 2])


@njit
def fade(t):
    return t * t * t * (t * (t * np.float32(6) - np.float32(15)) + np.float32(10))


@njit
def mixed(t, a, b):
    return a + t * (b - a)


@njit
def gradient(hash, x, y):
    h = hash & 15
    u = x if h < 8 else y
    v = y if h < 4 else x if h == 12 or h == 14 else np.float32(0)
    return (u if (h & 1) == 0 else -u) + (v if (h & 2) == 0 else -v)


@program("Perlin f32")
def perlin(width, height, octaves, table, out):
    one = np.float32(1)
    for row in prange(height):
        for column in range(width):
            total = np.float32(0)
            frequency = np.float32(1 / 64)
            amplitude = np.float32(1)
            for o in range(octaves):
                px = np.float32(column) * frequency
                py = np.float32(row) * frequency
                fx = np.floor(px)
                fy = np.floor(py)
                x = px - fx
                y = py - fy
                X = int(fx) & 255
                Y = int(fy) & 255
                A = table[X] + Y
                B = table[X + 1] + Y
                u = fade(x)
                v = fade(y)
                low = mixed(u, gradient(table[A], x, y), gradient(table[B], x - one, y))
                high = mixed(u, gradient(table[A + 1], x, y - one), gradient(table[B + 1], x - one, y - one))
                total += amplitude * mixed(v, low, high)
                frequency *= np.float32(2)
                amplitude /= np.float32(2)
            out[row, column] = total


@njit
def distance(x, y, z):
    ball = math.sqrt(x * x + y * y + z * z) - 1
    ring = math.sqrt(x * x + z * z) - 1.6
    torus = math.sqrt(ring * ring + y * y) - 0.25
    return min(min(ball, torus), y + 1)


@program("ray marching f64")
def ray_marching(width, height, steps, out):
    for row in prange(height):
        for column in range(width):
            u = (2 * column - width) / height
            v = (height - 2 * row) / height
            norm = 1 / math.sqrt(u * u + v * v + 2.25)
            dx = u * norm
            dy = v * norm - 0.2 * norm
            dz = 1.5 * norm
            t = 0.0
            hit = False
            for s in range(steps):
                d = distance(t * dx, 0.5 + t * dy, -4 + t * dz)
                if d < 1e-4:
                    hit = True
                    break
                t += d
                if t > 30:
                    break
            shade = 0.0
            if hit:
                x = t * dx
                y = 0.5 + t * dy
                z = -4 + t * dz
                e = 1e-5
                nx = distance(x + e, y, z) - distance(x - e, y, z)
                ny = distance(x, y + e, z) - distance(x, y - e, z)
                nz = distance(x, y, z + e) - distance(x, y, z - e)
                length = math.sqrt(nx * nx + ny * ny + nz * nz)
                shade = max(0.0, (0.5 * nx + 0.8 * ny - 0.33 * nz) / length)
            out[row, column] = shade
