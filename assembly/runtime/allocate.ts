/**
 * Arrays that kernels make. Lengths are in elements of 1 << shift bytes; a negative one throws at its place in the kernel.
 */
import { raise } from "./bounds";

/** Fresh zeros from the host. */
@external("wamba", "alloc") declare function alloc(bytes: f64): usize;

function checked(length: i32, site: i32): void {
  if (length < 0 || length == i32.MAX_VALUE) raise(site, 0, <f64>length);
}

/** The product of two lengths; too many elements throw. */
export function volume(a: i32, b: i32, site: i32): i32 {
  checked(a, site);
  checked(b, site);
  const all = <i64>a * <i64>b;
  if (all >= <i64>i32.MAX_VALUE) raise(site, 0, <f64>all);
  return <i32>all;
}

/** A fresh array. */
export function allocate(length: i32, shift: i32, site: i32): usize {
  checked(length, site);
  return alloc(<f64>length * <f64>(1 << shift));
}

/** The array of the time before, zeroed, where there is room for as many elements; else a fresh one. */
export function renew(base: usize, room: i32, length: i32, shift: i32, site: i32): usize {
  if (length > room || length < 0) return allocate(length, shift, site);
  memory.fill(base, 0, <usize>length << shift);
  return base;
}

/** Bytes of an array in a thread's arena: whole cache lines. */
export function arenaBytes(length: i32, shift: i32, site: i32): usize {
  checked(length, site);
  return ((<usize>length << shift) + 63) & ~63;
}
