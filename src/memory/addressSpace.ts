/**
 * How much address space a process may still take, where `ulimit -v` limits it. A reserved memory counts in full, with the guard
 * pages around it (10 GiB), and threads need some of their own: V8 ends the process where they get none.
 */
import { readFileSync } from 'node:fs'

/** A thread of Node: its heap's reservations, stack, and the C library's arenas. */
const BYTES_A_THREAD = 384 * 2 ** 20
const MOST_THREADS = 8

function field(file: string, pattern: RegExp): number {
  return Number(pattern.exec(readFileSync(file, 'utf8'))?.[1] ?? Number.NaN)
}

/** Bytes that are left, Infinity where nothing limits them or the system does not say. */
export function addressSpaceLeft(): number {
  try {
    const limit = field('/proc/self/limits', /^Max address space\s+(\d+)/m)
    return Number.isNaN(limit) ? Infinity : limit - 1024 * field('/proc/self/status', /^VmSize:\s+(\d+) kB/m)
  } catch {
    return Infinity // no such files but on Linux
  }
}

/** What so many threads and their compiler need. */
export function roomForThreads(threads: number): number {
  return (1 + Math.min(threads, MOST_THREADS)) * BYTES_A_THREAD
}
