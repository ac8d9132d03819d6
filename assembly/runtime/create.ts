/**
 * Filling of fresh arrays. Lengths are in elements. Loops count elements, not addresses: an array may end at 4 GiB, where
 * an address would wrap to 0.
 */

/** `n` elements of 1 << log2 bytes from `p` on. */
// @ts-ignore: decorator
@inline
function fill(p: usize, n: usize, log2: usize, pattern: v128): void {
  let blocks = n >> (6 - log2);
  while (blocks > 0) {
    v128.store(p, pattern);
    v128.store(p, pattern, 16);
    v128.store(p, pattern, 32);
    v128.store(p, pattern, 48);
    p += 64;
    blocks--;
  }
  let left = n & ((64 >> log2) - 1);
  while (left > 0) {
    if (log2 == 3) store<i64>(p, i64x2.extract_lane(pattern, 0));
    else if (log2 == 2) store<i32>(p, i32x4.extract_lane(pattern, 0));
    else store<i16>(p, i16x8.extract_lane_s(pattern, 0));
    p += <usize>1 << log2;
    left--;
  }
}

export function fill_f64(p: usize, n: usize, value: f64): void {
  fill(p, n, 3, f64x2.splat(value));
}

export function fill_f32(p: usize, n: usize, value: f32): void {
  fill(p, n, 2, f32x4.splat(value));
}

export function fill_i64(p: usize, n: usize, value: i64): void {
  fill(p, n, 3, i64x2.splat(value));
}

export function fill_i32(p: usize, n: usize, value: i32): void {
  fill(p, n, 2, i32x4.splat(value));
}

export function fill_i16(p: usize, n: usize, value: i32): void {
  fill(p, n, 1, i16x8.splat(<i16>value));
}

export function fill_i8(p: usize, n: usize, value: i32): void {
  memory.fill(p, <u8>value, n);
}

/**
 * Elements lo … hi − 1 of start + i · step, element 0 being at `p`: two roundings an element, and none carried along, so
 * that any part of the sequence is the same.
 */
export function arange_f64(p: usize, lo: usize, hi: usize, start: f64, step: f64): void {
  const from = f64x2.splat(start), by = f64x2.splat(step), two = f64x2.splat(2);
  const first = <f64>(<u32>lo);
  let i = f64x2.replace_lane(f64x2.splat(first), 1, first + 1);
  let pairs = (hi - lo) >> 1;
  p += lo << 3;
  while (pairs > 0) {
    v128.store(p, f64x2.add(from, f64x2.mul(i, by)));
    i = f64x2.add(i, two);
    p += 16;
    pairs--;
  }
  if ((hi - lo) & 1) store<f64>(p, start + f64x2.extract_lane(i, 0) * step);
}

/** As for f64, then rounded once more. */
export function arange_f32(p: usize, lo: usize, hi: usize, start: f64, step: f64): void {
  for (let i = lo; i < hi; i++) store<f32>(p + (i << 2), <f32>(start + <f64>(<u32>i) * step));
}

export function arange_i64(p: usize, lo: usize, hi: usize, start: i64, step: i64): void {
  for (let i = lo; i < hi; i++) store<i64>(p + (i << 3), start + <i64>(<u32>i) * step);
}

/** Integers wrap around, as in a store to the typed array. */
export function arange_i32(p: usize, lo: usize, hi: usize, start: i32, step: i32): void {
  for (let i = lo; i < hi; i++) store<i32>(p + (i << 2), start + <i32>i * step);
}

export function arange_i16(p: usize, lo: usize, hi: usize, start: i32, step: i32): void {
  for (let i = lo; i < hi; i++) store<i16>(p + (i << 1), start + <i32>i * step);
}

export function arange_i8(p: usize, lo: usize, hi: usize, start: i32, step: i32): void {
  for (let i = lo; i < hi; i++) store<i8>(p + i, start + <i32>i * step);
}
