import { ArgumentError, CompileError } from '../base/errors.ts'
import { RecentMap } from '../base/recent.ts'
import { type ArgType, type IntegerUse, type NarrowInt, narrowed } from '../compiler/manifest.ts'
import { accepts, fittingType, typeOfArgument } from './argument.ts'
import { describe } from './describe.ts'
import { parameterNames, placeOf } from './fields.ts'
import { parseSignature, type Signature } from './signature.ts'
import { typesOf } from './signature-fields.ts'
import { Specialisation } from './specialisation.ts'
import type { Target } from './target.ts'
import { build, keyOf, type Unit, useOf } from './unit.ts'

interface Declared {
  readonly text: string
  readonly types: readonly (ArgType | undefined)[]
  readonly specialisation: Specialisation
}

/**
 * How many names of specialisations a kernel keeps, one or two of each, besides those of its signatures. What is dropped comes back
 * from the disk cache.
 */
const MOST_NAMES = 256

/** The specialisations of one kernel, and which of them a call takes. Variants made by `with` share it. */
export class Core {
  readonly unit: Unit
  /** Makes a new specialisation for arguments that no declared signature takes. */
  readonly open: boolean
  /** What ran or was compiled last. */
  last: Specialisation | undefined
  readonly #declared: Declared[] = []
  /** Those of declared signatures. */
  readonly #kept = new Map<string, Specialisation>()
  readonly #recent = new RecentMap<string, Specialisation>(MOST_NAMES)
  readonly #attached = new Set<Core>()

  constructor(unit: Unit, open: boolean) {
    this.unit = unit
    this.open = open
  }

