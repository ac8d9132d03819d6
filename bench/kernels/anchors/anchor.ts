import type { Workload } from '../workload.ts'

/** A row of the anchors: a program with what it is measured against. */
export interface Anchor extends Workload {
  /** The work in a few words, with its size. */
  readonly title: string
  /** The same in AssemblyScript written by hand, on `threads` threads (0: all): a function of the kernel's arguments. */
  readonly byHand?: (threads: number) => (...args: never[]) => unknown
  /** Plain loops that are faster than those of the kernel, with results of their own: what its time is compared with. */
  readonly fasterPlain?: (...args: never[]) => unknown
  /** The row needs floating-point sums in another order. */
  readonly fastmath?: boolean
  /** How far the result of Numba may be from that of plain JavaScript, relative to it, where it computes with other random numbers. */
  readonly numbaTolerance?: number
  /** At most this many times the time by hand, on one thread. */
  readonly mostOfByHand?: number
  /** At least this many times as fast as plain JavaScript, on one thread. */
  readonly leastOfPlain?: number
}
