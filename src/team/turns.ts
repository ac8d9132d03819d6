/** The queue of asynchronous calls: they run one after the other, in the order in which they were made. */

let last: Promise<void> = Promise.resolve()
let pending = 0

export interface Turn {
  /** Whether none was before it. */
  readonly first: boolean
  /** Resolves when all before it are over. */
  readonly comes: Promise<void>
  /** Ends it. Must be called once, whatever happens, also before it has come. */
  over(): void
}

export function takeTurn(): Turn {
  const comes = last
  const first = pending === 0
  pending++
  let end!: () => void
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  last = comes.then(() => ended)
  const over = (): void => {
    pending--
    end()
  }
  return { first, comes, over }
}

/** How many calls are not over. */
export function pendingTurns(): number {
  return pending
}

/** Resolves when every call made so far is over. */
export function allTurns(): Promise<void> {
  return last
}