  get specialisations(): readonly Specialisation[] {
    const cores = [this, ...this.#attached]
    return [...new Set(cores.flatMap((core) => [...core.#kept.values(), ...core.#recent.values()]))]
  }

  /** Counts the specialisations of another core as this kernel's. */
  attach(core: Core): void {
    this.#attached.add(core)
  }

  detach(core: Core): void {
    this.#attached.delete(core)
  }

  /** The specialisation for these types, compiled where it is new. */
  specialise(types: readonly (ArgType | undefined)[], result: string | undefined): Specialisation {
    const key = keyOf(types, result)
    let specialisation = this.#known(key)
    if (specialisation === undefined) {
      const made = new Specialisation(this.unit, build(this.unit, types, result), types)
      // A signature that names the result which it has anyway is no other specialisation.
      const named = keyOf(types, made.result)
      specialisation = this.#known(named) ?? made
      this.#recent.set(key, specialisation)
      this.#recent.set(named, specialisation)
    }
    this.last = specialisation
    return specialisation
  }

  #known(key: string): Specialisation | undefined {
    return this.#kept.get(key) ?? this.#recent.get(key)
  }

  /**
   * The specialisation of a kernel's signature, compiled where it is new.
   *
   * @throws CompileError where it does not parse, or the kernel does not compile for it
   */
  find(text: string): Specialisation {
    const { types, result } = this.#parse(text)
    return this.specialise(types, result)
  }

  /** Compiles a signature now; calls prefer declared signatures, in order. */
  declare(text: string): void {
    const { types, result } = this.#parse(text)
    const specialisation = this.specialise(types, result)
    this.#kept.set(keyOf(types, result), specialisation)
    this.#declared.push({ text: `${result ?? ''}(${parameterNames(this.unit, types)})`, types, specialisation })
  }

  #parse(text: string): { types: readonly (ArgType | undefined)[]; result: Signature['result'] } {
    const { params, result } = parseSignature(text)
    return { types: typesOf(this.unit, text, params), result }
  }

  /**
   * The specialisation that takes these values of the parameters, undefined where one is left out: the first declared one that accepts
   * them, else one for their types.
   *
   * @throws ArgumentError where none takes them
   */
  resolve(args: readonly unknown[]): Specialisation {
    for (const { types, specialisation } of this.#declared) {
      if (types.every((type, i) => (type ? accepts(type, args[i]) : args[i] === undefined))) {
        const fitting = types.map((type, i) => type && fittingType(type, args[i]))
        if (fitting.some((type, i) => type !== types[i])) return this.specialise(fitting, specialisation.result)
        this.last = specialisation
        return specialisation
      }
    }
    if (!this.open) throw this.#noMatch(args)
    const { params } = this.unit
    const types = args.map((arg, i) => this.#typeOf(arg, i, params[i].use))
    return this.specialise(
      types.map((type, i) => (type?.dtype === 'float64' ? this.#typeOf(args[i], i, useOf(params[i], types)) : type)),
      undefined,
    )
  }

  /** By position: whether an int32 there belongs to another specialisation than one that takes a float64. */
  integerPositions(types: readonly (ArgType | undefined)[]): boolean[] {
    return this.unit.params.map(
      (param, i) =>
        (this.open && useOf(param, types) !== undefined) ||
        this.#declared.some(({ types }) => types[i]?.kind === 'scalar' && types[i].dtype === 'int32'),
    )
  }

  /** By position: the ranges of int32 that belong to other specialisations than one that takes any. */
  narrowPositions(types: readonly (ArgType | undefined)[]): (readonly NarrowInt[])[] {
    return this.unit.params.map((param) => {
      const use = useOf(param, types)
      return this.open && use ? narrowed[use] : []
    })
  }

  /** Whether BigInts that are both an int64 and a uint64 have a specialisation of their own: where no signature declares one of these. */
  splitsBigInts(): boolean {
    const big = (type: ArgType): boolean => type.dtype === 'int64' || type.dtype === 'uint64'
    return this.open && !this.#declared.some(({ types }) => types.some((type) => type?.kind === 'scalar' && big(type)))
  }

  #typeOf(arg: unknown, i: number, use: IntegerUse | undefined): ArgType | undefined {
    const { name, params } = this.unit
    if (arg === undefined && params[i].optional) return undefined
    const type = typeOfArgument(arg, use)
    if (type !== undefined) return type
    const { shape } = (arg ?? {}) as { shape?: unknown }
    const nested = params[i].field !== undefined && typeof arg === 'object' && arg !== null && !Array.isArray(shape)
    const remedy = nested
      ? 'objects are one level deep: pass what is in it as fields of their own'
      : Array.isArray(shape)
        ? 'an n-d array has a typed array as its `data`, and `shape`, `strides` and `offset`'
        : typeof arg === 'bigint'
          ? 'a BigInt must fit 64 bits: pass BigInt.asIntN(64, x)'
          : 'a kernel takes numbers, booleans, typed arrays, n-d arrays and arrays of numbers'
    throw new ArgumentError(`${name}: ${placeOf(this.unit, i)} is ${describe(arg)}: ${remedy}.`)
  }

  #noMatch(args: readonly unknown[]): ArgumentError {
    const { name } = this.unit
    const [only] = this.#declared
    const refuses = (type: ArgType | undefined, i: number): boolean =>
      type ? !accepts(type, args[i]) : args[i] !== undefined
    const wrong = this.#declared.length === 1 ? only.types.findIndex(refuses) : -1
    const got =
      wrong >= 0 ? `${placeOf(this.unit, wrong)} is ${describe(args[wrong])}` : `got ${args.map(describe).join(', ')}`
    const listed = this.#declared.map(({ text }) => text).join(' or ')
    return new ArgumentError(
      `${name}: ${got}, but its signature is ${listed}. Convert the argument, or add a signature for it.`,
    )
  }

  /** What a call runs on this machine. */
  get target(): Target {
    return this.unit.target
  }
}

/** Whether an error means that the function cannot be compiled, so that `fallback: 'js'` applies. */
export function cannotCompile(error: unknown): boolean {
  return error instanceof CompileError && error.code !== 'internal' && error.code !== 'signature'
}
