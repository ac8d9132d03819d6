/**
 * Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3,
 * SC'11). Four counters at a time, one to a lane; the key is the seed, the counter (k, 0, 0, 0).
 *
 * Group g of elements uses the counters 4 g … 4 g + 3, whose outputs are the words w0 … w3:
 *
 *     float64, 8 a group    element j: words (w0, w1) for j < 4, (w2, w3) from there, of counter 4 g + j mod 4
 *     float32, 16 a group   element j: word j >> 2 of counter 4 g + j mod 4
 *
 * Element i depends on the seed and i alone, so any thread may make any part.
 */

const MULTIPLIER_0: i32 = 0xd2511f53;
const MULTIPLIER_1: i32 = 0xcd9e8d57;
/** The golden ratio and √3 − 1: what the key grows by each round. */
const WEYL_0: i32 = 0x9e3779b9;
const WEYL_1: i32 = 0xbb67ae85;

/** Words of the last group, i32x4 each. Every instance has its own; none outlives a call. */
let w0: v128 = i32x4.splat(0);
let w1: v128 = i32x4.splat(0);
let w2: v128 = i32x4.splat(0);
let w3: v128 = i32x4.splat(0);

// @ts-ignore: decorator
@inline
function low(even: v128, odd: v128): v128 {
  return i8x16.shuffle(even, odd, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
}

// @ts-ignore: decorator
@inline
function high(even: v128, odd: v128): v128 {
  return i8x16.shuffle(even, odd, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
}

/** The words of group `g`. */
// @ts-ignore: decorator
@inline
function philox(g: i32, seed0: i32, seed1: i32): void {
  const m0 = i32x4.splat(MULTIPLIER_0), m1 = i32x4.splat(MULTIPLIER_1);
  const d0 = i32x4.splat(WEYL_0), d1 = i32x4.splat(WEYL_1);
  let k0 = i32x4.splat(seed0), k1 = i32x4.splat(seed1);
  let c0 = i32x4.add(i32x4.splat(g << 2), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(0), c2 = c1, c3 = c1;
  let round = 0;
  do {
    const p0 = i64x2.extmul_low_i32x4_u(c0, m0), p1 = i64x2.extmul_high_i32x4_u(c0, m0);
    const q0 = i64x2.extmul_low_i32x4_u(c2, m1), q1 = i64x2.extmul_high_i32x4_u(c2, m1);
    c0 = v128.xor(v128.xor(high(q0, q1), c1), k0);
    c1 = low(q0, q1);
    c2 = v128.xor(v128.xor(high(p0, p1), c3), k1);
    c3 = low(p0, p1);
    k0 = i32x4.add(k0, d0);
    k1 = i32x4.add(k1, d1);
    round++;
  } while (round < 10);
  w0 = c0; w1 = c1; w2 = c2; w3 = c3;
}

/** Lanes 2 and 3, where conversions look for them. */
// @ts-ignore: decorator
@inline
function upper(x: v128): v128 {
  return i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
}

/** 53 bits, 32 of `a` and 21 of `b`, lanes 0 and 1, as doubles in [0, 1). Exact. */
// @ts-ignore: decorator
@inline
function unit(a: v128, b: v128): v128 {
  return f64x2.add(
    f64x2.mul(f64x2.convert_low_i32x4_u(a), f64x2.splat(1.0 / 4294967296.0)),
    f64x2.mul(f64x2.convert_low_i32x4_u(i32x4.shr_u(b, 11)), f64x2.splat(1.0 / 9007199254740992.0)),
  );
}

/** Elements lo … hi − 1 of the sequence of a seed, to `p + 8 lo` onwards: multiples of 2⁻⁵³ in [0, 1). */
export function random_f64(p: usize, lo: i32, hi: i32, seed0: i32, seed1: i32): void {
  let i = lo;
  while (i < hi) {
    philox(i >> 3, seed0, seed1);
    const x0 = unit(w0, w1), x1 = unit(upper(w0), upper(w1)), x2 = unit(w2, w3), x3 = unit(upper(w2), upper(w3));
    if ((i & 7) == 0 && hi - i >= 8) {
      const q = p + (<usize>i << 3);
      v128.store(q, x0);
      v128.store(q, x1, 16);
      v128.store(q, x2, 32);
      v128.store(q, x3, 48);
      i += 8;
      continue;
    }
    // A part of a group, at either end.
    do {
      const j = i & 7;
      const x = j < 4 ? (j < 2 ? x0 : x1) : j < 6 ? x2 : x3;
      store<f64>(p + (<usize>i << 3), (j & 1) == 0 ? f64x2.extract_lane(x, 0) : f64x2.extract_lane(x, 1));
      i++;
    } while (i < hi && (i & 7) != 0);
  }
}

/** 24 bits as floats in [0, 1). Exact. */
// @ts-ignore: decorator
@inline
function unitF32(a: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(a, 8)), f32x4.splat(1.0 / 16777216.0));
}

/** Elements lo … hi − 1 of the sequence of a seed, to `p + 4 lo` onwards: multiples of 2⁻²⁴ in [0, 1). */
export function random_f32(p: usize, lo: i32, hi: i32, seed0: i32, seed1: i32): void {
  let i = lo;
  while (i < hi) {
    philox(i >> 4, seed0, seed1);
    const x0 = unitF32(w0), x1 = unitF32(w1), x2 = unitF32(w2), x3 = unitF32(w3);
    if ((i & 15) == 0 && hi - i >= 16) {
      const q = p + (<usize>i << 2);
      v128.store(q, x0);
      v128.store(q, x1, 16);
      v128.store(q, x2, 32);
      v128.store(q, x3, 48);
      i += 16;
      continue;
    }
    do {
      const j = i & 15;
      const x = j < 8 ? (j < 4 ? x0 : x1) : j < 12 ? x2 : x3;
      store<f32>(p + (<usize>i << 2), lane(x, j & 3));
      i++;
    } while (i < hi && (i & 15) != 0);
  }
}

function lane(x: v128, j: i32): f32 {
  if (j < 2) return j == 0 ? f32x4.extract_lane(x, 0) : f32x4.extract_lane(x, 1);
  return j == 2 ? f32x4.extract_lane(x, 2) : f32x4.extract_lane(x, 3);
}
