import { type AnyTypedArray, type DType, dtypes } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import { NdArray } from '../base/ndarray.ts'
import { RecentMap } from '../base/recent.ts'
import { sizeOf } from '../base/shape.ts'
import { SourceText } from '../base/source.ts'
import type { UfuncForm } from '../compiler/compile.ts'
import type { ArgType, NarrowInt } from '../compiler/manifest.ts'
import { typeOfArgument } from '../dispatch/argument.ts'
import { compiler, parse } from '../dispatch/compiler.ts'
import { Core, cannotCompile } from '../dispatch/core.ts'
import { describe } from '../dispatch/describe.ts'
import type { Run } from '../dispatch/entry.ts'
import type { Front, Prepared } from '../dispatch/front.ts'
import { frozenOf } from '../dispatch/frozen.ts'
import type { Locate } from '../dispatch/locate.ts'
import { plainFunction } from '../dispatch/names.ts'
import { compileOptions, type JitOptions } from '../dispatch/options.ts'
import { compilerScope, type FunctionSource, scopeContent } from '../dispatch/scope.ts'
import { parseUfuncSignature, type UfuncSignature } from '../dispatch/signature.ts'
import type { Specialisation } from '../dispatch/specialisation.ts'
import { target } from '../dispatch/target.ts'
import type { Unit } from '../dispatch/unit.ts'
import { newArray } from './allocate.ts'
import { packed, places } from './broadcast.ts'
import { convert, safeCast, scalarTypeOf, takesScalar } from './cast.ts'
import { type Operand, type Operands, type Output, operandDType, operands } from './operands.ts'
import { converted, entangled, spread } from './spread.ts'

/** How many loop forms of broadcast arrays a ufunc keeps. */
const MOST_FORMS = 32

/** The front of `vectorize`: finds the loop for the inputs, and the array that it writes. */
export class UfuncFront implements Front {
  readonly core: Core
  readonly arity: number
  readonly threads: number
  /** For kernels that call this one with numbers. */
  readonly source: FunctionSource
  readonly #inputs: readonly string[]
  readonly #signatures: UfuncSignature[] = []
  readonly #fallback: boolean
  #plain: Run | undefined
  readonly #compile: (form: UfuncForm | undefined) => Unit['compile']
  readonly #forms = new RecentMap<string, Core>(MOST_FORMS)

  constructor(fn: Unit['js'], options: JitOptions, open: boolean, locate: Locate) {
    const { scope = {}, cache = true, parallel = true, fallback } = options
    const compiled = compileOptions(options)
    const source = new SourceText(String(fn), locate(String(fn)))
    const closedOver = compilerScope('vectorize', scope, locate)
    const name = options.name ?? (fn.name || 'ufunc')
    this.source = { name, source, scope: closedOver }
    this.#fallback = fallback === 'js'
    this.threads = parallel ? 0 : 1
    const js = plainFunction(fn, source, closedOver, scope)
    const unit = { name, source, js, target: target(), cache, ufunc: true }
    const plainInputs = Array.from({ length: js.length }, (_, i) => `argument ${i + 1}`)
    if (unit.target === 'js') this.#plain = (...args) => this.#callPlain(js, args)
    const parsed = this.#orFallBack(unit, () => parse(unit, closedOver, compiled))
    this.#compile = (form) => (types, result) =>
      compiler().compileUfunc(parsed!.kernel(), types as readonly ArgType[], result as DType | undefined, form)
    const params = parsed?.params ?? plainInputs.map((input) => ({ name: input, use: undefined }))
    this.#inputs = params.map((param) => param.name)
    this.arity = params.length + 1
    this.core = new Core(
      {
        ...unit,
        params,
        frozen: frozenOf(closedOver),
        content: ['ufunc', source.text, name, scopeContent(closedOver), compiled],
        compile: this.#compile(undefined),
      },
      open,
    )
  }

  plain(): Run | undefined {
    return this.#plain
  }

  prepare(args: readonly unknown[]): Prepared | undefined {
    return this.#orFallBack(this.core.unit, () => this.#prepare(args))
  }

  find(text: string): Specialisation {
    const { inputs, result } = this.#parse(text)
    return this.core.specialise(inputs.map(arrayType), result)
  }

