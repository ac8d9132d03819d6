/** A numeric function as people write it, with arguments for it. The tests run it in plain JavaScript and compiled. */
export interface Program {
  readonly title: string
  // biome-ignore lint/suspicious/noExplicitAny: the tables hold functions of every signature
  readonly fn: (...args: any[]) => unknown
  readonly args: () => unknown[]
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly scope?: Record<string, any>
  /** It calls elementary functions, which may differ from JavaScript's in their last bits. */
  readonly approximate?: boolean
}

/** Numbers in [0, 1) that are the same in every run. */
export function uniform(seed: number, count: number): Float64Array {
  let state = seed >>> 0
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  })
}

/** Whole numbers below `bound`. */
export function whole(seed: number, count: number, bound: number): Int32Array {
  return Int32Array.from(uniform(seed, count), (u) => Math.floor(u * bound))
}
