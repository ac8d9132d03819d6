/**
 * What it costs to hand work to another thread on this machine: measured once per process, when the team is first there to be
 * measured, looked at again now and then, and what decides whether a loop is worth the team.
 */

/** Nanoseconds until a worker has taken a job and left it again: one that polls, one that sleeps. */
export interface HandOff {
  readonly polling: number
  readonly sleeping: number
}

/** What can be measured: the next hand-off, and whether the worker sleeps. */
export interface Measured {
  handOff(): number
  readonly awake: boolean
}

/** Until it is measured, and bounds for a machine that is too busy to measure it: a slow guess costs little. */
const LIKELY: HandOff = { polling: 1_000, sleeping: 40_000 }
const LEAST: HandOff = { polling: 1_000, sleeping: 30_000 }
const MOST: HandOff = { polling: 5_000, sleeping: 200_000 }

const POLLING_SAMPLES = 21
const SLEEPING_SAMPLES = 5
/** Milliseconds until a worker that polls has gone to sleep, and its core, too: the longer it rests the longer it takes to wake. */
const REST = 0.5

/** What one more look at it counts for. */
const LOWER = 1 / 2
const HIGHER = 1 / 8

let measured: HandOff | undefined

/** What was measured, if it was. */
export function measuredHandOff(): HandOff | undefined {
  return measured
}

/** Takes over what another thread has measured. */
export function setHandOff(known: HandOff | undefined): void {
  measured = known
}

/** What was measured, or else what is likely. */
export function handOff(): HandOff {
  return measured ?? LIKELY
}

/** Measures a team, in about three milliseconds. */
export function measureHandOff(team: Measured): void {
  team.handOff() // wakes it
  const polling = quartile(team, POLLING_SAMPLES, () => true)
  const sleeping = quartile(team, SLEEPING_SAMPLES, () => {
    const until = performance.now() + REST
    while (performance.now() < until);
    return !team.awake
  })
  measured = {
    polling: within(polling, LEAST.polling, MOST.polling, LIKELY.polling),
    sleeping: within(sleeping, LEAST.sleeping, MOST.sleeping, LIKELY.sleeping),
  }
}

/** Looks again how long a worker that sleeps takes: the machine may have been busy when it was measured. Leaves it awake. */
export function followHandOff(team: Measured): void {
  if (measured === undefined) return
  const now = within(team.handOff(), LEAST.sleeping, MOST.sleeping, measured.sleeping)
  const { polling, sleeping } = measured
  measured = { polling, sleeping: sleeping + (now - sleeping) * (now < sleeping ? LOWER : HIGHER) }
}

function within(value: number, least: number, most: number, otherwise: number): number {
  return Number.isNaN(value) ? otherwise : Math.min(most, Math.max(least, value))
}

/** A quarter of the samples that could be taken are lower: a busy machine adds to the others. NaN where none could. */
function quartile(team: Measured, samples: number, ready: () => boolean): number {
  const taken = new Float64Array(samples)
  let count = 0
  for (let i = 0; i < samples; i++) {
    if (!ready()) continue
    const time = team.handOff()
    if (!Number.isNaN(time)) taken[count++] = time
  }
  return count === 0 ? Number.NaN : taken.subarray(0, count).sort()[count >> 2]
}
