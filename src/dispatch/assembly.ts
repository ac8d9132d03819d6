import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ArgumentError } from '../base/errors.ts'
import { type Origin, SourceText } from '../base/source.ts'
import { type ArgType, argTypeName, hasDimensions, type NarrowInt } from '../compiler/manifest.ts'
import { Core } from './core.ts'
import { describe } from './describe.ts'
import type { Run } from './entry.ts'
import { parametersOf } from './fields.ts'
import type { Front, Prepared } from './front.ts'
import { counts, type FlatSignature, glue, type Header, type Reduce, readHeader } from './glue.ts'
import type { Kernel } from './jit.ts'
import { makeKernel } from './kernel.ts'
import { locateFrom } from './locate.ts'
import { checkOptions } from './options.ts'
import { parseSignature } from './signature.ts'
import type { CheckSignature, SignatureParams, SignatureResult } from './signature-types.ts'
import type { Specialisation } from './specialisation.ts'
import { target } from './target.ts'
import { keyOf } from './unit.ts'

/** Iterations of a block where a number is returned: its partial results fit the L1 cache for as long as the data fits memory. */
const BLOCK = 8192

export interface AssemblyOptions<P extends readonly unknown[] = never[], R = unknown> {
  /** The same kernel as a JavaScript function of the signature's parameters: what `verify` compares with. */
  readonly js: (...args: P) => R
  /** The exported function that is the kernel, where the text exports several. */
  readonly name?: string
  /** Iterations of a block, whose returned number is one partial result. A block never depends on the number of threads. */
  readonly block?: number
  /** How partial results are combined, in the order of the blocks. Default `'+'`. */
  readonly reduce?: Reduce
  /** The position of the parameter that says how many iterations there are: an array by its length, or an int32. Default: the first array. */
  readonly iterations?: number
  /** The positions of the arrays that are written. Default: the last array where the result is `void`, none where it is a number. */
  readonly writes?: readonly number[]
  /** Estimated nanoseconds of an iteration, from which the number of threads is chosen. Default 1. */
  readonly cost?: number
  /** The distance from `js`, in units in the last place, that `verify` accepts. Default 0. */
  readonly ulps?: number
  /** Whether the module is kept in the disk cache. Default true. */
  readonly cache?: boolean
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0
const isPosition = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0

const assemblyOptions = {
  js: [(value: unknown) => typeof value === 'function', 'a function'],
  name: [(value: unknown) => typeof value === 'string', 'a string'],
  block: [isCount, 'a whole number, 1 or more'],
  reduce: [(value: unknown) => ['+', '*', 'min', 'max'].includes(value as string), "'+', '*', 'min' or 'max'"],
  iterations: [isPosition, 'the position of a parameter, from 0'],
  writes: [
    (value: unknown) => Array.isArray(value) && value.every(isPosition),
    'a list of positions of parameters, from 0',
  ],
  cost: [(value: unknown) => typeof value === 'number' && value > 0, 'a number of nanoseconds'],
  ulps: [(value: unknown) => typeof value === 'number' && value >= 0, 'a number, 0 or more'],
  cache: [(value: unknown) => typeof value === 'boolean', 'true or false'],
} as const

/**
 * A kernel written by hand in AssemblyScript, run by the same team: an exported function `(lo, hi, ...args)` that does the
 * iterations from `lo` to before `hi`. An array arrives as its address (`usize`) and length (`i32`), a number as `f64`, `f32` or `i32`.
 * What it returns is the partial result of these iterations; partial results are combined in order.
 *
 * The text is trusted: what it reads and writes is not checked. `textOrFile` is a text, a path, or a file URL.
 *
 * @throws CompileError where the text does not compile, or its header does not fit the signature
 * @example
 * const sum = assembly('float64(float64[:])', `
 *   export function sum(lo: i32, hi: i32, a: usize, a_length: i32): f64 {
 *     let s: f64 = 0
 *     for (let i = lo; i < hi; i++) s += load<f64>(a + (<usize>i << 3))
 *     return s
 *   }`, { js: (a) => a.reduce((s, x) => s + x, 0) })
 */
export function assembly<const S extends string, R extends SignatureResult<S>>(
  signature: S & CheckSignature<S>,
  textOrFile: string | URL,
  options: AssemblyOptions<SignatureParams<S>, R>,
): Kernel<SignatureParams<S>, R> {
  return makeKernel(new AssemblyFront(signature, textOrFile, checkOptions('assembly', options, assemblyOptions)))
}

class AssemblyFront implements Front {
  readonly core: Core
  readonly arity: number
  readonly threads = 0
  readonly tolerance: Front['tolerance']
  readonly #js: Run

