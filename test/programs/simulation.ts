import { prange } from 'wamba'
import { type Program, uniform } from './program.ts'

interface Bodies {
  x: Float64Array
  y: Float64Array
  vx: Float64Array
  vy: Float64Array
  mass: Float64Array
  dt: number
  softening?: number
}

export const programs: Program[] = [
  {
    title: 'Runge-Kutta of order 4 on a pendulum, the state an object',
    approximate: true,
    fn: (theta: number, omega: number, h: number, steps: number) => {
      const slope = (s: { theta: number; omega: number }) => ({ theta: s.omega, omega: -Math.sin(s.theta) })
      const step = (s: { theta: number; omega: number }, k: { theta: number; omega: number }, by: number) => ({
        theta: s.theta + k.theta * by,
        omega: s.omega + k.omega * by,
      })
      let s = { theta, omega }
      for (let i = 0; i < steps; i++) {
        const k1 = slope(s)
        const k2 = slope(step(s, k1, h / 2))
        const k3 = slope(step(s, k2, h / 2))
        const k4 = slope(step(s, k3, h))
        s = {
          theta: s.theta + (h / 6) * (k1.theta + 2 * k2.theta + 2 * k3.theta + k4.theta),
          omega: s.omega + (h / 6) * (k1.omega + 2 * k2.omega + 2 * k3.omega + k4.omega),
        }
      }
      return s
    },
    args: () => [1, 0, 0.01, 100],
  },
  {
    title: 'Lorenz attractor with weights in a literal',
    fn: (n: number, h = 0.01, { sigma = 10, rho = 28, beta = 8 / 3 } = {}) => {
      const path = new Float64Array(3 * n)
      const weights = [1 / 6, 1 / 3, 1 / 3, 1 / 6]
      const ahead = [0, 0.5, 0.5, 1]
      let [x, y, z] = [1, 1, 1]
      for (let i = 0; i < n; i++) {
        let [dx, dy, dz] = [0, 0, 0]
        let [kx, ky, kz] = [0, 0, 0]
        for (let s = 0; s < 4; s++) {
          const px = x + ahead[s] * h * kx
          const py = y + ahead[s] * h * ky
          const pz = z + ahead[s] * h * kz
          kx = sigma * (py - px)
          ky = px * (rho - pz) - py
          kz = px * py - beta * pz
          dx += weights[s] * kx
          dy += weights[s] * ky
          dz += weights[s] * kz
        }
        x += h * dx
        y += h * dy
        z += h * dz
        path[3 * i] = x
        path[3 * i + 1] = y
        path[3 * i + 2] = z
      }
      return path
    },
    args: () => [50],
  },
  {
    title: 'n bodies in an object of arrays, leapfrog',
    fn: (b: Bodies, steps: number) => {
      const n = b.x.length
      const { dt, softening = 0.01 } = b
      for (let s = 0; s < steps; s++) {
        for (const i of prange(n)) {
          let [ax, ay] = [0, 0]
          for (let j = 0; j < n; j++) {
            if (j === i) continue
            const dx = b.x[j] - b.x[i]
            const dy = b.y[j] - b.y[i]
            const d2 = dx * dx + dy * dy + softening
            const f = b.mass[j] / (d2 * Math.sqrt(d2))
            ax += f * dx
            ay += f * dy
          }
          b.vx[i] += ax * dt
          b.vy[i] += ay * dt
        }
        for (const i of prange(n)) {
          b.x[i] += b.vx[i] * dt
          b.y[i] += b.vy[i] * dt
        }
      }
    },
    args: () => {
      const [x, y, mass] = [uniform(41, 20), uniform(42, 20), uniform(43, 20)]
      return [{ x, y, mass, vx: new Float64Array(20), vy: new Float64Array(20), dt: 0.01 }, 5]
    },
  },
  {
    title: 'Kalman filter of position and speed',
    fn: (seen: Float64Array, { dt = 1, q = 0.01, r = 0.5 }: { dt?: number; q?: number; r?: number } = {}) => {
      const filtered = new Float64Array(seen.length)
      let [x, v] = [seen[0], 0]
      let p = [1, 0, 0, 1]
      for (let i = 0; i < seen.length; i++) {
        x += v * dt
        p = [p[0] + dt * (p[1] + p[2]) + dt * dt * p[3] + q, p[1] + dt * p[3], p[2] + dt * p[3], p[3] + q]
        const s = p[0] + r
        const [k0, k1] = [p[0] / s, p[2] / s]
        const e = seen[i] - x
        x += k0 * e
        v += k1 * e
        p = [(1 - k0) * p[0], (1 - k0) * p[1], p[2] - k1 * p[0], p[3] - k1 * p[1]]
        filtered[i] = x
      }
      return { filtered, v }
    },
    args: () => [uniform(44, 40)],
  },
  {
    title: 'heat in a rod by the Thomas algorithm',
    fn: (u: Float64Array, r: number, steps: number) => {
      const n = u.length
      const c = new Float64Array(n)
      const d = new Float64Array(n)
      for (let t = 0; t < steps; t++) {
        c[0] = 0
        d[0] = u[0]
        for (let i = 1; i < n - 1; i++) {
          const m = 1 + 2 * r + r * c[i - 1]
          c[i] = -r / m
          d[i] = (u[i] + r * d[i - 1]) / m
        }
        for (let i = n - 2; i > 0; i--) u[i] = d[i] - c[i] * u[i + 1]
      }
      return u
    },
    args: () => [uniform(45, 30), 0.4, 10],
  },
  {
    title: 'Ising spins on a checkerboard, integers as random numbers',
    fn: (spins: Int8Array, n: number, sweeps: number, table: Float64Array, seed: number) => {
      let energy = 0
      for (let s = 0; s < sweeps; s++) {
        for (let parity = 0; parity <= 1; parity++) {
          for (const i of prange(n)) {
            for (let j = (i + parity) & 1; j < n; j += 2) {
              const sum =
                spins[((i + 1) % n) * n + j] +
                spins[((i + n - 1) % n) * n + j] +
                spins[i * n + ((j + 1) % n)] +
                spins[i * n + ((j + n - 1) % n)]
              let h = (seed + s * 7919 + i * n + j) | 0
              h = Math.imul(h ^ (h >>> 16), 0x45d9f3b)
              h ^= h >>> 16
              if ((h >>> 0) / 2 ** 32 < table[(spins[i * n + j] * sum) / 2 + 2]) spins[i * n + j] = -spins[i * n + j]
            }
          }
        }
      }
      for (let k = 0; k < n * n; k++) energy -= spins[k] * spins[(k + n) % (n * n)]
      return energy
    },
    args: () => [new Int8Array(64).fill(1), 8, 4, Float64Array.of(1, 1, 1, 0.3, 0.1), 5],
  },
  {
    title: 'Mandelbrot escape times with a labelled continue',
    fn: (width: number, height: number, limit = 50) => {
      const out = new Uint16Array(width * height)
      for (const y of prange(height)) {
        column: for (let x = 0; x < width; x++) {
          const [cx, cy] = [-2 + (3 * x) / width, -1 + (2 * y) / height]
          let zx = 0
          let zy = 0
          for (let k = 0; k < limit; k++) {
            const [a, b] = [zx * zx, zy * zy]
            if (a + b > 4) {
              out[y * width + x] = k
              continue column
            }
            zy = 2 * zx * zy + cy
            zx = a - b + cx
          }
          out[y * width + x] = limit
        }
      }
      return out
    },
    args: () => [24, 16],
  },
  {
    title: 'a bouncing ball with states in a switch, and a log of events',
    fn: (y: number, v: number, steps: number) => {
      const events = new Float64Array(2 * steps)
      let count = 0
      let state = 0
      for (let t = 0; t < steps; t++) {
        switch (state) {
          // biome-ignore lint/suspicious/noFallthroughSwitchClause: as people write it
          case 0:
            v -= 0.1
            y += v
            if (y > 0) break
            y = 0
            state = 1
          // falls through
          case 1:
            v = -0.8 * v
            events[count++] = t
            state = Math.abs(v) < 0.05 ? 2 : 0
            break
          case 2:
            v = 0
            break
          default:
            throw new Error('no such state')
        }
      }
      return { y, v, count, events }
    },
    args: () => [2, 0, 80],
  },
]
