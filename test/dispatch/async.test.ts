import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  ArgumentError,
  asarray,
  assembly,
  CompileError,
  close,
  free,
  info,
  jit,
  type Progress,
  prange,
  random,
  range,
  setThreads,
  tidy,
  vectorize,
  WorkerLostError,
  zeros,
} from 'wamba'
import { closeDriver } from '#wamba/team/driver.js'

const sum = jit((a: Float64Array) => {
  let s = 0
  for (const i of prange(a.length)) s += Math.sqrt(a[i])
  return s
})
/** Works for a while on each element: `steps` is how long. */
const churn = jit((a: Float64Array, steps: number) => {
  for (const i of prange(a.length)) {
    let x = a[i]
    for (const _ of range(steps)) x = x * 0.5 + 1
    a[i] = x
  }
})
/** The same in order, without a parallel loop. */
const spin = jit((steps: number) => {
  let x = 0.3
  for (let j = 0; j < steps; j++) x = x * 0.5 + 1
  return x
})
const affine = jit((a: Float64Array, by: number, plus: number) => {
  for (const i of prange(a.length)) a[i] = a[i] * by + plus
})
const FOR_EVER = 2e9

beforeAll(() => setThreads(3))
afterAll(() => close())

/** Whether a promise is settled, as far as it tells without waiting. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const other = Symbol()
  return (await Promise.race([promise.catch(() => {}), Promise.resolve(other)])) === other
}

describe('an asynchronous call', () => {
  it('gives what a synchronous one gives, of functions, ufuncs and hand-written kernels', async () => {
    const a = random(200_003, { seed: 1 })
    expect(await sum.async(a)).toBe(sum(a))
    expect(await sum.with({ threads: 1 }).async(a)).toBe(sum(a))
    expect(await spin.async(1000)).toBe(spin(1000))

    const power = vectorize(['float64(float64, float64)'], (x, y) => x ** y)
    expect(await power.async(a, 1.5)).toEqual(power(a, 1.5))
    expect(await power.async(2, 3)).toBe(8)
    const out = zeros(a.length)
    expect(await power.async(a, 0.5, out)).toBe(out)
    expect(out).toEqual(power(a, 0.5))

    const total = assembly(
      'float64(float64[:])',
      `export function total(lo: i32, hi: i32, a: usize, a_length: i32): f64 {
        let s: f64 = 0
        for (let i = lo; i < hi; i++) s += load<f64>(a + (<usize>i << 3))
        return s
      }`,
      { js: (x) => x.reduce((s, y) => s + y, 0) },
    )
    expect(await total.async(a)).toBe(total(a))
  })

  it('gives several results, and arrays that the kernel makes', async () => {
    const ends = jit((a: Float64Array) => ({ first: a[0], last: a[a.length - 1] }))
    expect(await ends.async([3, 4, 5])).toEqual({ first: 3, last: 5 })
    const squares = jit((n: number) => {
      const kept = new Float64Array(n)
      const dropped = new Float64Array(n)
      for (const i of prange(n)) dropped[i] = i
      for (const i of prange(n)) kept[i] = dropped[i] * i
      return kept
    })
    expect(await squares.async(5)).toEqual(Float64Array.of(0, 1, 4, 9, 16))
    expect(sum(await squares.async(100_000))).toBe(sum(squares(100_000)))
    const same = jit((a: Float64Array) => a)
    const a = zeros(3)
    expect(await same.async(a)).toBe(a)
  })

  it('lets the event loop turn, also while it is compiled', async () => {
    const fresh = jit((a: Float64Array, steps: number) => {
      let s = 0
      for (const i of prange(a.length)) for (const j of range(steps)) s += a[i] * j
      return s
    })
    let turns = 0
    let over = false
    const turn = (): void => {
      turns++
      if (!over) setImmediate(turn)
    }
    const call = fresh.async(zeros(1000), 10)
    setImmediate(turn)
    await call
    expect(turns).toBeGreaterThan(10)
    turns = 0
    await churn.async(zeros(100_000), 2000)
    over = true
    expect(turns).toBeGreaterThan(10)
  })

  it('reads plain arrays at its start, and writes them in one step at its end', async () => {
    const plain = new Float64Array(5000)
    const list = [1, 2, 3]
    let half = false
    const looks = (): void => {
      half ||= plain.some((x) => x !== 0)
    }
    const call = churn.with({ onProgress: looks }).async(plain, 200_000)
    const then = call.then(() => plain.every((x) => x === 2))
    expect(await then).toBe(true)
    expect(half).toBe(false)
    await affine.async(list, 2, 1)
    expect(list).toEqual([3, 5, 7])
  })

  it('keeps the memory of its arrays, though they are freed while it runs, and refuses those that were before', async () => {
    const a = zeros(20_000)
    let call: Promise<void> | undefined
    tidy(() => {
      call = churn.async(zeros(20_000), 20_000)
    })
    const after = churn.async(a, 1)
    free(a)
    // Blocks of the same size: none may lie where the kernel writes.
    const others = Array.from({ length: 20 }, () => zeros(20_000))
    await call
    await expect(after).rejects.toThrow('was freed')
    for (const other of others) expect(other.every((x) => x === 0)).toBe(true)
    const { used } = info().memory
    for (const other of others) free(other)
    expect(info().memory.used).toBeLessThan(used)
  })

  it('runs after those before it, whoever made them', async () => {
    const a = zeros(10_000)
    const plain = new Float64Array(100)
    let want = 0
    const calls: Promise<unknown>[] = []
    const task = async (seed: number): Promise<void> => {
      for (let i = 0; i < 10; i++) {
        const [by, plus] = [1 + ((seed + i) % 3) / 8, (seed * i) % 7]
        want = want * by + plus
        calls.push(affine.async(a, by, plus))
        calls.push(affine.async(plain, by, plus))
        await null
      }
    }
    await Promise.all([1, 2, 3, 4].map(task))
    await Promise.all(calls)
    expect(a.every((x) => x === want)).toBe(true)
    expect(plain.every((x) => x === want)).toBe(true)
  })

  it('leaves synchronous calls alone: they neither wait for it nor disturb it', async () => {
    const a = random(50_000, { seed: 2 })
    const b = a.slice()
    const data = random(300_000, { seed: 3 })
    const want = sum(data)
    let over = false
    const call = churn.async(a, 20_000).then(() => {
      over = true
    })
    let beside = 0
    while (!over) {
      expect(sum(data)).toBe(want)
      expect(churn(Float64Array.of(7), 3)).toBe(undefined)
      beside++
      await new Promise((resolve) => setImmediate(resolve))
    }
    await call
    expect(beside).toBeGreaterThan(1)
    churn(b, 20_000)
    expect(a).toEqual(b)
  })

  it('is rejected with what a synchronous one throws, and the next is not', async () => {
    const a = Float64Array.of(1, 2, 3)
    const late = jit((x: Float64Array) => {
      for (const i of prange(x.length)) x[i + 1] = 0
    })
    await expect(late.async(zeros(100))).rejects.toThrow(/the index 100 of 'x' is out of bounds/)
    await expect(sum.async('no' as never)).rejects.toThrow(ArgumentError)
    await expect((sum.async as (...args: unknown[]) => unknown)()).rejects.toThrow("'a' is missing")
    const wrong = jit((x: Float64Array, y: number) => {
      for (const i of prange(x.length)) y = y * 2 + x[i]
      return y
    })
    await expect(wrong.async(a, 1)).rejects.toThrow(CompileError)
    const falls = jit((x: Float64Array) => x.map((y) => y + 1), { fallback: 'js' })
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    expect(await falls.async(a)).toEqual(Float64Array.of(2, 3, 4))
    vi.restoreAllMocks()
    expect(await sum.async([4, 9])).toBe(5)
  })

  it('is an error at once where its arguments are wrong, whatever is before it', async () => {
    const before = churn.async(zeros(10_000), 20_000)
    await expect(sum.async('no' as never)).rejects.toThrow(ArgumentError)
    expect(await isPending(before)).toBe(true)
    await before
  })
})

describe('the signal of an asynchronous call', () => {
  const reason = new Error('enough')

  it('stops it before it begins and while it waits', async () => {
    await expect(sum.with({ signal: AbortSignal.abort(reason) }).async([1])).rejects.toBe(reason)
    const stop = new AbortController()
    const before = churn.async(zeros(50_000), 20_000)
    const waits = affine.with({ signal: stop.signal }).async(zeros(10), 2, 1)
    const after = sum.async([4])
    stop.abort(reason)
    await expect(waits).rejects.toBe(reason)
    expect(await isPending(before)).toBe(true)
    await before
    expect(await after).toBe(2)
  })

  it('stops a parallel loop, and nothing of it runs on', async () => {
    const [shared, plain] = [zeros(100_000), new Float64Array(100_000)]
    for (const a of [shared, plain]) {
      const stop = new AbortController()
      const onProgress = ({ done }: Progress): void => {
        if (done > 0) stop.abort(reason)
      }
      await expect(churn.with({ signal: stop.signal, onProgress }).async(a, 1e6)).rejects.toBe(reason)
      const left = a.slice()
      expect(left.includes(0)).toBe(true)
      expect(await sum.async([9])).toBe(3)
      expect(a).toEqual(left)
    }
    expect(plain.every((x) => x === 0)).toBe(true)
  })

  it('stops a serial part, a long iteration, and a call before its first loop', async () => {
    const long = jit((n: number, steps: number) => {
      let s = 0
      for (const i of prange(n)) {
        let x = i
        for (const _ of range(steps)) x = x * 0.5 + 1
        s += x
      }
      return s
    })
    for (const call of [
      (signal: AbortSignal) => spin.with({ signal }).async(FOR_EVER),
      (signal: AbortSignal) => long.with({ signal }).async(100, FOR_EVER),
    ]) {
      const stop = new AbortController()
      const promise = call(stop.signal)
      await new Promise((resolve) => setImmediate(resolve))
      stop.abort(reason)
      await expect(promise).rejects.toBe(reason)
      expect(await sum.async(random(100_000, { seed: 1 }))).toBe(sum(random(100_000, { seed: 1 })))
    }
  })

  it('and its progress are not for synchronous calls', () => {
    const stop = new AbortController()
    const both = sum.with({ signal: stop.signal, onProgress: () => {} })
    expect(() => both([1])).toThrow(ArgumentError)
    expect(() => both([1])).toThrow(/a synchronous call cannot take signal and onProgress.*\.async\(…\)/)
    expect(both.with({ signal: undefined, onProgress: undefined })([4])).toBe(2)
    expect(() => sum.with({ signal: 1 as never })).toThrow('the option signal is the number 1: expected an AbortSignal')
    expect(() => sum.with({ onProgress: 1 as never })).toThrow(
      'the option onProgress is the number 1: expected a function',
    )
    expect(() => sum.with({ thread: 1 } as never)).toThrow("has no option 'thread'")
  })
})

describe('the progress of an asynchronous call', () => {
  it('is told loop by loop, up to the end of the last', async () => {
    const steps = jit((a: Float64Array, times: number) => {
      for (let t = 0; t < times; t++) for (const i of prange(a.length)) a[i] = Math.sqrt(a[i] + t)
    })
    const seen: Progress[] = []
    await steps.with({ onProgress: (progress) => seen.push(progress) }).async(zeros(20_000), 500)
    expect(seen.at(-1)).toEqual({ loop: 500, done: 20_000, total: 20_000 })
    for (let i = 1; i < seen.length; i++) {
      const [before, now] = [seen[i - 1], seen[i]]
      expect(now.loop > before.loop || (now.loop === before.loop && now.done >= before.done)).toBe(true)
      expect(now.total).toBe(20_000)
    }
  })

  it('stops it where the callback throws', async () => {
    const error = new Error('in the callback')
    const thrower = churn.with({
      onProgress: () => {
        throw error
      },
    })
    await expect(thrower.async(zeros(10_000), 20_000)).rejects.toBe(error)
  })
})

describe('a call whose thread dies', () => {
  it('runs again where nothing is in doubt, and else names the arrays', async () => {
    const killed = async <T>(call: (onProgress: () => void) => Promise<T>): Promise<T> => {
      let once = true
      return call(() => {
        if (once) void closeDriver()
        once = false
      })
    }
    const plain = new Float64Array(30_000)
    await killed((onProgress) => churn.with({ onProgress }).async(plain, 20_000))
    expect(plain.every((x) => x === 2)).toBe(true)

    const fill = jit((a: Float64Array, steps: number) => {
      for (const i of prange(a.length)) {
        let x = i
        for (const _ of range(steps)) x = x * 0.5 + 1
        a[i] = x
      }
    })
    const shared = zeros(30_000)
    await killed((onProgress) => fill.with({ onProgress }).async(shared, 20_000))
    expect(shared.every((x) => x === 2)).toBe(true)

    const error = await killed((onProgress) => churn.with({ onProgress }).async(shared, 200_000)).catch((e) => e)
    expect(error).toBeInstanceOf(WorkerLostError)
    expect(error).toMatchObject({ arrays: ['a'] })
    expect(error.message).toContain("The contents of 'a' are in doubt")
    expect(await sum.async(asarray([4]))).toBe(2)
  })
})
