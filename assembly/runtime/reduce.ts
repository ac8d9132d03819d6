/**
 * The canonical combine of a block's 16 stripes, pairwise: 16 → 8 → 4 → 2 → 1.
 *
 *     s[j] += s[j + 8]  (j < 8)      s[j] += s[j + 4]  (j < 4)      s[j] += s[j + 2]  (j < 2)      s[0] + s[1]
 *
 * Stripe j holds the iterations of the block that are j modulo 16. All paths combine through here or do the same in
 * registers: one order, the same bits. The stripes at `p` are read, not changed.
 *
 *     f64   p + 8 j, 128 bytes          f32   p + 4 j, 64 bytes
 */

export function sumStripes(p: usize): f64 {
  const a = f64x2.add(v128.load(p), v128.load(p, 64));
  const b = f64x2.add(v128.load(p, 16), v128.load(p, 80));
  const c = f64x2.add(v128.load(p, 32), v128.load(p, 96));
  const d = f64x2.add(v128.load(p, 48), v128.load(p, 112));
  const s = f64x2.add(f64x2.add(a, c), f64x2.add(b, d));
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

export function prodStripes(p: usize): f64 {
  const a = f64x2.mul(v128.load(p), v128.load(p, 64));
  const b = f64x2.mul(v128.load(p, 16), v128.load(p, 80));
  const c = f64x2.mul(v128.load(p, 32), v128.load(p, 96));
  const d = f64x2.mul(v128.load(p, 48), v128.load(p, 112));
  const s = f64x2.mul(f64x2.mul(a, c), f64x2.mul(b, d));
  return f64x2.extract_lane(s, 0) * f64x2.extract_lane(s, 1);
}

/** As Math.min: NaN if any is NaN, and −0 below +0. The order does not matter. */
export function minStripes(p: usize): f64 {
  const a = f64x2.min(v128.load(p), v128.load(p, 64));
  const b = f64x2.min(v128.load(p, 16), v128.load(p, 80));
  const c = f64x2.min(v128.load(p, 32), v128.load(p, 96));
  const d = f64x2.min(v128.load(p, 48), v128.load(p, 112));
  const s = f64x2.min(f64x2.min(a, c), f64x2.min(b, d));
  return min<f64>(f64x2.extract_lane(s, 0), f64x2.extract_lane(s, 1));
}

/** As Math.max: NaN if any is NaN, and +0 above −0. The order does not matter. */
export function maxStripes(p: usize): f64 {
  const a = f64x2.max(v128.load(p), v128.load(p, 64));
  const b = f64x2.max(v128.load(p, 16), v128.load(p, 80));
  const c = f64x2.max(v128.load(p, 32), v128.load(p, 96));
  const d = f64x2.max(v128.load(p, 48), v128.load(p, 112));
  const s = f64x2.max(f64x2.max(a, c), f64x2.max(b, d));
  return max<f64>(f64x2.extract_lane(s, 0), f64x2.extract_lane(s, 1));
}

export function sumStripesF32(p: usize): f32 {
  const a = f32x4.add(v128.load(p), v128.load(p, 32));
  const b = f32x4.add(v128.load(p, 16), v128.load(p, 48));
  const s = f32x4.add(a, b);
  return (
    (f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 2)) + (f32x4.extract_lane(s, 1) + f32x4.extract_lane(s, 3))
  );
}

export function prodStripesF32(p: usize): f32 {
  const a = f32x4.mul(v128.load(p), v128.load(p, 32));
  const b = f32x4.mul(v128.load(p, 16), v128.load(p, 48));
  const s = f32x4.mul(a, b);
  return (
    (f32x4.extract_lane(s, 0) * f32x4.extract_lane(s, 2)) * (f32x4.extract_lane(s, 1) * f32x4.extract_lane(s, 3))
  );
}

export function minStripesF32(p: usize): f32 {
  const s = f32x4.min(
    f32x4.min(v128.load(p), v128.load(p, 32)),
    f32x4.min(v128.load(p, 16), v128.load(p, 48)),
  );
  return min<f32>(
    min<f32>(f32x4.extract_lane(s, 0), f32x4.extract_lane(s, 2)),
    min<f32>(f32x4.extract_lane(s, 1), f32x4.extract_lane(s, 3)),
  );
}

export function maxStripesF32(p: usize): f32 {
  const s = f32x4.max(
    f32x4.max(v128.load(p), v128.load(p, 32)),
    f32x4.max(v128.load(p, 16), v128.load(p, 48)),
  );
  return max<f32>(
    max<f32>(f32x4.extract_lane(s, 0), f32x4.extract_lane(s, 2)),
    max<f32>(f32x4.extract_lane(s, 1), f32x4.extract_lane(s, 3)),
  );
}
