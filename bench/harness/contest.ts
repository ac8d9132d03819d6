import { type Stats, statistics } from './stats.ts'

/** One way to do a piece of work. */
export interface Competitor {
  readonly name: string
  /** Runs once, everything made ready outside of the measured time, and returns the seconds. */
  readonly sample: () => number | Promise<number>
}

/** How long a contest may take. */
export interface Budget {
  /** Rounds at most; every round runs each competitor once. */
  readonly rounds: number
  /** Seconds of measured time after which a competitor sits out the rounds that are left. */
  readonly seconds: number
}

/** Lets competitors take turns, so that a machine that slows down slows all of them. Every one runs at least once. */
export async function contest(
  competitors: readonly Competitor[],
  { rounds, seconds }: Budget,
): Promise<ReadonlyMap<string, Stats>> {
  const samples = new Map(competitors.map(({ name }) => [name, [] as number[]]))
  for (let round = 0; round < rounds; round++) {
    for (const { name, sample } of competitors) {
      const so = samples.get(name)!
      const spent = so.reduce((sum, s) => sum + s, 0)
      // The next sample would take about as long as the last.
      if (so.length === 0 || spent + so[so.length - 1] <= seconds) so.push(await sample())
    }
  }
  return new Map([...samples].map(([name, values]) => [name, statistics(values)]))
}
