/** Slots whose workers are gone. */
import { isThreadGone } from '../memory/thread.ts'
import { FREE, INSIDE, slotAt, THREAD, TID } from './control.ts'

/** Whether the thread in slot `s` is known to be gone. It tells only on Linux, and only of threads that left no word. */
export function isGone(words: Int32Array, s: number): boolean {
  return isThreadGone(Atomics.load(words, slotAt(s) + TID))
}

/** Gives up on a thread that is gone, and frees its slot, unless another thread did so since INSIDE was `inside`. */
export function bury(words: Int32Array, s: number, inside: number): void {
  const at = slotAt(s)
  Atomics.store(words, at + THREAD, 0)
  Atomics.store(words, at + TID, 0)
  Atomics.compareExchange(words, at + INSIDE, inside, FREE)
}
