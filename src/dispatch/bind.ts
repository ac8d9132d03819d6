import { type AnyTypedArray, dtypes } from '../base/dtypes.ts'
import { ArgumentError } from '../base/errors.ts'
import { NdArray } from '../base/ndarray.ts'
import type { ParamLayout } from '../compiler/manifest.ts'
import { allocateRaw, freeRaw } from '../memory/blocks.ts'
import { sharedMemory } from '../memory/memory.ts'
import { sharedAddress } from '../memory/views.ts'
import { MOST_ELEMENTS } from '../ops/fact.ts'
import { describe } from './describe.ts'
import { giveBackRows } from './rows.ts'
import { type Span, spansOf } from './spans.ts'
import { covered, originOf } from './views.ts'

/**
 * Arguments as addresses in the shared memory. Arrays that live there are passed as they are; others are copied to
 * temporaries, one for all that overlap, so that elements which are the same stay the same.
 */
export class Binding {
  /** Byte ranges of the array arguments, by position; 0 for scalars. */
  readonly starts: number[] = []
  readonly ends: number[] = []
  /** Addresses of their elements at index 0, or (0, 0, …). */
  readonly origins: number[] = []
  copiedIn = 0
  copiedOut = 0
  readonly #params: readonly ParamLayout[]
  readonly #args: readonly unknown[]
  readonly #bytes: Uint8Array = new Uint8Array(sharedMemory().buffer)
  readonly #temporaries: number[] = []
  /** What lies in memory for each argument that is no `number[]`; the same for the same argument. */
  readonly #views: (AnyTypedArray | undefined)[] = []

  /** `overwritten`: the position of an array whose every element the kernel writes; it is not copied in. */
  constructor(params: readonly ParamLayout[], args: readonly unknown[], overwritten: number) {
    this.#params = params
    this.#args = args
    try {
      this.#place(overwritten)
    } catch (error) {
      this.release()
      throw error
    }
  }

