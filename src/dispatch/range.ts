/**
 * The ranges of a kernel. Compiled, `prange` spreads its iterations over the cores and `range` is a plain loop; in plain
 * JavaScript both are ordinary iterators, so that the function still runs.
 */

/** Reuses one result object, which `for…of` reads before it asks for the next: 1–4 ns an iteration, a generator takes 12. */
class Range implements IterableIterator<number> {
  readonly #stop: number
  readonly #step: number
  readonly #result: { done: boolean; value: number }
  #next: number

  constructor(start: number, stop: number, step: number) {
    this.#next = start
    this.#stop = stop
    this.#step = step
    this.#result = { done: false, value: 0 }
  }

  [Symbol.iterator](): this {
    return this
  }

  next(): IteratorResult<number> {
    const value = this.#next
    const result = this.#result
    if (this.#step > 0 ? value < this.#stop : value > this.#stop) {
      result.value = value
      this.#next = value + this.#step
    } else {
      result.done = true
    }
    return result as IteratorResult<number>
  }
}

function make(name: string, first: number, stop: number | undefined, step: number): Range {
  if (step === 0) throw new RangeError(`${name} takes a step other than 0`)
  return stop === undefined ? new Range(0, first, 1) : new Range(first, stop, step)
}

/**
 * The parallel range: `0 … stop - 1`, or from `start` up (down, where `step` is negative) to before `stop`. It promises that
 * the iterations are independent of each other, but for reductions such as `sum += …`.
 *
 * @throws RangeError where the step is 0
 * @example for (const i of prange(a.length)) out[i] = a[i] * 2
 */
export function prange(stop: number): IterableIterator<number>
export function prange(start: number, stop: number, step?: number): IterableIterator<number>
export function prange(first: number, stop?: number, step = 1): IterableIterator<number> {
  return make('prange', first, stop, step)
}

/** The serial range, with the arguments of `prange`. */
export function range(stop: number): IterableIterator<number>
export function range(start: number, stop: number, step?: number): IterableIterator<number>
export function range(first: number, stop?: number, step = 1): IterableIterator<number> {
  return make('range', first, stop, step)
}
