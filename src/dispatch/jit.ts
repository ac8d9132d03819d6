import { ArgumentError } from '../base/errors.ts'
import { SourceText } from '../base/source.ts'
import type { ArgType, NarrowInt, ScalarType } from '../compiler/manifest.ts'
import { compiler, parse } from './compiler.ts'
import { Core, cannotCompile } from './core.ts'
import { describe } from './describe.ts'
import type { Run } from './entry.ts'
import { parametersOf, placeOf } from './fields.ts'
import type { Front, Prepared } from './front.ts'
import { frozenOf } from './frozen.ts'
import { type KernelMembers, makeKernel } from './kernel.ts'
import { type Locate, locateFrom } from './locate.ts'
import { type Names, plainFunction, type WithoutNames } from './names.ts'
import { copyOfObjects, refuseShared } from './objectRows.ts'
import { checkOptions, compileOptions, type JitOptions, jitOptions } from './options.ts'
import { copyOfRows } from './rows.ts'
import { compilerScope, type FunctionSource, rememberSource, scopeContent } from './scope.ts'
import type { Arguments, CheckSignature, SignatureParams, SignatureResult } from './signature-types.ts'
import type { Specialisation } from './specialisation.ts'
import { target } from './target.ts'
import type { Unit } from './unit.ts'
import { adopt } from './views.ts'

/** A compiled function, called like the function that it was made from. Arrays may be a `number[]` too. */
export interface Kernel<P extends readonly unknown[], R> extends KernelMembers<(...args: P) => R, Arguments<P>> {
  (...args: Arguments<P>): R
}

/** A kernel with several signatures, called like any of them. */
export type Overloads<S extends string, P extends readonly unknown[], R> = Intersection<
  S extends string ? (...args: Arguments<SignatureParams<S>>) => Declared<S, R> : never
> &
  KernelMembers<
    (...args: P) => R,
    Arguments<P>,
    Intersection<S extends string ? (...args: Arguments<SignatureParams<S>>) => Promise<Declared<S, R>> : never>
  >

type Intersection<U> = (U extends unknown ? (x: U) => void : never) extends (x: infer I) => void ? I : never

/** The result that a signature declares, or `R` where it declares none. */
type Declared<S extends string, R> =
  number extends SignatureResult<S> ? (boolean extends SignatureResult<S> ? R : SignatureResult<S>) : SignatureResult<S>

/**
 * Compiles a function to WebAssembly, and spreads its `prange` loops over the cores.
 *
 * With a signature it is compiled now, for these types, and TypeScript infers the parameters' types from the string. With
 * several, a call takes the first that accepts its arguments. Without, it is compiled for the argument types of each
 * first call.
 *
 * Arrays in shared memory (`zeros`, `random`, `asarray`, …) are used where they lie; other typed arrays and `number[]` are
 * copied in and, where they are written, out.
 *
 * @throws CompileError where the function cannot be compiled: file, line, a caret and what to do instead
 * @throws ArgumentError where an option, or later an argument, is not what it should be
 * @example
 * const sum = jit((a: Float64Array) => {
 *   let s = 0
 *   for (const i of prange(a.length)) s += a[i]
 *   return s
 * })
 * const scale = jit('void(float64[:], float64)', (a, by) => {
 *   for (const i of prange(a.length)) a[i] *= by
 * })
 */
export function jit<P extends unknown[], R>(fn: (...args: P) => R, options?: JitOptions): Kernel<WithoutNames<P>, R>
export function jit<const S extends string, R extends SignatureResult<S>>(
  signature: S & CheckSignature<S>,
  fn: (...args: SignatureParams<S>) => R,
  options?: JitOptions,
): Kernel<SignatureParams<S>, Declared<S, R>>
export function jit<const S extends string, R extends SignatureResult<S>>(
  signature: S & CheckSignature<S>,
  fn: (...args: [...SignatureParams<S>, names: Names]) => R,
  options?: JitOptions,
): Kernel<SignatureParams<S>, Declared<S, R>>
export function jit<const S extends string, R extends SignatureResult<S>>(
  signatures: readonly (S & CheckSignature<S>)[],
  fn: (...args: SignatureParams<S>) => R,
  options?: JitOptions,
): Overloads<S, SignatureParams<S>, R>
export function jit(first: unknown, second?: unknown, third?: JitOptions): unknown {
  const signed = typeof first === 'string' || Array.isArray(first)
  const fn = signed ? second : first
  const options = checkOptions('jit', (signed ? third : (second as JitOptions)) ?? {}, jitOptions)
  if (typeof fn !== 'function') {
    throw new ArgumentError(`jit: got ${describe(fn)} where a function was expected: jit(fn) or jit(signature, fn).`)
  }
  const signatures = signed ? [first].flat() : undefined
  if (signatures?.length === 0) {
    throw new ArgumentError(
      'jit: got an empty list of signatures. Leave it out to compile for the arguments of each call.',
    )
  }
  const front = new JitFront(fn as Unit['js'], options, signatures === undefined, locateFrom(jit))
  for (const signature of signatures ?? []) front.declare(signature as string)
  const kernel = makeKernel<object>(front)
  rememberSource(kernel, front.source)
  return kernel
}

