/** Whether work gains from the team. All figures are nanoseconds of work on one thread. */
import type { Gains } from './gains.ts'
import { handOff } from './handoff.ts'
import { teamState, wakeTeam } from './team.ts'

/** Work must be worth so many hand-offs: two threads save half of it, one waits for the other at the end, and data moves between their caches. */
const POLLING_HAND_OFFS = 8
const SLEEPING_HAND_OFFS = 2
/** Work of small loops, in hand-offs, after which a sleeping worker is woken all the same, … */
const SMALL_HAND_OFFS = 10
/** … if the loops fill at least this part of the time, so that the worker finds the next one before it sleeps again. */
const DENSE = 0.5
/** A loop that would not wake a worker does so all the same after so many hand-offs, to see what that costs now. */
const LOOK_HAND_OFFS = 1000
/** Work that could have been shared, over several loops, before the threads are started at all: that takes 20 ms of the caller. */
const WORTH_A_TEAM = 10_000_000

/** Less work than its one element never gains from the team. */
export const leastWork: Float64Array = new Float64Array([POLLING_HAND_OFFS * handOff().polling])

/** Work that went without the team, before its threads are started and while they sleep, and since when; when the hand-off was looked at. An array holds doubles as they are. */
const gathered = new Float64Array(4)
const [UNSHARED, SMALL, SINCE, LOOKED] = [0, 1, 2, 3]

/** Whether so much work of a loop gains from the team as it is now, by the model and by what was measured of the loop. */
export function worthTheTeam(work: number, gains: Gains, region: number): boolean {
  if (work < leastWork[0]) return false
  const state = teamState()
  const { polling, sleeping } = handOff()
  leastWork[0] = POLLING_HAND_OFFS * polling
  if (state === 'awake') return work >= leastWork[0] && !gains.denies(region, false, work, polling)
  if (state === 'none') return gathered[UNSHARED] + work >= WORTH_A_TEAM
  if (work >= SLEEPING_HAND_OFFS * sleeping) return !gains.denies(region, true, work, sleeping)
  if (!comesOften(work, SMALL_HAND_OFFS * sleeping) && !looksAgain(sleeping)) return false
  // Woken now, and for the loops to come.
  return !gains.denies(region, false, work, polling)
}

/** Looks again what it costs to wake the worker, if the last look is old enough for that to cost nothing. Wakes it. */
function looksAgain(sleeping: number): boolean {
  const now = performance.now()
  if ((now - gathered[LOOKED]) * 1e6 < LOOK_HAND_OFFS * sleeping) return false
  wakeTeam()
  gathered[LOOKED] = now
  return true
}

/** Whether small loops have come to `enough` work in a short time. */
function comesOften(work: number, enough: number): boolean {
  if (gathered[SMALL] === 0) gathered[SINCE] = performance.now()
  if (gathered[SMALL] + work < enough) return false
  const dense = (gathered[SMALL] + work) / 1e6 >= DENSE * (performance.now() - gathered[SINCE])
  gathered[SMALL] = 0
  return dense
}

/** Counts work that went without the team. */
export function wentAlone(work: number): void {
  if (work < leastWork[0]) return
  gathered[teamState() === 'none' ? UNSHARED : SMALL] += work
}
