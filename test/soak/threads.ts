/** Tells which of wamba's threads is which: in Node 20 a thread cannot be asked for its name. */
import { createRequire, syncBuiltinESMExports } from 'node:module'
import type { Worker, WorkerOptions } from 'node:worker_threads'

const ASSEMBLER = 'wamba-assembler'

/**
 * Calls `started` with each thread that starts from now on.
 *
 * @param started is told the thread, and whether it is the one in which AssemblyScript's compiler runs
 */
export function watchThreads(started: (worker: Worker, isAssembler: boolean) => void): void {
  const threads = createRequire(import.meta.url)('node:worker_threads') as { Worker: typeof Worker }
  const assemblers = new WeakSet<Worker>()
  const Plain = threads.Worker
  threads.Worker = class extends Plain {
    constructor(file: string | URL, options?: WorkerOptions) {
      super(file, options)
      if (options?.name === ASSEMBLER) assemblers.add(this)
    }
  }
  syncBuiltinESMExports()
  process.on('worker', (worker) => started(worker, assemblers.has(worker)))
}
