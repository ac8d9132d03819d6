/**
 * The control block: the words through which the threads that dispatch jobs (the calling thread, and the one that runs asynchronous
 * calls) and the workers agree on one job at a time. All are int32; those that two threads touch at once are only read and written
 * with `Atomics`, which is sequentially consistent.
 *
 *     word 0    OPEN      generation of the job that may be entered, 0 between jobs          owner
 *          1    LOST      generation of the last job in which a worker died                  all
 *          2    FAILED    generation of the last job in which a worker threw                 workers
 *          3    WAITING   1 while the owner sleeps until a worker leaves                     owner
 *          4    JOINS     how many workers ever joined                                       workers
 *          5…   the job   written before OPEN, left alone while any worker is inside         owner
 *          32   NEXT      the next chunk to claim                                            all
 *          48   OWNER     the dispatcher that may publish jobs now, 0 for none               dispatchers
 *          49   GENERATION  of the last job                                                  owner
 *          50   UNSETTLED   generation of a job whose workers have not been waited for, or 0 owner
 *          51   READY     1 while jobs may be given to the workers                           crew
 *          52   REDONE    chunks that were run again because a worker died, in all           owner
 *          64   slot 0    SLOT_WORDS words a worker, below
 *               slot 1
 *               …
 *               DONE      per chunk: generation of the last job in which it was done         all
 *
 *     slot +0   ASKED     generation of the last job that this worker is wanted for          owner
 *          +16  INSIDE    generation of the job it is inside, 0 outside, negative: FREE, joining   worker
 *          +17  PARKED    1 while it sleeps on ASKED                                         worker
 *          +18  TID       operating system's thread id, 0 where unknown                      worker
 *          +19  THREAD    Node's thread id                                                   worker
 *          +20… what it threw, see failure.ts                                                worker
 *
 * Words that different threads poll lie 64 bytes apart. The protocol:
 *
 *     owner    OWNER: 0 → itself; job; OPEN = g; ASKED = g for each worker wanted; claim chunks too; OPEN = 0; wait until no INSIDE is g;
 *              OWNER = 0
 *     worker   INSIDE = g, then look whether OPEN is g: if so claim chunks; INSIDE = 0
 *
 * A worker that comes late either finds OPEN changed and leaves, or is seen INSIDE by the owner: it never runs a stale job. A
 * dispatcher that finds the team owned by another does not wait: it works alone, and looks again from time to time.
 */

export const OPEN = 0
export const LOST = 1
export const FAILED = 2
export const WAITING = 3
export const JOINS = 4

export const TOTAL = 5
export const MODULE = 6
export const MODULE_ADDRESS = 7
export const MODULE_BYTES = 8
export const REGION = 9
export const N = 10
export const CHUNK = 11
export const FRAME = 12
/** Microseconds that a worker polls for the next job before it parks. */
export const SPIN = 13
/** The iteration with which chunk 0 begins. */
export const FROM = 14
/** Chunks that a thread claims at first. */
export const TAKE = 15
/** Threads that the job is for, the owner included. */
export const SHARERS = 16
/** Whether its threads give their cores away now and then. */
export const RESTS = 17

export const NEXT = 32

export const OWNER = 48
export const GENERATION = 49
export const UNSETTLED = 50
export const READY = 51
export const REDONE = 52

const SLOTS = 64

export const SLOT_WORDS = 256
export const ASKED = 0
export const INSIDE = 16
export const PARKED = 17
export const TID = 18
export const THREAD = 19
export const FAILURE = 20

/** OWNER: the thread that made the team, and the one that runs asynchronous calls. */
export const CALLER = 1
export const DRIVER = 2

/** MODULE of a job that does nothing, to measure what a job costs. */
export const NO_MODULE = 0

/** INSIDE of a slot that no worker has. */
export const FREE = -1

/** INSIDE of a slot that a thread has just taken: it names the thread, for that may be ended before it says more. */
export function joining(threadId: number): number {
  return -2 - threadId
}

/** NEXT of a job in which a chunk threw: nothing more is claimed. Far from the largest int32, for claims go on adding. */
export const STOP = 0x40000000
/** Generations count from 1 to here and start anew. */
export const LAST_GENERATION = 0x3fffffff
export const MOST_CHUNKS = 16384
export const MOST_WORKERS = 255

/** Index of the first word of slot `s`. */
export function slotAt(s: number): number {
  return SLOTS + s * SLOT_WORDS
}

/** Index of the first DONE word in a control block for `workers`. */
export function doneAt(workers: number): number {
  return SLOTS + workers * SLOT_WORDS
}

/** A control block with all slots free. */
export function makeControl(workers: number): Int32Array<SharedArrayBuffer> {
  const words = new Int32Array(new SharedArrayBuffer(4 * (doneAt(workers) + MOST_CHUNKS)))
  for (let s = 0; s < workers; s++) words[slotAt(s) + INSIDE] = FREE
  return words
}

/** What a worker thread is started with. */
export interface WorkerData {
  readonly control: SharedArrayBuffer
  readonly workers: number
  readonly memory: WebAssembly.Memory
  /** Address of SCRATCH_BYTES for each slot. */
  readonly scratch: number
}
