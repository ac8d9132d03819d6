/**
 * Checked indices: the index itself where it lies in the array, else the error of its place in the kernel.
 */

@external("wamba", "fault") declare function fault(site: i32, iteration: f64, value: f64): void;

/** The values that the next error or log tells. */
@external("wamba", "note") export declare function note(value: f64): void;
@external("wamba", "noteInteger") export declare function noteInteger(value: i64): void;
/** Writes to the console. */
@external("wamba", "log") export declare function log(site: i32): void;

/**
 * Throws the error of a place in the kernel. `unreachable()` follows each call where the engine sees it, so that it keeps nothing across
 * the call: else every value that is alive there goes through memory.
 */
export function raise(site: i32, iteration: i32, value: f64): void {
  fault(site, <f64>iteration, value);
  unreachable();
}

/** The error of an index that is not one of `length` elements. */
function outside(site: i32, iteration: i32, index: f64, length: i32): void {
  note(<f64>length);
  raise(site, iteration, index);
}

// @ts-ignore: decorator
@inline
export function at(index: i32, length: i32, site: i32, iteration: i32): i32 {
  if (<u32>index >= <u32>length) {
    outside(site, iteration, <f64>index, length);
    unreachable();
  }
  return index;
}

// @ts-ignore: decorator
@inline
export function at64(index: i64, length: i32, site: i32, iteration: i32): i32 {
  if (<u64>index >= <u64>length) {
    outside(site, iteration, <f64>index, length);
    unreachable();
  }
  return <i32>index;
}

// 2^52 and an index below it: the low bits of the sum are the index. Of all else, negative numbers and NaN too, the bits are no less than 2^31
// beyond those of 2^52.
const SHIFT: f64 = 4503599627370496.0;
const SHIFT_BITS: i64 = 0x4330000000000000;

/** A number as an index: it must be whole. */
// @ts-ignore: decorator
@inline
export function atFloat(index: f64, length: i32, site: i32, iteration: i32): i32 {
  const shifted = index + SHIFT;
  if (shifted - SHIFT != index) {
    outside(site, iteration, index, length);
    unreachable();
  }
  return atWhole(index, length, site, iteration);
}

/** A number that is no fraction as an index. */
// @ts-ignore: decorator
@inline
export function atWhole(index: f64, length: i32, site: i32, iteration: i32): i32 {
  const bits = reinterpret<i64>(index + SHIFT) - SHIFT_BITS;
  if (<u64>bits >= <u64>length) {
    outside(site, iteration, index, length);
    unreachable();
  }
  return <i32>bits;
}

/** A number without a fraction as an integer; one of 2^51 or more, and NaN, as an integer that is as large. */
// @ts-ignore: decorator
@inline
export function wholeOf(x: f64): i64 {
  return reinterpret<i64>(x + 6755399441055744.0) - 0x4338000000000000;
}

/** An index that has been computed in integers too: `value` is the number. */
// @ts-ignore: decorator
@inline
export function atSum(index: i64, value: f64, length: i32, site: i32, iteration: i32): i32 {
  if (<u64>index >= <u64>length) {
    outside(site, iteration, value, length);
    unreachable();
  }
  return <i32>index;
}