  declare(text: string): void {
    const signature = this.#parse(text)
    this.#signatures.push(signature)
    this.#orFallBack(this.core.unit, () => this.core.specialise(signature.inputs.map(arrayType), signature.result))
  }

  integerPositions(): readonly boolean[] {
    const isInteger = (dtype: DType): boolean => dtypes[dtype].kind === 'int' || dtypes[dtype].kind === 'uint'
    return this.core.unit.params.map(
      ({ use }, i) =>
        (this.core.open && use !== undefined) || this.#signatures.some(({ inputs }) => isInteger(inputs[i])),
    )
  }

  splitsBigInts(): boolean {
    return true
  }

  narrowPositions(): readonly (readonly NarrowInt[])[] {
    return this.core.unit.params.map(() => [])
  }

  #prepare(args: readonly unknown[]): Prepared {
    const { name } = this.core.unit
    const sorted = operands(name, this.#inputs, args)
    if (sorted.broadcast !== undefined) return this.#spread(sorted, sorted.broadcast)
    const { specialisation, inputs, cold, natural } = this.#choose(sorted)
    const dtype = specialisation.types[inputs.length].dtype as DType
    const { where, length } = sorted
    const later = natural ? (n: number) => newArray(dtype, n, false) : undefined
    if (where === undefined && sorted.out !== undefined) {
      return { specialisation, args: [...inputs, sorted.out], value: () => sorted.given, cold, fresh: later }
    }
    const written = fresh(dtype, length ?? 1, sorted.shared && length !== undefined)
    const value = (): unknown => (where === undefined ? shaped(written, sorted) : this.#masked(sorted, written, where))
    return { specialisation, args: [...inputs, written], value, cold, fresh: later }
  }

  /** Arrays of different shapes, or with gaps: loops over all of their dimensions. */
  #spread(sorted: Operands, { shape, out }: NonNullable<Operands['broadcast']>): Prepared {
    const { inputs, where, given } = sorted
    const signature = this.#accepting(inputs)
    if (signature === undefined && !this.core.open) throw this.#refused(inputs)
    if (signature !== undefined) this.#checkOutput(out, signature, given)
    const values = inputs.map((x, i) => {
      if (!NdArray.is(x)) return signature && typeof x !== 'bigint' ? Number(x) : (x as number | bigint | boolean)
      const dtype = signature?.inputs[i] ?? x.dtype
      return x.dtype === dtype ? x : converted(x, packed(x), dtype)
    })
    const direct = out !== undefined && where === undefined && !entangled(values, shape, out) ? out : undefined
    const { form, inputs: parts, place } = spread(values, shape, direct)
    const types = parts.map(
      (x, i): ArgType =>
        typeof x !== 'object' && signature
          ? { kind: 'scalar', dtype: scalarTypeOf(signature.inputs[i]) }
          : typeOfArgument(x, this.core.unit.params[i].use)!,
    )
    const core = this.#formed(form)
    const natural = core.specialise(types, signature?.result)
    const dtype = direct?.dtype ?? (natural.types[inputs.length].dtype as DType)
    const specialisation = natural.types[inputs.length].dtype === dtype ? natural : core.specialise(types, dtype)
    this.core.last = specialisation
    const written = direct?.data ?? fresh(dtype, sizeOf(shape), sorted.shared)
    const value = (): unknown => {
      if (direct !== undefined) return given
      if (where !== undefined || out !== undefined) return this.#copied(sorted, shape, written, out)
      return shaped(written, sorted)
    }
    return { specialisation, args: [...parts, place(written)], value, cold: true }
  }

