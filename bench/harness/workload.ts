import { type AnyTypedArray, type DType, jit, type Kernel, zeros } from 'wamba'
import { type SizeName, type Workload, workloadArguments } from '../kernels/workload.ts'
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
  #plainResult: unknown
  #sharedResult: unknown

  constructor(workload: Workload, size: SizeName, kernels: Prepared) {
    this.workload = workload
    this.#kernels = kernels
    this.initial = workloadArguments(workload, size)
    this.#plain = this.initial.map((arg) => (typeof arg === 'number' ? arg : arg.slice()))
    const dtypes = Object.values(workload.fields(...workload.sizes[size])).map((f) =>
      typeof f === 'number' ? f : f.dtype,
    )
    this.#shared = this.initial.map((arg, i) => (typeof arg === 'number' ? arg : zeros(arg.length, dtypes[i] as DType)))
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
      if (typeof arg !== 'number') (args[i] as Float64Array).set(arg as Float64Array)
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

export function prepare(workload: Workload): Prepared {
  const { kernel, scope, name } = workload
  return {
    plain: workload.plain ?? plainLoops(kernel, scope),
    compiled: jit(kernel as never, { scope, name } as never) as never,
  }
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
