/**
 * Which thread this is, in a form that tells other threads whether it still lives, also while they are blocked.
 */
import { existsSync, readlinkSync } from 'node:fs'
import { threadId } from 'node:worker_threads'

/** The number of a thread where the system names none: negative, so that it is told from the system's. */
export function hostThread(threadId: number): number {
  return -1 - threadId
}

/** Linux names threads in /proc. 0 where the system does not. */
export function systemThreadId(): number {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').pop())
  } catch {
    return 0 // other systems have no such file: 0 means unknown
  }
}

/** Whether a thread is known to have ended: true only for the system's own ids. */
export function isThreadGone(id: number): boolean {
  return id > 0 && !existsSync(`/proc/self/task/${id}`)
}

let own = 0

/** This thread's number: the system's id, or, where there is none, a negative one made of Node's. Never 0. */
export function thisThread(): number {
  if (own === 0) own = systemThreadId() || hostThread(threadId)
  return own
}
