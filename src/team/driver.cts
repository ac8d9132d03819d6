/**
 * The file that the thread of asynchronous calls runs: a task is one call. CommonJS, and the rest loaded later, as in `worker.cts`.
 */
import type { DriveTask, Outcome } from './drive.ts'

module.exports = async function run(task: DriveTask): Promise<Outcome> {
  const { drive } = await import('./drive.ts')
  return drive(task)
}
