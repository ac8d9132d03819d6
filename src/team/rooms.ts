/**
 * Memory that loops use while they run, one loop at a time: rooms that grow and are used again. Each dispatching thread has its own.
 */
import { allocateRaw, freeRaw } from '../memory/blocks.ts'
import { mostThreads } from './team.ts'

class Room {
  #address = 0
  #bytes = 0

  /** The address of room for `bytes`. Where there was less, `room` bytes are taken. */
  of(bytes: number, room: number): number {
    if (bytes > this.#bytes) {
      if (this.#address !== 0) freeRaw(this.#address)
      this.#address = 0
      this.#bytes = 0
      this.#address = allocateRaw(room)
      this.#bytes = room
    }
    return this.#address
  }
}

const [partials, copies, arenas] = [new Room(), new Room(), new Room()]

/** For `bytes` of partials. One loop is in flight at a time, and `main` combines them before the next. */
export function partialsFor(bytes: number): number {
  return partials.of(bytes, 2 * bytes)
}

/** For the copies of all shares. A loop's copies are merged before another begins. */
export function copiesFor(bytes: number): number {
  return copies.of(bytes, bytes)
}

/** For an arena of `bytes` for each thread that there may be. */
export function arenasFor(bytes: number): number {
  const all = bytes * mostThreads()
  return arenas.of(all, all)
}
