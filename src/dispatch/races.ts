import type { AnyTypedArray } from '../base/dtypes.ts'
import { cloneArguments } from './clone.ts'
import { type Recorder, referenceOf } from './reference.ts'
import type { Specialisation } from './specialisation.ts'
import { covered, isElements } from './views.ts'

/** Two iterations of a `prange` that touch one element, at least one of them writing it. */
export interface Race {
  readonly kind: 'write-write' | 'read-write'
  readonly array: string
  /** The element, as the second access counts: of an n-d array its place in C order, or in `data` where it has gaps. */
  readonly index: number
  /** The counter's values, in the order in which a serial loop comes to them. */
  readonly iterations: readonly [number, number]
  /** The source lines of the two accesses. */
  readonly lines: readonly [number, number]
}

/** Runs the reference on copies of the arguments and records what its iterations touch. Throws what the kernel throws. */
export function findRaces(spec: Specialisation, args: readonly unknown[]): Race[] {
  const { program } = spec
  const recorder = new Touches(args, (site) => {
    const { offset } = program.manifest.sites[site]
    return spec.unit.source.at(offset).line
  })
  try {
    referenceOf(program, { frozen: spec.frozen, text: program.stages.recording })(cloneArguments(args), recorder)
  } catch (error) {
    throw spec.explain(error)
  }
  return recorder.found.map(({ site, ...race }) => {
    const place = program.manifest.sites[site]
    return { ...race, array: place.kind === 'bounds' ? place.array : '' }
  })
}

interface Touch {
  readonly iteration: number
  readonly site: number
}

/** What has touched a piece of memory: of writes and reads each the first, and the first of another iteration. */
interface Cell {
  readonly writes: Touch[]
  readonly reads: Touch[]
}

class Touches implements Recorder {
  iteration = 0
  readonly found: (Omit<Race, 'array'> & { readonly site: number })[] = []
  readonly #lineOf: (site: number) => number
  /** By buffer: bytes of a cell, the least of the elements that lie there, and the cells. */
  readonly #buffers = new Map<ArrayBufferLike, { readonly bytes: number; readonly cells: Map<number, Cell> }>()
  readonly #reported = new Set<string>()
  readonly #bytes: number

  constructor(args: readonly unknown[], lineOf: (site: number) => number) {
    const sizes = args.map((arg) => (isElements(arg) ? covered(arg).BYTES_PER_ELEMENT : 8))
    this.#bytes = Math.min(8, ...sizes)
    this.#lineOf = lineOf
  }

  /** Loops come one after the other: what one touched is no race with the next. */
  begin(): void {
    this.#buffers.clear()
  }

  touch(array: AnyTypedArray, index: number, site: number, store: boolean): number {
    let buffer = this.#buffers.get(array.buffer)
    if (buffer === undefined) {
      buffer = { bytes: Math.min(this.#bytes, array.BYTES_PER_ELEMENT), cells: new Map() }
      this.#buffers.set(array.buffer, buffer)
    }
    const first = (array.byteOffset + index * array.BYTES_PER_ELEMENT) / buffer.bytes
    const count = array.BYTES_PER_ELEMENT / buffer.bytes
    for (let at = first; at < first + count; at++) {
      let cell = buffer.cells.get(at)
      if (cell === undefined) {
        cell = { writes: [], reads: [] }
        buffer.cells.set(at, cell)
      }
      this.#meet(cell, index, site, store)
    }
    return index
  }

  #meet({ writes, reads }: Cell, index: number, site: number, store: boolean): void {
    const now = { iteration: this.iteration, site }
    const other = (touch: Touch): boolean => touch.iteration !== now.iteration
    const write = writes.find(other)
    if (write) this.#report(store ? 'write-write' : 'read-write', index, write, now)
    const read = store ? reads.find(other) : undefined
    if (read) this.#report('read-write', index, read, now)
    const own = store ? writes : reads
    if (own.length < 2 && own.every(other)) own.push(now)
  }

  /** One race for each pair of places. */
  #report(kind: Race['kind'], index: number, before: Touch, now: Touch): void {
    const key = `${kind} ${before.site} ${now.site}`
    if (this.#reported.has(key)) return
    this.#reported.add(key)
    const lines = [this.#lineOf(before.site), this.#lineOf(now.site)] as const
    this.found.push({ kind, index, iterations: [before.iteration, now.iteration], lines, site: now.site })
  }
}
