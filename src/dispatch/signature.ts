import { type DType, type DTypeRow, dtypeNamed, dtypes } from '../base/dtypes.ts'
import type { CompileError } from '../base/errors.ts'
import { SourceText } from '../base/source.ts'
import { type ArgType, argTypeName, type ScalarType } from '../compiler/manifest.ts'
import { nearest } from './nearest.ts'

/** A parsed signature of a kernel: `float64(float64[:], float64)`. */
export interface Signature {
  readonly params: readonly SignatureType[]
  /** Undefined where the signature leaves the result to the compiler: `(float64[:], float64)`. */
  readonly result: ScalarType | 'void' | undefined
}

/** An object of scalars and arrays, `{ dt: float64, x: float64[:] }`. */
export interface ObjectType {
  readonly kind: 'object'
  readonly fields: ReadonlyMap<string, ArgType>
}

export type SignatureType = ArgType | ObjectType

/** A parsed signature of a ufunc, in elements: `float64(float64, float64)`. */
export interface UfuncSignature {
  readonly inputs: readonly DType[]
  readonly result: DType
}

const names: readonly string[] = [...Object.values(dtypes).flatMap((row) => [row.name, row.short]), 'bool']
const listed = `${Object.values(dtypes)
  .map((row) => `${row.name} (${row.short})`)
  .join(', ')} and bool`

interface Word {
  /** Of an object: its fields. */
  readonly fields?: ReadonlyMap<string, Word>
  readonly name: string
  readonly dtype: DTypeRow | undefined
  /** 0 for a scalar. */
  readonly ndim: number
  /** The dimensions that are `::`. */
  readonly strided: number
  readonly start: number
  readonly end: number
}

/**
 * Parses a kernel's signature: `result(type, …)`, where a type is `float64`, `float32`, `int32`, `int64`, `uint64`, `bool` or an array: `dtype[:]`,
 * `dtype[:,:]` of two dimensions, and so on, or an object of these, `{ name: type, … }`. `[::,:]` and `[::,::]` compile for arrays that are not in C order, which `[:,:]` does
 * at the first call with one.
 *
 * @throws CompileError with a caret under what does not parse, what was expected, and the list of types
 * @example parseSignature('float64(float64[:], i32)')
 */
export function parseSignature(text: string): Signature {
  const reader = new Reader(text)
  const { result, params } = reader.signature()
  const typeOf = (word: Word): ArgType => {
    if (word.fields) throw reader.error(word, 'an object within an object', 'Objects are one level deep.')
    if (word.ndim === 0) return { kind: 'scalar', dtype: scalar(reader, word) }
    const { strided, ndim } = word
    const layout = strided === 0 ? undefined : strided === ndim ? 'strided' : 'rows'
    return { kind: 'array', dtype: known(reader, word).name, ndim, ...(layout && { layout }) }
  }
  return {
    params: params.map((word): SignatureType => {
      if (word.fields === undefined) return typeOf(word)
      return { kind: 'object', fields: new Map([...word.fields].map(([name, field]) => [name, typeOf(field)])) }
    }),
    result: result === undefined ? undefined : result.name === 'void' ? 'void' : returned(reader, result),
  }
}

/**
 * Parses a ufunc's signature, which names elements: `float64(float64, float64)`.
 *
 * @throws CompileError with a caret under what does not parse
 */
export function parseUfuncSignature(text: string): UfuncSignature {
  const reader = new Reader(text)
  const { result, params } = reader.signature()
  const element = (word: Word): DType => {
    if (word.fields)
      throw reader.error(word, 'an object', "A ufunc's signature names elements: 'float64(float64, float64)'.")
    if (word.ndim === 0) return known(reader, word).name
    throw reader.error(
      word,
      'an array',
      `A ufunc's signature names elements, and it broadcasts over arrays: ${word.name}.`,
    )
  }
  if (result === undefined) {
    throw reader.error(
      { start: 0, end: 1 },
      'no result type',
      `Put it before the parenthesis: 'float64${text.trim()}'.`,
    )
  }
  if (params.length === 0) {
    throw reader.error(result, 'no inputs', `A ufunc has at least one input: '${result.name}(float64)'.`)
  }
  return { inputs: params.map(element), result: element(result) }
}

/** The long form of a signature: `float64(float64[:], int32)`. */
export function signatureName(result: ScalarType | 'void' | undefined, params: readonly SignatureType[]): string {
  const name = (type: SignatureType): string =>
    type.kind === 'object'
      ? `{ ${[...type.fields].map(([field, own]) => `${field}: ${argTypeName(own)}`).join(', ')} }`
      : argTypeName(type)
  return `${result ?? ''}(${params.map(name).join(', ')})`
}

function scalar(reader: Reader, word: Word): ScalarType {
  if (word.name === 'bool') return 'bool'
  const { name } = known(reader, word)
  if (name === 'float64' || name === 'float32' || name === 'int32' || name === 'int64' || name === 'uint64') return name
  const wide = name === 'uint32'
  throw reader.error(
    word,
    `a scalar of type ${name}`,
    `Scalars are float64, float32, int32, int64, uint64 or bool: use ${wide ? 'float64' : 'int32'}. Arrays may be ${name}[:].`,
  )
}