  /** Copies a result in C order to the output, where `where` says; without an output to a new one, whose other elements are 0. */
  #copied(sorted: Operands, shape: readonly number[], result: AnyTypedArray, out: NdArray | undefined): unknown {
    const { where, given, shared } = sorted
    const to = out ?? new NdArray(fresh(operandDType(result), result.length, shared).fill(0 as never), shape)
    const data = to.data as { [i: number]: unknown }
    let i = 0
    for (const at of places(to, shape)) {
      if (where === undefined || where[i]) data[at] = result[i]
      i++
    }
    return given ?? shaped(to.data as AnyTypedArray, sorted)
  }

  /** The specialisations for one form of loops. */
  #formed(form: UfuncForm): Core {
    const key = JSON.stringify(form)
    let core = this.#forms.get(key)
    if (core === undefined) {
      const { unit, open } = this.core
      core = new Core({ ...unit, content: [unit.content, key], axes: form.axes, compile: this.#compile(form) }, open)
      this.core.attach(core)
      for (const dropped of this.#forms.set(key, core)) this.core.detach(dropped)
    }
    return core
  }

  #choose(sorted: Operands): Choice {
    const { inputs } = sorted
    const signature = this.#accepting(inputs)
    if (signature !== undefined) return this.#convert(sorted, signature)
    if (this.core.open) return this.#specialise(sorted)
    throw this.#refused(inputs)
  }

  #refused(inputs: readonly Operand[]): ArgumentError {
    return new ArgumentError(
      `${this.core.unit.name}: got ${inputs.map(describe).join(', ')}, and no signature accepts that without loss: ` +
        `${this.#signatures.map(nameOf).join(' or ')}. Convert the input, or add a signature for it.`,
    )
  }

  /** Without signatures: the loop for the dtypes as they are; its own result dtype, or that of the output. */
  #specialise({ inputs, out }: Operands): Choice {
    const types = inputs.map((input, i) => typeOfArgument(input, this.core.unit.params[i].use)!)
    const specialisation = this.core.specialise(types, undefined)
    const own = specialisation.types[inputs.length].dtype
    if (out === undefined || operandDType(out) === own) return { specialisation, inputs, natural: true }
    return { specialisation: this.core.specialise(types, operandDType(out)), inputs, natural: false }
  }

  /** The first signature that accepts the inputs, as in NumPy. */
  #accepting(inputs: readonly Operand[]): UfuncSignature | undefined {
    const accept = this.#signatures.filter((s) => inputs.every((x, i) => takes(s.inputs[i], x)))
    if (inputs.some((x) => typeof x === 'object')) return accept[0]
    // Numbers are weak beside arrays; alone they are float64, where a signature takes that.
    return accept.find((s) => inputs.every((x, i) => strong(s.inputs[i], x))) ?? accept[0]
  }

  /** Inputs of other dtypes than the signature's are converted. */
  #convert({ inputs, out, given }: Operands, signature: UfuncSignature): Choice {
    this.#checkOutput(out, signature, given)
    const types = inputs.map(
      (x, i): ArgType =>
        typeof x === 'object'
          ? arrayType(signature.inputs[i])
          : { kind: 'scalar', dtype: scalarTypeOf(signature.inputs[i]) },
    )
    return {
      specialisation: this.core.specialise(types, signature.result),
      inputs: inputs.map((x, i) =>
        typeof x === 'object'
          ? asDType(x as AnyTypedArray, signature.inputs[i])
          : typeof x === 'bigint'
            ? x
            : Number(x),
      ),
      cold: inputs.some((x, i) => typeof x !== 'object' && signature.inputs[i] === 'uint32'),
      natural: true,
    }
  }

  #checkOutput(out: Output | NdArray | undefined, signature: UfuncSignature, given: unknown): void {
    if (out === undefined || Array.isArray(out) || operandDType(out) === signature.result) return
    const extent = NdArray.is(given) ? `dtype ${signature.result}` : `${signature.result}[:] of length ${out.length}`
    throw new ArgumentError(
      `${this.core.unit.name}: out is ${describe(given)}: expected ${extent}, as the signature ${nameOf(signature)} gives.`,
    )
  }

  /** Copies what `where` selects to the output. Without one, the other elements are 0. */
  #masked(sorted: Operands, result: AnyTypedArray, where: ArrayLike<unknown>): unknown {
    const out = sorted.out ?? fresh(operandDType(result), result.length, sorted.shared).fill(0 as never)
    const [from, to] = [result, out] as unknown as [ArrayLike<unknown>, { [i: number]: unknown }]
    for (let i = 0; i < from.length; i++) if (where[i]) to[i] = from[i]
    return sorted.given ?? shaped(out, sorted)
  }

  /** The function itself, element by element. */
  #callPlain(fn: Unit['js'], args: readonly unknown[]): unknown {
    const given = args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1)
    const sorted = operands(this.core.unit.name, this.#inputs, given)
    if (sorted.broadcast !== undefined) return this.#plainSpread(fn, sorted, sorted.broadcast)
    const dtype = sorted.out ? operandDType(sorted.out) : (this.#signatures[0]?.result ?? 'float64')
    const written = fresh(dtype, sorted.length ?? 1, false)
    for (let i = 0; i < written.length; i++) {
      ;(written as { [i: number]: unknown })[i] = (fn as Run)(
        ...sorted.inputs.map((x) => (typeof x === 'object' ? (x as ArrayLike<unknown>)[i] : x)),
      )
    }
    if (sorted.where !== undefined) return this.#masked(sorted, written, sorted.where)
    return sorted.out === undefined ? shaped(written, sorted) : copyTo(sorted, written)
  }

  #plainSpread(fn: Unit['js'], sorted: Operands, { shape, out }: NonNullable<Operands['broadcast']>): unknown {
    const dtype = out?.dtype ?? this.#signatures[0]?.result ?? 'float64'
    const written = fresh(dtype, sizeOf(shape), false)
    const columns = sorted.inputs.map((x) =>
      NdArray.is(x) ? Array.from(places(x, shape), (at) => x.data[at]) : undefined,
    )
    for (let i = 0; i < written.length; i++) {
      ;(written as { [i: number]: unknown })[i] = (fn as Run)(...sorted.inputs.map((x, k) => columns[k]?.[i] ?? x))
    }
    if (out === undefined && sorted.where === undefined) return shaped(written, sorted)
    return this.#copied(sorted, shape, written, out)
  }

  #parse(text: string): UfuncSignature {
    const signature = parseUfuncSignature(text)
    if (signature.inputs.length === this.#inputs.length) return signature
    throw new ArgumentError(
      `The signature '${text}' has ${signature.inputs.length} inputs, and ${this.core.unit.name} has ${this.#inputs.length} ` +
        `(${this.#inputs.join(', ')}): name a type for each.`,
    )
  }

  /** What `make` gives; undefined where the plain function runs, from now on if `make` finds that it does not compile. */
  #orFallBack<T>({ name, js }: Pick<Unit, 'name' | 'js'>, make: () => T): T | undefined {
    if (this.#plain !== undefined) return undefined
    try {
      return make()
    } catch (error) {
      if (!this.#fallback || !cannotCompile(error)) throw error
      this.#plain = (...args) => this.#callPlain(js, args)
      process.emitWarning(`${name} runs as plain JavaScript: ${(error as Error).message}`, 'WambaWarning')
      return undefined
    }
  }
}

