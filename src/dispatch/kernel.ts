import type { AnyTypedArray } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import { disassemble } from '../compiler/build/assemble.ts'
import type { Core } from './core.ts'
import { type Diagnostics, diagnose } from './diagnostics.ts'
import { type EntryState, makeEntry, makeFast, type Run } from './entry.ts'
import { findRaces, type Race } from './races.ts'
import { handlesArrays } from './results.ts'
import type { Specialisation } from './specialisation.ts'
import type { Target } from './target.ts'
import { type Tolerance, type Verification, verify } from './verify.ts'

/** The stages that `inspect` shows. */
export type Stage = 'ast' | 'ir' | 'plan' | 'assembly' | 'wat' | 'reference'

const stages: readonly Stage[] = ['ast', 'ir', 'plan', 'assembly', 'wat', 'reference']

export interface CallOptions {
  /** At most this many threads, the calling one included. */
  readonly threads?: number
}

/** What every kernel has, whichever way it was made. `F`: the user's function. */
export interface KernelMembers<F, A extends readonly unknown[]> {
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
  /** The same kernel, limited to some threads. */
  with(options: CallOptions): this
}

/** Arguments made complete: which specialisation takes them, and what the call gives. */
export interface Prepared {
  readonly specialisation: Specialisation
  readonly args: readonly unknown[]
  /** The arguments as the call gave them, where some are objects or may be left out. */
  readonly given?: readonly unknown[]
  /** The value of the call, where it is not what the specialisation gives. */
  value?(): unknown
  /** The warm path must not be taken next time: it does not test all that `prepare` does. */
  readonly cold?: boolean
  /** For a ufunc: makes the output of later calls of this specialisation that give none. */
  readonly fresh?: (length: number) => AnyTypedArray
}

/** How a kind of kernel differs from another. */
export interface Front {
  readonly core: Core
  /** Parameters of the entry. */
  readonly arity: number
  /** What is called instead, where nothing is compiled. Undefined as long as the kernel compiles. */
  plain(): Run | undefined
  /** Finds the specialisation for the arguments given; undefined where `plain` is to be called. Throws ArgumentError or CompileError. */
  prepare(args: readonly unknown[]): Prepared | undefined
  /** The specialisation of a signature, compiled where it is new. */
  find(signature: string): Specialisation
  /** The same; and calls that it accepts take it before others. */
  declare(signature: string): void
  /** By position: whether an int32 there belongs to another specialisation than one that takes a float64. */
  integerPositions(): readonly boolean[]
  /** By position: whether a small integer there belongs to another specialisation than one of any int32. */
  smallPositions(): readonly boolean[]
  /** Whether BigInts that are both an int64 and a uint64 have a specialisation of their own. */
  splitsBigInts(): boolean
  /** The limit on threads where `with` sets none; 0 for the team's number. */
  readonly threads: number
  readonly tolerance?: Tolerance
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
      const { core, arity } = this.#front
      const variant = new Variant(this.#front, threads)
      const entry = makeEntry(core.unit.name, arity, variant)
      made = { variant, entry: Object.defineProperties(entry, this.#members(variant)) }
      this.#byThreads.set(threads, made)
    }
    return made.entry
  }

  #members(variant: Variant): PropertyDescriptorMap {
    const front = this.#front
    const { core } = front
    const { name, js } = core.unit
    const target = (): Target => (front.plain() === undefined ? core.target : 'js')
    const members: Omit<KernelMembers<unknown, unknown[]>, 'name' | 'target' | 'signatures'> = {
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
      with: (options) => this.get(threadLimit(name, options)) as never,
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
  /** Weak, since a core drops specialisations. */
  #warm = new WeakMap<Specialisation, Run>()
  readonly #slow: Run = (...given) => this.#call(given)

  constructor(front: Front, threads: number) {
    this.#front = front
    this.#threads = threads
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

  #call(given: readonly unknown[]): unknown {
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
      const avoidInt32 = this.#front.integerPositions()
      const avoidInt21 = this.#front.smallPositions()
      const avoidUint63 = this.#front.splitsBigInts()
      const threads = this.#threads
      warm = makeFast(specialisation, { avoidInt32, avoidInt21, avoidUint63, threads, slow: this.#slow, fresh })
      this.#warm.set(specialisation, warm)
    }
    return warm
  }
}

function threadLimit(name: string, { threads = 0 }: CallOptions): number {
  if (Number.isSafeInteger(threads) && threads >= 0) return threads
  throw new ArgumentError(`${name}.with: threads is ${String(threads)}: expected a whole number, 1 or more.`)
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
