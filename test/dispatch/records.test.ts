/** Arrays of objects as arguments. */
import { describe, expect, it } from 'vitest'
import { jit, prange } from 'wamba'

interface Particle {
  x: number
  y: number
  vx: number
  readonly name: string
}

const particles = (n: number): Particle[] =>
  Array.from({ length: n }, (_, i) => ({ x: i * 0.3, y: 1 - i, vx: Math.sin(i), name: `p${i}` }))

describe('an array of objects', () => {
  it('is copied in and out, the fields that the kernel uses alone', () => {
    const step = (ps: Particle[], dt: number): number => {
      for (const p of ps) {
        p.x += p.vx * dt
        if (p.x > 1) p.vx *= -1
      }
      return ps.length
    }
    const kernel = jit(step)
    for (const n of [0, 5]) {
      const [plain, own] = [particles(n), particles(n)]
      const first = own[0]
      expect(kernel(own, 0.1)).toBe(step(plain, 0.1))
      expect(own).toEqual(plain)
      expect(own[0]).toBe(first)
      expect(kernel.verify(particles(n), 0.1).ok).toBe(true)
    }
  })

  it('is used by index, in a prange, by methods and by functions', () => {
    const kernels = [
      (ps: Particle[]): unknown => {
        for (const i of prange(ps.length)) ps[i].x += ps[i].vx / 2
        return undefined
      },
      (ps: Particle[]): unknown => ps.map((p) => Math.sqrt(p.x * p.x + p.y * p.y)),
      (ps: Particle[]): unknown => ps.reduce((sum, p) => sum + p.x, 0),
      (ps: Particle[]): unknown => {
        let sum = 0
        for (const { x, y } of ps) sum += x * y
        return sum
      },
      (ps: Particle[]): unknown => {
        const distance = (a: Particle, b: Particle): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y)
        let best = ps[0]
        for (const p of ps) if (p.x > best.x) best = p
        return best.y + distance(ps[0], ps[2])
      },
    ]
    for (const fn of kernels) {
      const [plain, own] = [particles(40), particles(40)]
      expect(jit(fn)(own)).toEqual(fn(plain))
      expect(own).toEqual(plain)
    }
  })

  it('may hold objects within', () => {
    const fn = (bodies: { pos: { x: number; y: number }; mass: number }[], dt: number): void => {
      for (let i = 0; i < bodies.length; i++) {
        const a = bodies[i]
        for (let j = 0; j < bodies.length; j++) a.pos.x += bodies[j].mass * bodies[j].pos.y * dt
      }
    }
    const make = () => Array.from({ length: 4 }, (_, i) => ({ pos: { x: i, y: i * i }, mass: 1 + i }))
    const [plain, own] = [make(), make()]
    fn(plain, 0.5)
    jit(fn)(own, 0.5)
    expect(own).toEqual(plain)
  })

  it('is refused where it is no such array, or has one object twice', () => {
    const sum = jit((ps: Particle[]) => {
      let total = 0
      for (const p of ps) total += p.x
      return total
    })
    const given = (value: unknown) => () => sum(value as Particle[])
    expect(given(new Float64Array(3))).toThrow('expected an array of objects with x')
    expect(given([{ x: 1 }, { y: 2 }])).toThrow(
      'at [1].x: a kernel takes arrays of objects with a number in each field',
    )
    const one = { x: 1 }
    expect(given([one, one])).toThrow('has one object twice')
    const both = jit((ps: { x: number }[], qs: { x: number }[]) => {
      ps[0].x += qs[0].x
    })
    expect(() => both([one], [{ x: 2 }, one])).toThrow("argument 1, 'ps', and argument 2, 'qs', have one object")
    expect(() =>
      jit((ps: Particle[]) => {
        ps.sort((a, b) => a.x - b.x)
        return ps[0].x
      })(particles(3)),
    ).toThrow("'ps' is an array of the caller's objects, of which a kernel changes the fields alone")
    expect(() => jit((ps: Particle[]) => (ps[0].x > 0 ? ps : ps))(particles(3))).toThrow("'ps' is an array of objects")
  })
})
