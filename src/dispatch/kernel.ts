import { ArgumentError } from '../base/errors.ts'
import { disassemble } from '../compiler/build/assemble.ts'
import type { Progress } from '../team/progress.ts'
import { callLater } from './async.ts'
import { type Diagnostics, diagnose } from './diagnostics.ts'
import { type EntryState, makeEntry, makeFast, type Run } from './entry.ts'
import type { Front, Prepared } from './front.ts'
import { checkOptions } from './options.ts'
import { findRaces, type Race } from './races.ts'
import { handlesArrays } from './results.ts'
import type { Specialisation } from './specialisation.ts'
import type { Target } from './target.ts'
import type { Unit } from './unit.ts'
import { type Verification, verify } from './verify.ts'

/** The stages that `inspect` shows. */
export type Stage = 'ast' | 'ir' | 'plan' | 'assembly' | 'wat' | 'reference'

const stages: readonly Stage[] = ['ast', 'ir', 'plan', 'assembly', 'wat', 'reference']

export interface CallOptions {
  /** At most this many threads, the calling one included. */
  readonly threads?: number
  /** Stops asynchronous calls: their promises are rejected with its reason. */
  readonly signal?: AbortSignal
  /** Is called a few times a second while an asynchronous call runs, and at its end. An error that it throws stops the call. */
  readonly onProgress?: (progress: Progress) => void
}

/**
 * What every kernel has, whichever way it was made. `F`: the user's function; `L`: the type of `async`, where it is not that of one
 * signature.
 */
export interface KernelMembers<
  F extends (...args: never[]) => unknown,
  A extends readonly unknown[],
  L = (...args: A) => Promise<ReturnType<F>>,
> {
  readonly name: string
  /** The original function. */
  readonly js: F
  /** What a call runs: `wasm`; `reference` where SIMD or shared memory is missing; `js` where `WAMBA_DISABLE=1` or `fallback` asked for it. */
  readonly target: Target
  /** The specialisations there are, as `float64(float64[:], int32)`. */
  readonly signatures: readonly string[]
  /** Compiles a signature now. Throws CompileError. */
  compile(signature: string): void
  /**
   * Runs the compiled kernel, wamba's JavaScript reference and `js` on copies of the arguments and compares every array that
   * is written, and the result. `ok`: see Verification.
   */
  verify(...args: A): Verification
  /**
   * Runs the reference on copies of the arguments and names pairs of iterations of a `prange` that touch one element, at least
   * one writing it: one pair for each two places in the source. Empty where there is none.
   */
  races(...args: A): readonly Race[]
  /** The text of a compiler stage, of the specialisation used last or of the one named. */
  inspect(stage: Stage, signature?: string): string
  /** What the specialisations look like and what their calls copied; prints as a report. */
  diagnostics(): Diagnostics
  /**
   * Calls the kernel without blocking the event loop: it runs in a thread of its own and on the team. Calls run one after the other,
   * in the order in which they were made; calls of kernels that are not asynchronous need not wait for them.
   *
   * Arguments are read when the run begins, at once where no other call is before it, and arrays are written while it lasts: leave
   * them alone until the promise is settled. Plain arrays are copied then, and back in one step at the end, or when the kernel throws.
   * With `with({ signal })` a call can be stopped: shared arrays then hold what was written so far, plain ones what they held before.
   *
   * The promise is rejected with the errors that a call throws, and with the reason of `signal` as soon as nothing of the call
   * runs any more.
   *
   * @example
   * const total = await sum.with({ signal: AbortSignal.timeout(5000), onProgress: ({ done, total }) => show(done / total) }).async(data)
   */
  readonly async: L
  /** The same kernel, limited to some threads, or with what its asynchronous calls take. */
  with(options: CallOptions): this
}

/** Makes the function that users call, with its members. */
export function makeKernel<K>(front: Front): K {
  return new Variants(front).get(front.threads) as K
}

/** One kernel in its variants by the number of threads. */
class Variants {
  readonly #front: Front
  readonly #byThreads = new Map<number, { variant: Variant; entry: Run }>()

  constructor(front: Front) {
    this.#front = front
  }

  get(threads: number): Run {
    let made = this.#byThreads.get(threads)
    if (made === undefined) {
      made = this.#make({ threads })
      this.#byThreads.set(threads, made)
    }
    return made.entry
  }

  /** The kernel with these options. */
  with(options: CallOptions): Run {
    const { threads = 0, signal, onProgress } = options
    return signal === undefined && onProgress === undefined ? this.get(threads) : this.#make(options).entry
  }