  constructor(text: string, textOrFile: string | URL, options: AssemblyOptions) {
    if (typeof options.js !== 'function') {
      throw new ArgumentError('assembly: the option js is missing: give the same kernel as a JavaScript function.')
    }
    const signature = flatSignature(text)
    const { source, file } = read(textOrFile)
    const header = readHeader(source, signature, options.name)
    const glueOptions = complete(header, signature, options)
    this.#js = options.js as Run
    this.tolerance = { ulps: options.ulps ?? 0 }
    this.arity = signature.params.length
    const here = target()
    this.core = new Core(
      {
        name: header.name,
        params: header.params.map((name) => ({ name, use: undefined })),
        source,
        js: options.js,
        // Without SIMD or shared memory it is the JavaScript function that runs.
        target: here === 'reference' ? 'js' : here,
        content: ['assembly', source.text, header.name, { ...glueOptions }],
        cache: options.cache ?? true,
        file,
        ufunc: false,
        compile: () => glue(source.text, header, signature, glueOptions),
      },
      false,
    )
    if (this.core.target === 'wasm') this.core.declare(keyOf(signature.params, signature.result ?? 'void'))
  }

  plain(): Run | undefined {
    return this.core.target === 'js' ? this.#js : undefined
  }

  prepare(args: readonly unknown[]): Prepared | undefined {
    return this.core.target === 'js'
      ? undefined
      : { specialisation: this.core.resolve(parametersOf(this.core.unit, args)), args }
  }

  find(signature: string): Specialisation {
    const [only] = this.core.specialisations
    if (keyOf(flatSignature(signature).params, undefined) === keyOf(only.types, undefined)) return only
    throw new ArgumentError(
      `${this.core.unit.name} is written by hand for ${only.signature}, got the signature '${signature}': make another kernel with assembly(…).`,
    )
  }

  declare(signature: string): void {
    this.find(signature)
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
}

/** A signature of scalars and arrays of one dimension. */
function flatSignature(text: string): FlatSignature {
  const { params, result } = parseSignature(text)
  const flat = params.map((type): ArgType => {
    if (type.kind !== 'object' && !hasDimensions(type)) return type
    const what = type.kind === 'object' ? 'an object' : argTypeName(type)
    throw new ArgumentError(
      `assembly: the signature '${text}' has ${what}: a hand-written kernel takes scalars and arrays of one dimension, [:].`,
    )
  })
  return { params: flat, result }
}

/** A text is told from a path by what every text has: a parenthesis. */
function read(textOrFile: string | URL): { source: SourceText; file: string } {
  if (typeof textOrFile === 'string' && textOrFile.includes('(')) {
    return { source: new SourceText(textOrFile, locateFrom(assembly)(textOrFile)), file: '<assembly text>' }
  }
  if (typeof textOrFile !== 'string' && !(textOrFile instanceof URL)) {
    throw new ArgumentError(`assembly: got ${describe(textOrFile)} where a text, a path or a file URL was expected.`)
  }
  const file = typeof textOrFile === 'string' ? textOrFile : fileURLToPath(textOrFile)
  const origin: Origin = { file, line: 1, column: 1 }
  return { source: new SourceText(readFileSync(file, 'utf8'), () => origin), file }
}

function complete(
  header: Header,
  { params, result }: FlatSignature,
  options: AssemblyOptions,
): Parameters<typeof glue>[3] {
  const void_ = result === undefined || result === 'void'
  const lastArray = params.findLastIndex((type) => type.kind === 'array')
  const iterations = options.iterations ?? params.findIndex((type) => type.kind === 'array')
  if (params[iterations] === undefined || !counts(params[iterations])) {
    throw new ArgumentError(
      `assembly: ${header.name} has no array or int32 at position ${iterations} that says how many iterations there are: give the option iterations.`,
    )
  }
  const writes = options.writes ?? (void_ && lastArray >= 0 ? [lastArray] : [])
  const wrong = writes.find((i) => params[i]?.kind !== 'array')
  if (wrong !== undefined) {
    throw new ArgumentError(
      `assembly: the option writes names position ${wrong}, and ${header.name} has no array there.`,
    )
  }
  return {
    block: options.block ?? (void_ ? 1 : BLOCK),
    reduce: options.reduce ?? '+',
    cost: options.cost ?? 1,
    iterations,
    writes,
  }
}
