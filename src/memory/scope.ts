/**
 * Scopes: the arrays that a thread has made since one began, so that they can be freed together. They are held weakly, so that what is
 * garbage before the end can be reclaimed before it.
 */
import type { Life } from './life.ts'

let current: Set<Life> | undefined

/** Notes a new array in the innermost scope. */
export function enterScope(life: Life): void {
  if (current === undefined) return
  current.add(life)
  life.scope = current
}

/** Forgets an array that was freed. */
export function leaveScope(life: Life): void {
  life.scope?.delete(life)
  life.scope = undefined
}

/** Runs `fn` in a scope of its own, then calls `end` with what was made and is still in use. What `end` leaves belongs to the scope around. */
export function inScope<T>(fn: () => T, end: (made: ReadonlySet<Life>, result: T | undefined) => void): T {
  const outer = current
  const own = new Set<Life>()
  current = own
  let result: T | undefined
  try {
    result = fn()
    return result
  } finally {
    current = outer
    try {
      end(own, result)
    } finally {
      for (const life of own) {
        life.scope = undefined
        enterScope(life)
      }
    }
  }
}
