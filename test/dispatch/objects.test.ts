import { describe, expect, it } from 'vitest'
import { ArgumentError, CompileError, jit, prange, zeros } from 'wamba'

const step = (p: { dt: number; mass: number; x: Float64Array | Float32Array; v: Float64Array }, n: number) => {
  for (const i of prange(n)) {
    p.v[i] += p.dt / p.mass
    p.x[i] += p.v[i] * p.dt
  }
  return p.x.length
}
const bodies = () => ({ dt: 0.5, mass: 2, x: Float64Array.of(1, 2, 3), v: Float64Array.of(0, 1, 0), label: 'unused' })
const ignored = { cache: false }

describe('an object argument', () => {
  const kernel = jit(step, ignored)

  it('is as many parameters as the kernel reads fields of it, and arrays in it are written', () => {
    const [given, expected] = [bodies(), bodies()]
    expect(kernel(given, 3)).toBe(step(expected, 3))
    expect(given).toEqual(expected)
    expect(kernel.signatures[0]).toBe('int32({ v: float64[:], dt: float64, mass: float64, x: float64[:] }, int32)')
  })

  it('is called the same way when it is warm, whatever its fields are', () => {
    const [x, v] = [zeros(3), zeros(3)]
    for (let call = 0; call < 5; call++) kernel({ dt: 1, mass: 1, x, v }, 3)
    expect([...x]).toEqual([15, 15, 15])
    expect(kernel({ dt: 0.5, mass: 2, x: zeros(4), v }, 3)).toBe(4)
    const float32 = { ...bodies(), x: new Float32Array(3) }
    kernel(float32, 3)
    expect(float32.x[0]).toBeCloseTo(0.125)
  })

  it('is compared with the function itself by verify', () => {
    expect(kernel.verify(bodies(), 3)).toMatchObject({ ok: true })
    expect(kernel.races(bodies(), 3)).toEqual([])
  })

  it('may be destructured, with defaults, in the parameters and in the body', () => {
    const energy = ({ mass = 2, v }: { mass?: number; v: number }, scale = 0.5) => scale * mass * v * v
    const inBody = (p: { mass?: number; v: number }) => {
      const { mass = 3, v: speed } = p
      return mass * speed
    }
    const nothing = ({ steps = 4 }: { steps?: number } = {}) => steps * 2
    const [a, b, c] = [jit(energy, ignored), jit(inBody, ignored), jit(nothing, ignored)]
    expect([a({ v: 3 }), a({ v: 3, mass: 1 }), a({ v: 3 }, 1), a({ v: 3, mass: undefined }, undefined)]).toEqual([
      9, 4.5, 18, 9,
    ])
    expect([b({ v: 2 }), b({ v: 2, mass: 1 })]).toEqual([6, 2])
    expect([c(), c({}), c({ steps: 1 }), c()]).toEqual([8, 8, 2, 8])
    expect(a.signatures).toContain('float64({ v: float64 })')
  })

  it('may be passed on to helpers, which take it whole or apart', () => {
    const kinetic = ({ mass, v }: { mass: number; v: number }) => 0.5 * mass * v * v
    const potential = (p: { mass: number; height: number }) => p.mass * 9.81 * p.height
    const total = (p: { mass: number; v: number; height: number }) => kinetic(p) + potential(p)
    const body = { mass: 2, v: 3, height: 4 }
    expect(jit(total, { ...ignored, scope: { kinetic, potential } })(body)).toBe(total(body))
  })

  it('may hold n-d arrays and numbers that are integers', () => {
    const trace = (p: { a: { get(i: number, j: number): number; shape: readonly number[] }; n: number }) => {
      let sum = 0
      for (let i = 0; i < p.n; i++) sum += p.a.get(i, i)
      return sum * p.a.shape[1]
    }
    const a = zeros([3, 3])
    for (let i = 0; i < 3; i++) a.set(i, i, i + 1)
    expect(jit(trace, ignored)({ a, n: 3 })).toBe(18)
  })

  it('may be declared in a signature', () => {
    const scaled = jit('float64({ by: float64, x: float64[:] }, int32)', (p, i) => p.by * p.x[i], ignored)
    expect(scaled({ by: 2, x: Float64Array.of(1, 2) }, 1)).toBe(4)
    expect(() => jit('float64({ by: float64, z: float64 })', (p) => p.by, ignored)).toThrow(
      "names the field 'z', which kernel does not read: it reads by",
    )
    expect(() => jit('float64({ by: float64 })', (p: { by: number; x?: number }) => p.by * p.x!, ignored)).toThrow(
      "has an object without the field 'x' for 'p'",
    )
    // @ts-expect-error: the type of an object is no float64
    expect(() => jit('float64(float64)', (p: { by: number }) => p.by, ignored)).toThrow('has no object, { by: … }, for')
  })
})

describe('an error of an object argument says', () => {
  const call =
    (...args: unknown[]) =>
    () =>
      (jit(step, ignored) as (...args: unknown[]) => unknown)(...args)

  it.each([
    [[{ ...bodies(), dt: undefined }, 3], "step: argument 1, 'p', has no field 'dt': it has mass, x, v, label."],
    [[{ Dt: 1, mass: 1, x: 1, v: zeros(1) }, 3], "argument 1, 'p', has no field 'dt': did you mean 'Dt'? it has Dt,"],
    [
      [{ ...bodies(), dt: 'a' }, 3],
      "step: the field 'dt' of argument 1, 'p', is the string \"a\": a kernel takes numbers,",
    ],
    [
      [{ ...bodies(), x: { y: 1 } }, 3],
      "the field 'x' of argument 1, 'p', is an object of class Object: objects are one level deep",
    ],
    [[zeros(3), 3], "argument 1, 'p', is float64[:] of length 3: expected an object with 'v', 'dt', 'mass', 'x'."],
    [[null, 3], "argument 1, 'p', is null: expected an object with"],
    [[bodies()], "step takes 2 arguments (p, n), got 1: 'n' is missing."],
    [[bodies(), 3, 4], 'step takes 2 arguments (p, n), got 3: leave out the rest.'],
  ])('what was got and what was expected: %#', (args, message) => {
    expect(call(...args)).toThrow(ArgumentError)
    expect(call(...args)).toThrow(message)
  })

  it('that the caller would not see what is written to a number in it', () => {
    const count = (p: { n: number }) => {
      p.n += 1
      return p.n
    }
    expect(() => jit(count, ignored)).toThrow(CompileError)
    expect(() => jit(count, ignored)).toThrow("the caller's object would not see this: 'p.n' is a copy")
  })

  it('that arrays out of bounds are fields', () => {
    expect(call({ ...bodies(), v: new Float64Array(2) }, 3)).toThrow(
      "the index 2 of 'p.v' is out of bounds: 'p.v' has length 2",
    )
  })
})
