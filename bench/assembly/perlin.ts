/** 6t⁵ − 15t⁴ + 10t³. */
// @ts-ignore: decorator
@inline
function fade(t: v128): v128 {
  const inner = f32x4.add(f32x4.mul(t, f32x4.sub(f32x4.mul(t, f32x4.splat(6)), f32x4.splat(15))), f32x4.splat(10));
  return f32x4.mul(f32x4.mul(f32x4.mul(t, t), t), inner);
}

// @ts-ignore: decorator
@inline
function mixed(t: v128, a: v128, b: v128): v128 {
  return f32x4.add(a, f32x4.mul(t, f32x4.sub(b, a)));
}

/** Elements of a table, `at` its places in bytes. */
// @ts-ignore: decorator
@inline
function gather(table: usize, at: v128): v128 {
  const two = v128.load32_lane(table + <usize>i32x4.extract_lane(at, 1), v128.load32_zero(table + <usize>i32x4.extract_lane(at, 0)), 1);
  return v128.load32_lane(table + <usize>i32x4.extract_lane(at, 3), v128.load32_lane(table + <usize>i32x4.extract_lane(at, 2), two, 2), 3);
}

/** The distance (x, y, 0) along one of Perlin's twelve gradients: the lowest bits of the hash are signs. */
// @ts-ignore: decorator
@inline
function gradient(hash: v128, x: v128, y: v128): v128 {
  const h = v128.and(hash, i32x4.splat(15));
  const u = v128.bitselect(x, y, i32x4.lt_s(h, i32x4.splat(8)));
  const other = v128.and(x, i32x4.eq(v128.and(h, i32x4.splat(13)), i32x4.splat(12)));
  const v = v128.bitselect(y, other, i32x4.lt_s(h, i32x4.splat(4)));
  const uSign = i32x4.shl(h, 31), vSign = v128.and(i32x4.shl(h, 30), i32x4.splat(0x80000000));
  return f32x4.add(v128.xor(u, uSign), v128.xor(v, vSign));
}

/** Rows [lo, hi), four pixels at a time; what a row shares is computed once for them. The last vector may do pixels again. */
export function perlin(lo: i32, hi: i32, width: i32, height: i32, octaves: i32, table: usize, tn: i32, out: usize, length: i32): void {
  const one = f32x4.splat(1);
  for (let row = lo; row < hi; row++) {
    let column = 0;
    do {
      column = min(column, width - 4);
      const columns = f32x4.add(f32x4.splat(<f32>column), f32x4(0, 1, 2, 3));
      let sum = f32x4.splat(0), frequency: f32 = 1.0 / 64.0, amplitude: f32 = 1;
      for (let o = 0; o < octaves; o++) {
        const px = f32x4.mul(columns, f32x4.splat(frequency)), py = <f32>row * frequency;
        const fx = f32x4.floor(px), fy = floor(py);
        const x = f32x4.sub(px, fx), y = f32x4.splat(py - fy);
        const X = i32x4.shl(v128.and(i32x4.trunc_sat_f32x4_s(fx), i32x4.splat(255)), 2);
        const Y = i32x4.splat((<i32>fy & 255) << 2);
        const A = i32x4.add(i32x4.shl(gather(table, X), 2), Y), B = i32x4.add(i32x4.shl(gather(table + 4, X), 2), Y);
        const u = fade(x), v = fade(y), x1 = f32x4.sub(x, one), y1 = f32x4.sub(y, one);
        const low = mixed(u, gradient(gather(table, A), x, y), gradient(gather(table, B), x1, y));
        const high = mixed(u, gradient(gather(table + 4, A), x, y1), gradient(gather(table + 4, B), x1, y1));
        sum = f32x4.add(sum, f32x4.mul(f32x4.splat(amplitude), mixed(v, low, high)));
        frequency *= 2;
        amplitude *= 0.5;
      }
      v128.store(out + (<usize>(row * width + column) << 2), sum);
      column += 4;
    } while (column < width);
  }
}
