import { type AnyTypedArray, jit, type Kernel, zeros } from 'wamba'
import { resets, type SizeName, type Workload, workloadArguments } from '../kernels/workload.ts'
import { plainLoops } from './plainLoops.ts'

type Arguments = (number | AnyTypedArray)[]

/** A workload made ready to run at one size, in plain JavaScript and compiled, each on arrays of its own. */
export class Run {
  readonly workload: Workload
  /** The arguments as they are before each run. */
  readonly initial: Arguments
  readonly #kernels: Prepared
  readonly #plain: Arguments
  readonly #shared: Arguments
  readonly #resets: readonly boolean[]
  #plainResult: unknown
  #sharedResult: unknown

  constructor(workload: Workload, size: SizeName, kernels: Prepared) {
    this.workload = workload
    this.#kernels = kernels
    this.initial = workloadArguments(workload, size)
    const fields = Object.entries(workload.fields(...workload.sizes[size]))
    this.#resets = fields.map(([name]) => resets(workload, name))
    this.#plain = this.initial.map((arg, i) => (typeof arg === 'number' || !this.#resets[i] ? arg : arg.slice()))
    this.#shared = this.initial.map((arg, i) => {
      const field = fields[i][1]
      return typeof arg === 'number' || typeof field === 'number' ? arg : filled(zeros(arg.length, field.dtype), arg)
    })
  }

  /** Seconds of the plain loops. */
  plain(): number {
    return this.#time(this.#plain, (args) => {
      this.#plainResult = this.#kernels.plain(...(args as never[]))
    })
  }

  /** Seconds of the compiled kernel on `threads` threads, 0 for all. */
  compiled(threads: number): number {
    const kernel = threads === 0 ? this.#kernels.compiled : this.#kernels.compiled.with({ threads })
    return this.#time(this.#shared, (args) => {
      this.#sharedResult = kernel(...args)
    })
  }

  /** Seconds of another program with the same parameters, on the compiled kernel's arrays. */
  other(program: (...args: never[]) => unknown): number {
    return this.#time(this.#shared, (args) => {
      this.#sharedResult = program(...(args as never[]))
    })
  }

  /** Seconds of other plain loops, whose results are not looked at. */
  otherPlain(program: (...args: never[]) => unknown): number {
    return this.#time(this.#plain, (args) => void program(...(args as never[])))
  }

  /** What the last plain run returned. */
  get result(): unknown {
    return this.#plainResult
  }

  /** Throws unless the last compiled run gave what the last plain one gave: the bits, or what the workload tolerates. */
  verify(): void {
    const { name, tolerance = 0 } = this.workload
    compareArrays(name, [this.#sharedResult], [this.#plainResult], tolerance)
    this.#plain.forEach((want, i) => {
      if (typeof want !== 'number')
        compareArrays(`argument ${i} of ${name}`, numbers(this.#shared[i]), numbers(want), tolerance)
    })
  }

  /** The sum of each array after the last compiled run, for programs in other languages to compare with. */
  sums(): number[] {
    return this.#shared.flatMap((arg) => (typeof arg === 'number' ? [] : [numbers(arg).reduce((sum, x) => sum + x, 0)]))
  }

  #time(args: Arguments, run: (args: Arguments) => void): number {
    this.initial.forEach((arg, i) => {
      if (typeof arg !== 'number' && this.#resets[i]) filled(args[i] as AnyTypedArray, arg)
    })
    const start = performance.now()
    run(args)
    return (performance.now() - start) / 1e3
  }
}

/** The two forms of a workload's program. */
export interface Prepared {
  readonly plain: (...args: never[]) => unknown
  readonly compiled: Kernel<unknown[], unknown>
}

export function prepare(workload: Workload, options: object = {}): Prepared {
  const { kernel, scope, name } = workload
  return {
    plain: workload.plain ?? plainLoops(kernel, scope),
    compiled: jit(kernel as never, { scope, name, ...options } as never) as never,
  }
}

function filled<T extends AnyTypedArray>(target: T, source: AnyTypedArray): T {
  ;(target as Float64Array).set(source as Float64Array)
  return target
}

const numbers = (array: number | AnyTypedArray): Float64Array => array as unknown as Float64Array

/** Throws unless elements are the same bits, or differ by at most `tolerance` of the largest. */
export function compareArrays(
  what: string,
  got: ArrayLike<unknown>,
  want: ArrayLike<unknown>,
  tolerance: number,
): void {
  let largest = 0
  if (tolerance > 0) for (let i = 0; i < want.length; i++) largest = Math.max(largest, Math.abs(want[i] as number))
  for (let i = 0; i < want.length; i++) {
    if (Object.is(got[i], want[i])) continue
    if (tolerance > 0 && Math.abs((got[i] as number) - (want[i] as number)) <= tolerance * largest) continue
    throw new Error(`${what}: got ${got[i]} at index ${i}, expected ${want[i]}`)
  }
}
