/** One row of a suite. It measures itself, so that benny can repeat work of any length without adding its own loop. */
export interface Case {
  readonly name: string
  /** Runs once or several times and returns the seconds of each. */
  readonly sample: () => readonly number[] | Promise<readonly number[]>
  /** Throws if the last result is wrong. Called after all samples. */
  readonly verify?: () => void
}

export interface TimedOptions<T> {
  /** Samples each time benny calls: many for short work. */
  readonly samples?: number
  /** Calls that make one sample, for work near the clock's resolution. */
  readonly calls?: number
  /** Throws if a result is wrong. */
  readonly verify?: (result: T) => void
}

/** A case that times `run`, keeps its last result alive and verifies it at the end. */
export function timed<T>(name: string, run: () => T, { samples = 1, calls = 1, verify }: TimedOptions<T> = {}): Case {
  let last: T | undefined
  return {
    name,
    sample: () =>
      Array.from({ length: samples }, () => {
        const start = performance.now()
        for (let i = 0; i < calls; i++) last = run()
        return (performance.now() - start) / 1e3 / calls
      }),
    verify: () => verify?.(last as T),
  }
}

/** Throws unless `got` is within `relative` of `want`. */
export function expectClose(what: string, got: number, want: number, relative: number): void {
  if (!(Math.abs(got - want) <= relative * Math.abs(want))) {
    throw new Error(`${what} gave ${got}, expected ${want} within ${relative} of it`)
  }
}

/** Throws unless both arrays hold equal elements. */
export function expectEqual(what: string, got: ArrayLike<number>, want: ArrayLike<number>): void {
  for (let i = 0; i < want.length; i++) {
    if (!Object.is(got[i], want[i])) throw new Error(`${what} gave ${got[i]} at index ${i}, expected ${want[i]}`)
  }
}
