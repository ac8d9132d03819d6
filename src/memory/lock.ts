/**
 * A lock between threads that names its owner, so that one who dies in it does not block the rest for ever.
 *
 *     word 0   OWNER     number of the thread that holds it, 0 when free
 *          1   SLEEPERS  how many wait for it, at least (one that died while it slept stays counted)
 *          2   TURNS     how often it was taken: whether a silent owner makes progress
 */
import { isThreadGone } from './thread.ts'

export const LOCK_WORDS = 3
const [OWNER, SLEEPERS, TURNS] = [0, 1, 2]

const POLLS = 200
/** Milliseconds between two looks whether the owner still lives. */
const SLICE = 5
/**
 * Where the system does not say whether a thread lives: milliseconds after which an owner that makes no progress counts as dead. What
 * the lock guards takes microseconds.
 */
const SILENCE = 10_000

export class OwnerLock {
  readonly #words: Int32Array
  readonly #at: number
  readonly #self: number

  /** The lock in `words` from `at` on, as the thread `self` (not 0) uses it. */
  constructor(words: Int32Array, at: number, self: number) {
    this.#words = words
    this.#at = at
    this.#self = self
  }

  /**
   * Takes the lock. True where its last owner died with it, or where this thread was cut short in it, as by a stack overflow: what
   * the lock guards may be half changed.
   */
  acquire(): boolean {
    const broken = Atomics.compareExchange(this.#words, this.#at + OWNER, 0, this.#self) !== 0 && this.#wait()
    this.#words[this.#at + TURNS]++
    return broken
  }

  release(): void {
    Atomics.store(this.#words, this.#at + OWNER, 0)
    if (Atomics.load(this.#words, this.#at + SLEEPERS) > 0) Atomics.notify(this.#words, this.#at + OWNER, 1)
  }

  #wait(): boolean {
    const words = this.#words
    const owner = this.#at + OWNER
    for (let polls = POLLS; polls > 0; polls--) {
      const holder = Atomics.compareExchange(words, owner, 0, this.#self)
      if (holder === 0) return false
      if (holder === this.#self) return true
    }
    Atomics.add(words, this.#at + SLEEPERS, 1)
    try {
      return this.#sleep()
    } finally {
      Atomics.sub(words, this.#at + SLEEPERS, 1)
    }
  }

  #sleep(): boolean {
    const words = this.#words
    const owner = this.#at + OWNER
    let turns = words[this.#at + TURNS]
    let since = performance.now()
    for (;;) {
      const holder = Atomics.compareExchange(words, owner, 0, this.#self)
      if (holder === 0) return false
      Atomics.wait(words, owner, holder, SLICE)
      if (words[this.#at + TURNS] !== turns) {
        turns = words[this.#at + TURNS]
        since = performance.now()
      }
      const gone = holder > 0 ? isThreadGone(holder) : performance.now() - since > SILENCE
      if (gone && Atomics.compareExchange(words, owner, holder, this.#self) === holder) return true
    }
  }
}
