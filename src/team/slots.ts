/** Slots whose workers are gone. */
import { isThreadGone } from '../memory/thread.ts'
import { FREE, INSIDE, joining, LOST, slotAt, THREAD, TID } from './control.ts'

/** Whether the thread in slot `s` is known to be gone. It tells only on Linux, and only of threads that left no word. */
export function isGone(words: Int32Array, s: number): boolean {
  return isThreadGone(Atomics.load(words, slotAt(s) + TID))
}

/**
 * Frees slot `s` of a thread that is gone or about to go, and notes the job that it was inside. Several threads may find out about
 * the same death, whenever they come to it: the first does all of this, the others nothing, for the slot may be another thread's by then.
 *
 * @param threadId Node's id of the thread
 */
export function bury(words: Int32Array, s: number, threadId: number): void {
  const at = slotAt(s)
  if (Atomics.compareExchange(words, at + THREAD, threadId, 0) !== threadId) {
    // One that had no time to write its name there.
    Atomics.compareExchange(words, at + INSIDE, joining(threadId), FREE)
    return
  }
  const g = Atomics.load(words, at + INSIDE)
  // Before the slot is free: from then on the owner of the job goes on.
  if (g > 0) Atomics.store(words, LOST, g)
  Atomics.store(words, at + TID, 0)
  Atomics.store(words, at + INSIDE, FREE)
  Atomics.notify(words, at + INSIDE)
}
