/**
 * Arrays that a loop accumulates into, `h[k] += e`: its iterations are cut into shares, each with a copy of the array that begins
 * with what changes nothing, and the copies are merged in order of their shares. How many shares there are depends on the number
 * of iterations, the plan's estimate of their cost and the arrays' lengths alone, so that float sums are the same on every path.
 */

/** The most shares, … */
const MOST_SHARES: f64 = 32;
/** … nanoseconds of work that one takes at least, and for each element of its copies, … */
const LEAST_NANOSECONDS: f64 = 10000;
const ELEMENT_NANOSECONDS: f64 = 8;
/** … and the most bytes that all copies take. */
const MOST_BYTES: f64 = 67108864;

/**
 * Iterations of a share, a multiple of `unit`: n where there is one share, which accumulates in place.
 *
 * @param cost nanoseconds of an iteration
 * @param elements of all arrays, and their `bytes`
 */
export function shareOf(n: i32, cost: f64, elements: f64, bytes: f64, unit: i32, inOrder: u32): i32 {
  if (inOrder) return n;
  const least = max<f64>(LEAST_NANOSECONDS, ELEMENT_NANOSECONDS * elements);
  const shares = floor<f64>(min<f64>(MOST_SHARES, min<f64>(<f64>n * cost / least, MOST_BYTES / bytes)));
  if (!(shares >= 2.0)) return n;
  const share = ceil<f64>(<f64>n / shares / <f64>unit) * <f64>unit;
  return share < <f64>n ? <i32>share : n;
}

/** Bytes of the copy of an array: whole vectors. */
export function copyBytes(length: i32, shift: i32): usize {
  return ((<usize>length << shift) + 15) & ~15;
}

export function fillCopy<T>(p: usize, length: i32, value: T): void {
  const end = p + <usize>length * sizeof<T>();
  for (; p < end; p += sizeof<T>()) store<T>(p, value);
}

/** Each merges `count` copies, `stride` bytes apart from `copies` on, into an array: copy after copy. */

export function sumCopies<T>(into: usize, length: i32, copies: usize, stride: usize, count: i32): void {
  for (let c = 0; c < count; c++, copies += stride) {
    const end = into + <usize>length * sizeof<T>();
    let p = into, q = copies;
    for (; p + 16 <= end; p += 16, q += 16) v128.store(p, v128.add<T>(v128.load(p), v128.load(q)));
    for (; p < end; p += sizeof<T>(), q += sizeof<T>()) store<T>(p, <T>(load<T>(p) + load<T>(q)));
  }
}

export function prodCopies<T>(into: usize, length: i32, copies: usize, stride: usize, count: i32): void {
  for (let c = 0; c < count; c++, copies += stride) {
    const end = into + <usize>length * sizeof<T>();
    for (let p = into, q = copies; p < end; p += sizeof<T>(), q += sizeof<T>()) store<T>(p, <T>(load<T>(p) * load<T>(q)));
  }
}

export function minCopies<T>(into: usize, length: i32, copies: usize, stride: usize, count: i32): void {
  for (let c = 0; c < count; c++, copies += stride) {
    const end = into + <usize>length * sizeof<T>();
    for (let p = into, q = copies; p < end; p += sizeof<T>(), q += sizeof<T>()) store<T>(p, min<T>(load<T>(p), load<T>(q)));
  }
}

export function maxCopies<T>(into: usize, length: i32, copies: usize, stride: usize, count: i32): void {
  for (let c = 0; c < count; c++, copies += stride) {
    const end = into + <usize>length * sizeof<T>();
    for (let p = into, q = copies; p < end; p += sizeof<T>(), q += sizeof<T>()) store<T>(p, max<T>(load<T>(p), load<T>(q)));
  }
}

export function andCopies<T>(into: usize, length: i32, copies: usize, stride: usize, count: i32): void {
  for (let c = 0; c < count; c++, copies += stride) {
    const end = into + <usize>length * sizeof<T>();
    for (let p = into, q = copies; p < end; p += sizeof<T>(), q += sizeof<T>()) store<T>(p, load<T>(p) & load<T>(q));
  }
}

export function orCopies<T>(into: usize, length: i32, copies: usize, stride: usize, count: i32): void {
  for (let c = 0; c < count; c++, copies += stride) {
    const end = into + <usize>length * sizeof<T>();
    for (let p = into, q = copies; p < end; p += sizeof<T>(), q += sizeof<T>()) store<T>(p, load<T>(p) | load<T>(q));
  }
}

export function xorCopies<T>(into: usize, length: i32, copies: usize, stride: usize, count: i32): void {
  for (let c = 0; c < count; c++, copies += stride) {
    const end = into + <usize>length * sizeof<T>();
    for (let p = into, q = copies; p < end; p += sizeof<T>(), q += sizeof<T>()) store<T>(p, load<T>(p) ^ load<T>(q));
  }
}

export function greaterCopies<T>(into: usize, length: i32, copies: usize, stride: usize, count: i32): void {
  for (let c = 0; c < count; c++, copies += stride) {
    const end = into + <usize>length * sizeof<T>();
    for (let p = into, q = copies; p < end; p += sizeof<T>(), q += sizeof<T>()) {
      const candidate = load<T>(q);
      if (candidate > load<T>(p)) store<T>(p, candidate);
    }
  }
}

export function greaterEqualCopies<T>(into: usize, length: i32, copies: usize, stride: usize, count: i32): void {
  for (let c = 0; c < count; c++, copies += stride) {
    const end = into + <usize>length * sizeof<T>();
    for (let p = into, q = copies; p < end; p += sizeof<T>(), q += sizeof<T>()) {
      const candidate = load<T>(q);
      if (candidate >= load<T>(p)) store<T>(p, candidate);
    }
  }
}

export function lessCopies<T>(into: usize, length: i32, copies: usize, stride: usize, count: i32): void {
  for (let c = 0; c < count; c++, copies += stride) {
    const end = into + <usize>length * sizeof<T>();
    for (let p = into, q = copies; p < end; p += sizeof<T>(), q += sizeof<T>()) {
      const candidate = load<T>(q);
      if (candidate < load<T>(p)) store<T>(p, candidate);
    }
  }
}

export function lessEqualCopies<T>(into: usize, length: i32, copies: usize, stride: usize, count: i32): void {
  for (let c = 0; c < count; c++, copies += stride) {
    const end = into + <usize>length * sizeof<T>();
    for (let p = into, q = copies; p < end; p += sizeof<T>(), q += sizeof<T>()) {
      const candidate = load<T>(q);
      if (candidate <= load<T>(p)) store<T>(p, candidate);
    }
  }
}