function returned(reader: Reader, word: Word): ScalarType {
  if (word.ndim === 0) return scalar(reader, word)
  throw reader.error(
    word,
    'an array as the result',
    'A kernel returns float64, float32, int32, int64, uint64, bool or void: take the array as a parameter and write its elements.',
  )
}

function known(reader: Reader, word: Word): DTypeRow {
  if (word.dtype !== undefined) return word.dtype
  if (word.name === 'void')
    throw reader.error(word, "'void' as a parameter", "It stands for no result: 'void(float64[:])'.")
  if (word.name === 'bool') {
    throw reader.error(word, 'an array or element of type bool', 'Use uint8, whose elements are 0 and 1.')
  }
  const close = nearest(word.name, names)
  throw reader.error(
    word,
    `unknown type '${word.name}'`,
    `${close === undefined ? '' : `Did you mean '${close}'? `}The types are ${listed}; an array of them is 'float64[:]'.`,
  )
}

/** Reads words and brackets, and remembers where they stood. */
class Reader {
  readonly #source: SourceText
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
    this.#source = new SourceText(text, () => ({ file: 'signature', line: 1, column: 1 }))
  }

  signature(): { result: Word | undefined; params: Word[] } {
    const result = this.#peek() === '(' ? undefined : this.#type()
    this.#take('(', "Parameters stand in parentheses: 'float64(float64[:], float64)'.")
    const params: Word[] = []
    if (this.#peek() !== ')') {
      params.push(this.#type())
      while (this.#peek() === ',') {
        this.#at++
        params.push(this.#type())
      }
    }
    this.#take(')', "Parameters are separated by commas and end with ')'.")
    if (this.#peek() !== '') {
      throw this.error(
        this.#here(),
        `'${this.#text.slice(this.#at)}' after the end`,
        'One signature is one string; several are an array.',
      )
    }
    return { result, params }
  }

  #type(): Word {
    const open = this.#peek()
    const start = this.#at
    if (open === '{') {
      const fields = this.#fields()
      return { name: '', dtype: undefined, ndim: 0, strided: 0, start, end: this.#at, fields }
    }
    while (/\w/.test(this.#text[this.#at] ?? '')) this.#at++
    const name = this.#text.slice(start, this.#at)
    if (name === '') {
      const got = this.#peek() === '' ? 'the end of the text' : `'${this.#peek()}'`
      throw this.error(this.#here(), `${got} where a type was expected`, `The types are ${listed}.`)
    }
    const { ndim, strided } = this.#peek() === '[' ? this.#dims() : { ndim: 0, strided: 0 }
    const word = { name, dtype: dtypeNamed(name), ndim, strided, start, end: this.#at }
    if (word.dtype === undefined && name !== 'bool' && name !== 'void')
      known(this, { ...word, end: start + name.length })
    return word
  }

  /** `{ name: type, … }` */
  #fields(): Map<string, Word> {
    const remedy = "An object is '{ name: type, … }'."
    const fields = new Map<string, Word>()
    do {
      this.#at++
      this.#peek()
      const start = this.#at
      while (/[\w$]/.test(this.#text[this.#at] ?? '')) this.#at++
      const name = this.#text.slice(start, this.#at)
      if (name === '') throw this.error(this.#here(), `no field's name where one was expected`, remedy)
      this.#take(':', remedy)
      fields.set(name, this.#type())
    } while (this.#peek() === ',')
    this.#take('}', remedy)
    return fields
  }

  #dims(): { ndim: number; strided: number } {
    const remedy = "An array of one dimension is 'float64[:]', of two 'float64[:,:]'."
    const steps: boolean[] = []
    do {
      this.#at++
      this.#take(':', remedy)
      steps.push(this.#peek() === ':')
      if (steps.at(-1)) this.#at++
    } while (this.#peek() === ',')
    this.#take(']', remedy)
    const [ndim, strided] = [steps.length, steps.filter(Boolean).length]
    // In an array whose last dimension has a stride of its own, so has each.
    return { ndim, strided: steps[ndim - 1] ? ndim : strided > 0 ? ndim - 1 : 0 }
  }

  /** The next character that is no space, or '' at the end. */
  #peek(): string {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++
    return this.#text[this.#at] ?? ''
  }

  #take(character: string, remedy: string): void {
    const got = this.#peek()
    if (got === character) this.#at++
    else
      throw this.error(
        this.#here(),
        `${got === '' ? 'the end of the text' : `'${got}'`} where '${character}' was expected`,
        remedy,
      )
  }

  #here(): { start: number; end: number } {
    return { start: this.#at, end: this.#at + 1 }
  }

  error(node: { start: number; end: number }, what: string, remedy: string): CompileError {
    return this.#source.error('signature', node, `The signature '${this.#text}' has ${what}.`, remedy)
  }
}
