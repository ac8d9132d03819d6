import { closeDriver } from './driver.ts'
import { closeTeam } from './team.ts'
import { allTurns, pendingTurns } from './turns.ts'

/**
 * Ends wamba's threads, after the asynchronous calls that are pending; the next parallel loop starts new ones. Nothing needs this: the
 * process exits by itself with a team.
 */
export async function close(): Promise<void> {
  while (pendingTurns() > 0) await allTurns()
  await Promise.all([closeDriver(), closeTeam()])
}