  #make(options: CallOptions): { variant: Variant; entry: Run } {
    const { core, arity } = this.#front
    const variant = new Variant(this.#front, options)
    const entry = makeEntry(core.unit.name, arity, variant)
    return { variant, entry: Object.defineProperties(entry, this.#members(variant, options)) }
  }

  #members(variant: Variant, own: CallOptions): PropertyDescriptorMap {
    const front = this.#front
    const { core } = front
    const { name, js } = core.unit
    const target = (): Target => (front.plain() === undefined ? core.target : 'js')
    const members: Omit<KernelMembers<Unit['js'], unknown[]>, 'name' | 'target' | 'signatures'> = {
      js,
      compile: (signature) => {
        if (front.plain() !== undefined) return
        front.declare(signature)
        for (const made of this.#byThreads.values()) made.variant.reset()
      },
      verify: (...args) => variant.verify(args),
      races: (...args) => variant.races(args),
      inspect: (stage, signature) => inspect(front, stage, signature),
      diagnostics: () => diagnose(core, target()),
      async: (...args: unknown[]) => variant.callLater(args),
      with: (options) => this.with({ ...own, ...callOptions(name, options) }) as never,
    }
    return {
      ...Object.fromEntries(Object.entries(members).map(([key, value]) => [key, { value }])),
      target: { get: target },
      signatures: { get: () => core.specialisations.map((spec) => spec.signature) },
    }
  }
}

/** What an entry calls: the warm path of the specialisation used last, or `slow`, which finds the one to use. */
class Variant implements EntryState {
  run: Run
  readonly #front: Front
  readonly #threads: number
  readonly #options: CallOptions
  /** Weak, since a core drops specialisations. */
  #warm = new WeakMap<Specialisation, Run>()
  readonly #slow: Run = (...given) => this.#call(given)

  constructor(front: Front, options: CallOptions) {
    this.#front = front
    this.#threads = options.threads ?? 0
    this.#options = options
    this.run = this.#slow
  }

  /** Forgets the warm paths: a new signature may take what they take. */
  reset(): void {
    this.#warm = new WeakMap()
    this.run = this.#slow
  }

  verify(given: readonly unknown[]): Verification {
    const prepared = this.#prepare(given)
    // The plain function is what runs, so there is nothing to compare it with.
    if (prepared === undefined) return { ok: true, outputs: [] }
    const { specialisation, args, given: whole = args } = prepared
    return verify(specialisation, args, whole, this.#threads, this.#front.tolerance)
  }

  races(given: readonly unknown[]): readonly Race[] {
    const { tolerance, core } = this.#front
    if (tolerance !== undefined)
      throw new ArgumentError(
        `${core.unit.name}.races: a kernel written by hand has no reference that could record what it touches.`,
      )
    const prepared = this.#prepare(given)
    // The plain function is what runs, and its iterations come one after the other.
    return prepared === undefined ? [] : findRaces(prepared.specialisation, prepared.args)
  }

  callLater(given: readonly unknown[]): Promise<unknown> {
    const { signal, onProgress } = this.#options
    return callLater(this.#front, given, () => this.#prepare(given), { threads: this.#threads, signal, onProgress })
  }

  #call(given: readonly unknown[]): unknown {
    const { signal, onProgress } = this.#options
    if (signal !== undefined || onProgress !== undefined)
      throw notSynchronous(this.#front.core.unit.name, this.#options)
    const prepared = this.#prepare(given)
    if (prepared === undefined) {
      this.run = this.#front.plain()!
      return this.run(...given)
    }
    const { specialisation, args, value, cold } = prepared
    if (this.#front.core.target === 'reference') {
      const result = specialisation.callReference(args)
      return value === undefined ? result : value()
    }
    const result = specialisation.call(args, this.#threads)
    const warms = !cold && !handlesArrays(specialisation.program.manifest)
    this.run = !warms ? this.#slow : this.#warmPath(specialisation, prepared.fresh)
    return value === undefined ? result : value()
  }

  #prepare(given: readonly unknown[]): Prepared | undefined {
    return this.#front.prepare(given.slice(0, given.findLastIndex((arg) => arg !== undefined) + 1))
  }

  #warmPath(specialisation: Specialisation, fresh: Prepared['fresh']): Run {
    let warm = this.#warm.get(specialisation)
    if (warm === undefined) {
      const avoidInt32 = this.#front.integerPositions(specialisation.types)
      const avoidNarrow = this.#front.narrowPositions(specialisation.types)
      const avoidUint63 = this.#front.splitsBigInts()
      const threads = this.#threads
      warm = makeFast(specialisation, { avoidInt32, avoidNarrow, avoidUint63, threads, slow: this.#slow, fresh })
      this.#warm.set(specialisation, warm)
    }
    return warm
  }
}

/** By what it has: the class is another one in the realms of test runners. */
function isSignal(value: unknown): boolean {
  const { aborted, addEventListener } = (value ?? {}) as Partial<AbortSignal>
  return typeof aborted === 'boolean' && typeof addEventListener === 'function'
}

const callOptionTests = {
  threads: [(value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0, 'a whole number, 1 or more'],
  signal: [isSignal, 'an AbortSignal'],
  onProgress: [(value: unknown) => typeof value === 'function', 'a function'],
} as const

function callOptions(name: string, options: CallOptions): CallOptions {
  return checkOptions(`${name}.with`, options, callOptionTests)
}

/** For a kernel that has what only asynchronous calls take. */
function notSynchronous(name: string, { signal, onProgress }: CallOptions): ArgumentError {
  const options = Object.entries({ signal, onProgress }).flatMap(([key, value]) => (value === undefined ? [] : [key]))
  const list = options.join(' and ')
  return new ArgumentError(
    `${name}: a synchronous call cannot take ${list}: nothing could happen in it. Call ${name}.with({ ${options.join(', ')} }).async(…), ` +
      `or leave ${list} out.`,
  )
}

function inspect(front: Front, stage: Stage, signature: string | undefined): string {
  const { name } = front.core.unit
  if (!stages.includes(stage)) {
    throw new ArgumentError(
      `${name}.inspect: there is no stage '${String(stage)}': the stages are ${stages.join(', ')}.`,
    )
  }
  if (front.plain() !== undefined) {
    throw new ArgumentError(`${name}.inspect: nothing is compiled, as the plain function runs (target 'js').`)
  }
  const specialisation = signature === undefined ? front.core.last : front.find(signature)
  if (specialisation === undefined) {
    throw new ArgumentError(
      `${name}.inspect: nothing is compiled yet. Call the kernel first, or name a signature: inspect('${stage}', 'float64(float64[:])').`,
    )
  }
  if (stage !== 'wat') return specialisation.program.stages[stage]
  if (specialisation.program.wasm !== undefined) return disassemble(specialisation.program.wasm)
  throw new ArgumentError(
    `${name}.inspect: there is no module, as the reference runs on this machine (target 'reference').`,
  )
}