  #place(overwritten: number): void {
    const plain: AnyTypedArray[] = []
    this.#params.forEach(({ type }, i) => {
      const arg = this.#args[i]
      this.starts.push(0)
      this.#views.push(undefined)
      if (type.kind === 'scalar') return
      if (this.length(i) > MOST_ELEMENTS)
        throw new ArgumentError(
          `'${this.#params[i].name}' has ${this.length(i)} elements: ${MOST_ELEMENTS} are the most.`,
        )
      if (Array.isArray(arg)) this.starts[i] = this.#copyNumbers(arg, i, overwritten)
      else {
        const view = this.#views[this.#args.indexOf(arg)] ?? covered(arg as AnyTypedArray)
        this.#views[i] = view
        this.starts[i] = sharedAddress(view)
        if (this.starts[i] === 0) plain.push(view)
      }
    })
    const copies = new Map<unknown, number>()
    for (const span of spansOf(plain)) this.#copySpan(span, overwritten, copies)
    this.#params.forEach(({ type }, i) => {
      const view = this.#views[i]
      this.starts[i] = (view && copies.get(view)) ?? this.starts[i]
      const bytes = view?.byteLength ?? (type.kind === 'array' ? this.length(i) * dtypes[type.dtype].bytes : 0)
      this.ends.push(this.starts[i] + bytes)
      this.origins.push(this.starts[i] + (view ? originOf(this.#args[i] as AnyTypedArray) : 0))
    })
  }

  /** Whether the kernel works on a copy of the argument. */
  isCopy(i: number): boolean {
    const view = this.#views[i]
    return view === undefined ? Array.isArray(this.#args[i]) : sharedAddress(view) === 0
  }

  length(i: number): number {
    return (this.#args[i] as ArrayLike<unknown>).length
  }

  #temporary(bytes: number): number {
    const address = allocateRaw(Math.max(bytes, 1))
    this.#temporaries.push(address)
    return address
  }

  #copySpan(span: Span, overwritten: number, copies: Map<unknown, number>): void {
    // Elements stay aligned: the copy begins as far from a 64-byte boundary as the original.
    const lead = span.start % 64
    const bytes = span.end - span.start
    const address = this.#temporary(lead + bytes) + lead
    for (const view of span.views) copies.set(view, address + view.byteOffset - span.start)
    if (span.views.length === 1 && this.#overwrites(span.views[0], overwritten)) return
    if (bytes === 0) return // its buffer may be detached
    this.#bytes.set(new Uint8Array(span.buffer, span.start, bytes), address)
    this.copiedIn += bytes
  }

  #copyNumbers(numbers: readonly unknown[], i: number, overwritten: number): number {
    refuseNumbers(this.#params[i])
    const same = this.#args.findIndex(
      (arg, j) => j < i && arg === numbers && this.#params[j].type.dtype === this.#params[i].type.dtype,
    )
    if (same >= 0) return this.starts[same]
    const wrong = numbers.findIndex((value) => typeof value !== 'number')
    if (wrong >= 0) {
      throw new ArgumentError(
        `'${this.#params[i].name}' is an array whose element ${wrong} is ${describe(numbers[wrong])}: every element must be a number.`,
      )
    }
    const view = this.#numbersView(numbers.length, i, 0)
    if (!this.#onlyAt(numbers, overwritten)) {
      view.set(numbers as number[])
      this.copiedIn += view.byteLength
    }
    return view.byteOffset
  }

  /** A typed array over the temporary of a `number[]`; makes the temporary where `address` is 0. */
  #numbersView(length: number, i: number, address: number): Float64Array {
    const { array, bytes } = dtypes[(this.#params[i].type as { dtype: 'float64' }).dtype]
    const at = address === 0 ? this.#temporary(length * bytes) : address
    return new array(this.#bytes.buffer, at, length) as Float64Array
  }

  /** Whether the kernel writes every element of a view, and no other argument has any. */
  #overwrites(view: AnyTypedArray, position: number): boolean {
    const arg = this.#args[position]
    if (NdArray.is(arg) && arg.size < view.length) return false
    return this.#views.indexOf(view) === position && this.#onlyAt(arg, position)
  }

  #onlyAt(arg: unknown, position: number): boolean {
    return position >= 0 && this.#args.indexOf(arg) === position && this.#args.lastIndexOf(arg) === position
  }

  /** Copies what the kernel may have written back to the caller's arrays, whether it ended or threw. */
  copyOut(): void {
    const done = new Set<unknown>()
    this.#params.forEach((param, i) => {
      const arg = this.#args[i]
      if (param.type.kind === 'scalar' || !param.writes || done.has(arg)) return
      done.add(arg)
      const start = this.starts[i]
      if (Array.isArray(arg)) {
        const view = this.#numbersView(arg.length, i, start)
        for (let j = 0; j < arg.length; j++) arg[j] = view[j]
        this.copiedOut += view.byteLength
      } else if (this.#temporaries.length > 0 && sharedAddress(this.#views[i]!) === 0) {
        const { buffer, byteOffset, byteLength } = this.#views[i]!
        if (byteLength === 0) return
        new Uint8Array(buffer, byteOffset, byteLength).set(this.#bytes.subarray(start, start + byteLength))
        this.copiedOut += byteLength
      }
    })
    this.#params.forEach(({ writes }, i) => {
      if (writes) giveBackRows(this.#args[i])
    })
  }

  /** Frees the temporaries. */
  release(): void {
    for (const address of this.#temporaries) freeRaw(address)
    this.#temporaries.length = 0
  }
}

/** @throws ArgumentError where a kernel does with a `number[]` what JavaScript does with typed arrays alone */
export function refuseNumbers({ name, typed }: ParamLayout): void {
  if (!typed) return
  throw new ArgumentError(
    `'${name}' is a number[], which JavaScript sorts by the text of its elements: pass a Float64Array, or write sort((x, y) => x - y).`,
  )
}
