/**
 * The sum of a[i]² over lo ≤ i < hi, in the canonical order: 16 stripes, two to a vector, combined pairwise. With whole
 * blocks it gives the bits that a compiled `prange` gives.
 *
 * Eight accumulators hide the latency of the additions when the data is in L1; at DRAM size four would do.
 */
export function sumOfSquares(lo: i32, hi: i32, a: usize, a_length: i32): f64 {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  // Byte offsets: an array may end at 4 GiB, where an address would wrap to 0.
  let o = <usize>lo << 3;
  const end = <usize>hi << 3;
  const main = o + ((end - o) & ~127);
  // Rotated: V8 sinks loop invariants into loops that are tested at the top.
  if (o < main) do {
    const p = a + o;
    const x0 = v128.load(p), x1 = v128.load(p, 16), x2 = v128.load(p, 32), x3 = v128.load(p, 48);
    s0 = f64x2.add(s0, f64x2.mul(x0, x0));
    s1 = f64x2.add(s1, f64x2.mul(x1, x1));
    s2 = f64x2.add(s2, f64x2.mul(x2, x2));
    s3 = f64x2.add(s3, f64x2.mul(x3, x3));
    const x4 = v128.load(p, 64), x5 = v128.load(p, 80), x6 = v128.load(p, 96), x7 = v128.load(p, 112);
    s4 = f64x2.add(s4, f64x2.mul(x4, x4));
    s5 = f64x2.add(s5, f64x2.mul(x5, x5));
    s6 = f64x2.add(s6, f64x2.mul(x6, x6));
    s7 = f64x2.add(s7, f64x2.mul(x7, x7));
    o += 128;
  } while (o < main);
  // At most 15 are left: element j to stripe j. A single one goes to the low lane, with 0² for the high one.
  const p = a + o;
  const rest = <i32>((end - o) >> 3);
  if (rest > 0) s0 = addSquares(s0, p, rest);
  if (rest > 2) s1 = addSquares(s1, p + 16, rest - 2);
  if (rest > 4) s2 = addSquares(s2, p + 32, rest - 4);
  if (rest > 6) s3 = addSquares(s3, p + 48, rest - 6);
  if (rest > 8) s4 = addSquares(s4, p + 64, rest - 8);
  if (rest > 10) s5 = addSquares(s5, p + 80, rest - 10);
  if (rest > 12) s6 = addSquares(s6, p + 96, rest - 12);
  if (rest > 14) s7 = addSquares(s7, p + 112, rest - 14);
  s0 = f64x2.add(f64x2.add(f64x2.add(s0, s4), f64x2.add(s2, s6)), f64x2.add(f64x2.add(s1, s5), f64x2.add(s3, s7)));
  return f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
}

// Inlined: V8 would keep what lives across a call in memory, in the main loop too.
// @ts-ignore: decorator
@inline
function addSquares(s: v128, p: usize, left: i32): v128 {
  const x = left > 1 ? v128.load(p) : v128.load64_zero(p);
  return f64x2.add(s, f64x2.mul(x, x));
}
