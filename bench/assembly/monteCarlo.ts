// @ts-ignore: decorator
@inline
function mix(h: v128, k1: v128, k2: v128): v128 {
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), k1);
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 13)), k2);
  return v128.xor(h, i32x4.shr_u(h, 16));
}

// @ts-ignore: decorator
@inline
function mixOne(h: i32): i32 {
  h = (h ^ <i32>(<u32>h >> 16)) * 0x85ebca6b;
  h = (h ^ <i32>(<u32>h >> 13)) * 0xc2b2ae35;
  return h ^ <i32>(<u32>h >> 16);
}

/** How many of the points [lo, hi) lie in the circle. Eight at a time: the products of integers bound it. */
export function monteCarlo(lo: i32, hi: i32, n: i32, seed: i32): f64 {
  const k1 = i32x4.splat(0x85ebca6b), k2 = i32x4.splat(0xc2b2ae35), key = i32x4.splat(seed);
  const scale = f64x2.splat(1 / 4294967296.0), one = f64x2.splat(1), next = i32x4.splat(1), step = i32x4.splat(8);
  let c0 = i64x2.splat(0), c1 = c0;
  let at = i32x4.add(i32x4.splat(2 * lo), i32x4(0, 2, 4, 6));
  let i = lo;
  const main = lo + ((hi - lo) & ~3);
  if (i < main) do {
    const hx = mix(v128.xor(at, key), k1, k2);
    const hy = mix(v128.xor(i32x4.add(at, next), key), k1, k2);
    const x0 = f64x2.mul(f64x2.convert_low_i32x4_u(hx), scale), y0 = f64x2.mul(f64x2.convert_low_i32x4_u(hy), scale);
    const x1 = f64x2.mul(f64x2.convert_low_i32x4_u(v128.shuffle<i64>(hx, hx, 1, 0)), scale);
    const y1 = f64x2.mul(f64x2.convert_low_i32x4_u(v128.shuffle<i64>(hy, hy, 1, 0)), scale);
    c0 = i64x2.sub(c0, f64x2.le(f64x2.add(f64x2.mul(x0, x0), f64x2.mul(y0, y0)), one));
    c1 = i64x2.sub(c1, f64x2.le(f64x2.add(f64x2.mul(x1, x1), f64x2.mul(y1, y1)), one));
    at = i32x4.add(at, step);
    i += 4;
  } while (i < main);
  const c = i64x2.add(c0, c1);
  let count = i64x2.extract_lane(c, 0) + i64x2.extract_lane(c, 1);
  for (; i < hi; i++) {
    const x = <f64>(<u32>mixOne((2 * i) ^ seed)) / 4294967296.0;
    const y = <f64>(<u32>mixOne((2 * i + 1) ^ seed)) / 4294967296.0;
    if (x * x + y * y <= 1) count++;
  }
  return <f64>count;
}