/** The front of `jit`: the specialisation that takes the arguments is called with them as they are. */
class JitFront implements Front {
  readonly core: Core
  readonly arity: number
  readonly threads: number
  /** For kernels that call this one. */
  readonly source: FunctionSource
  readonly #fallback: boolean
  #plain: Run | undefined

  constructor(fn: Unit['js'], options: JitOptions, open: boolean, locate: Locate) {
    const { scope = {}, cache = true, parallel = true, fallback } = options
    const compiled = compileOptions(options)
    const source = new SourceText(String(fn), locate(String(fn)))
    const closedOver = compilerScope('jit', scope, locate)
    const name = options.name ?? (fn.name || 'kernel')
    this.source = { name, source, scope: closedOver }
    this.#fallback = fallback === 'js'
    this.threads = parallel ? 0 : 1
    const js = plainFunction(fn, source, closedOver, scope)
    const unit = { name, source, js, target: target(), cache, ufunc: false }
    if (unit.target === 'js') this.#plain = js as Run
    const parsed = this.#orFallBack(unit, () => parse(unit, closedOver, compiled))
    this.core = new Core(
      {
        ...unit,
        params: parsed?.params ?? [],
        args: parsed?.params.some(({ field, optional }) => field || optional) ? parsed.args : undefined,
        frozen: frozenOf(closedOver),
        content: ['jit', source.text, name, scopeContent(closedOver), compiled],
        compile: (types, result) =>
          compiler().compileKernel(parsed!.kernel(), types, { result: result as ScalarType | undefined }),
      },
      open,
    )
    this.arity = parsed?.args.length ?? js.length
  }

  plain(): Run | undefined {
    return this.#plain
  }

  prepare(args: readonly unknown[]): Prepared | undefined {
    return this.#orFallBack(this.core.unit, () => {
      const { unit } = this.core
      const adopted = parametersOf(unit, args).map((arg, i) => {
        const { records } = unit.params[i]
        if (records && arg !== undefined) return copyOfObjects(arg, records, `${unit.name}: ${placeOf(unit, i)}`)
        return Array.isArray(arg) ? (copyOfRows(arg) ?? arg) : adopt(arg)
      })
      refuseShared(unit, adopted)
      const specialisation = this.core.resolve(adopted)
      return { specialisation, args: specialisation.passed.map((i) => adopted[i]), given: args }
    })
  }

  find(signature: string): Specialisation {
    return this.core.find(signature)
  }

  declare(signature: string): void {
    this.#orFallBack(this.core.unit, () => this.core.declare(signature))
  }

  integerPositions(types: readonly (ArgType | undefined)[]): readonly boolean[] {
    return this.core.integerPositions(types)
  }

  splitsBigInts(): boolean {
    return this.core.splitsBigInts()
  }

  narrowPositions(types: readonly (ArgType | undefined)[]): readonly (readonly NarrowInt[])[] {
    return this.core.narrowPositions(types)
  }

  /** What `make` gives; undefined where the plain function runs, from now on if `make` finds that the kernel does not compile. */
  #orFallBack<T>({ name, js }: Pick<Unit, 'name' | 'js'>, make: () => T): T | undefined {
    if (this.#plain !== undefined) return undefined
    try {
      return make()
    } catch (error) {
      if (!this.#fallback || !cannotCompile(error)) throw error
      this.#plain = js as Run
      process.emitWarning(`${name} runs as plain JavaScript: ${(error as Error).message}`, 'WambaWarning')
      return undefined
    }
  }
}