interface Choice {
  readonly specialisation: Specialisation
  readonly inputs: readonly Operand[]
  readonly cold?: boolean
  /** Whether the output has the dtype that it has where none is given. */
  readonly natural: boolean
}

function arrayType(dtype: DType): ArgType {
  return { kind: 'array', dtype, ndim: 1 }
}

function nameOf({ inputs, result }: UfuncSignature): string {
  return `${result}(${inputs.join(', ')})`
}

/** Whether a signature's input takes an operand without loss. */
function takes(dtype: DType, operand: Operand): boolean {
  return typeof operand === 'object' ? safeCast(operandDType(operand), dtype) : takesScalar(dtype, operand)
}

/** Whether it takes a number as the float64 that it is, or a boolean as an integer. */
function strong(dtype: DType, operand: Operand): boolean {
  return typeof operand === 'number' ? dtype === 'float64' : true
}

function asDType(operand: AnyTypedArray | readonly number[], dtype: DType): AnyTypedArray | readonly number[] {
  return operandDType(operand) === dtype ? operand : convert(operand, dtype)
}

function fresh(dtype: DType, length: number, shared: boolean): AnyTypedArray {
  return shared ? newArray(dtype, length, false) : (new dtypes[dtype].array(length) as AnyTypedArray)
}

/** A result as the caller gets it: a number where all inputs were, an n-d array where it has several dimensions. */
function shaped(written: Output, { length, shape }: Operands): unknown {
  if (length === undefined) return written[0]
  return shape === undefined ? written : new NdArray(written as AnyTypedArray, shape)
}

function copyTo({ out, given }: Operands, from: ArrayLike<unknown>): unknown {
  const to = out as unknown as { [i: number]: unknown }
  for (let i = 0; i < from.length; i++) to[i] = from[i]
  return given
}
