/**
 * Memory for arrays of which an iteration of a parallel loop makes any number, of any length: they lie one after the other in a block from
 * the host, which the next iteration uses again. One that is full is followed by a larger one:
 *
 *     first                   next              end
 *     | block before (64) | arrays | free memory |
 */
import { arenaBytes } from "./allocate";

@external("wamba", "alloc") declare function alloc(bytes: f64): usize;
/** Gives back what `alloc` gave. */
@external("wamba", "release") declare function release(address: usize): void;

const HEAD: usize = 64;
const LEAST: usize = 16384;

let first: usize = 0;
let next: usize = 0;
let end: usize = 0;

/** Begins a region: what one that threw left behind is the host's. */
export function openReserve(): void {
  first = 0;
  next = 0;
  end = 0;
}

/** Begins an iteration. */
export function rewindReserve(): void {
  if (first === 0) return;
  releaseBefore();
  next = first + HEAD;
}

/** Ends a region. */
export function closeReserve(): void {
  if (first === 0) return;
  releaseBefore();
  release(first);
}

function releaseBefore(): void {
  let block = load<usize>(first);
  while (block !== 0) {
    const before = load<usize>(block);
    release(block);
    block = before;
  }
  store<usize>(first, 0);
}

/** A fresh array of zeros. */
export function reserve(length: i32, shift: i32, site: i32): usize {
  const bytes = arenaBytes(length, shift, site);
  if (bytes > end - next) {
    const room = max(LEAST, max(2 * (end - first), bytes + HEAD));
    const block = alloc(<f64>room);
    store<usize>(block, first);
    first = block;
    next = block + HEAD;
    end = block + room;
  }
  const array = next;
  next += bytes;
  memory.fill(array, 0, <usize>length << shift);
  return array;
}

/** The array of the time before in this iteration, zeroed, where there is room for as many elements; else a fresh one. */
export function reserveAgain(base: usize, room: i32, length: i32, shift: i32, site: i32): usize {
  if (length > room || length < 0) return reserve(length, shift, site);
  memory.fill(base, 0, <usize>length << shift);
  return base;
}
