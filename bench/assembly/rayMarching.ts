// @ts-ignore: decorator
@inline
function distance(x: v128, y: v128, z: v128): v128 {
  const xx = f64x2.mul(x, x), yy = f64x2.mul(y, y), zz = f64x2.mul(z, z), one = f64x2.splat(1);
  const ball = f64x2.sub(f64x2.sqrt(f64x2.add(f64x2.add(xx, yy), zz)), one);
  const ring = f64x2.sub(f64x2.sqrt(f64x2.add(xx, zz)), f64x2.splat(1.6));
  const torus = f64x2.sub(f64x2.sqrt(f64x2.add(f64x2.mul(ring, ring), yy)), f64x2.splat(0.25));
  return f64x2.pmin(f64x2.pmin(ball, torus), f64x2.add(y, one));
}

/** The light on the points that rays hit. */
// @ts-ignore: decorator
@inline
function shade(x: v128, y: v128, z: v128): v128 {
  const e = f64x2.splat(1e-5);
  const nx = f64x2.sub(distance(f64x2.add(x, e), y, z), distance(f64x2.sub(x, e), y, z));
  const ny = f64x2.sub(distance(x, f64x2.add(y, e), z), distance(x, f64x2.sub(y, e), z));
  const nz = f64x2.sub(distance(x, y, f64x2.add(z, e)), distance(x, y, f64x2.sub(z, e)));
  const length = f64x2.sqrt(f64x2.add(f64x2.add(f64x2.mul(nx, nx), f64x2.mul(ny, ny)), f64x2.mul(nz, nz)));
  const light = f64x2.sub(f64x2.add(f64x2.mul(f64x2.splat(0.5), nx), f64x2.mul(f64x2.splat(0.8), ny)), f64x2.mul(f64x2.splat(0.33), nz));
  return f64x2.max(f64x2.splat(0), f64x2.div(light, length));
}

/**
 * Rows [lo, hi), two vectors at a time: the steps of one fill the other's roots. A ray that has hit or left moves no further. The last vectors
 * of a row may do pixels again, so a row has 4 at least.
 */
export function rayMarching(lo: i32, hi: i32, width: i32, height: i32, steps: i32, out: usize, length: i32): void {
  const zero = f64x2.splat(0), high = f64x2.splat(<f64>height), half = f64x2.splat(0.5), back = f64x2.splat(-4);
  const least = f64x2.splat(1e-4), most = f64x2.splat(30);
  for (let row = lo; row < hi; row++) {
    const v = f64x2.div(f64x2.splat(<f64>(height - 2 * row)), high), vv = f64x2.mul(v, v);
    let column = 0;
    do {
      column = min(column, width - 4);
      const first = f64x2.splat(<f64>(2 * column - width));
      const u0 = f64x2.div(f64x2.add(first, f64x2(0, 2)), high), u1 = f64x2.div(f64x2.add(first, f64x2(4, 6)), high);
      const norm0 = f64x2.div(f64x2.splat(1), f64x2.sqrt(f64x2.add(f64x2.add(f64x2.mul(u0, u0), vv), f64x2.splat(2.25))));
      const norm1 = f64x2.div(f64x2.splat(1), f64x2.sqrt(f64x2.add(f64x2.add(f64x2.mul(u1, u1), vv), f64x2.splat(2.25))));
      const dx0 = f64x2.mul(u0, norm0), dx1 = f64x2.mul(u1, norm1);
      const dy0 = f64x2.sub(f64x2.mul(v, norm0), f64x2.mul(f64x2.splat(0.2), norm0));
      const dy1 = f64x2.sub(f64x2.mul(v, norm1), f64x2.mul(f64x2.splat(0.2), norm1));
      const dz0 = f64x2.mul(f64x2.splat(1.5), norm0), dz1 = f64x2.mul(f64x2.splat(1.5), norm1);
      let t0 = zero, t1 = zero, hit0 = zero, hit1 = zero, on0 = i32x4.splat(-1), on1 = i32x4.splat(-1);
      let s = 0;
      if (s < steps) do {
        const d0 = distance(f64x2.mul(t0, dx0), f64x2.add(half, f64x2.mul(t0, dy0)), f64x2.add(back, f64x2.mul(t0, dz0)));
        const d1 = distance(f64x2.mul(t1, dx1), f64x2.add(half, f64x2.mul(t1, dy1)), f64x2.add(back, f64x2.mul(t1, dz1)));
        const near0 = f64x2.lt(d0, least), near1 = f64x2.lt(d1, least);
        hit0 = v128.or(hit0, v128.and(on0, near0));
        hit1 = v128.or(hit1, v128.and(on1, near1));
        on0 = v128.andnot(on0, near0);
        on1 = v128.andnot(on1, near1);
        t0 = f64x2.add(t0, v128.and(d0, on0));
        t1 = f64x2.add(t1, v128.and(d1, on1));
        on0 = v128.and(on0, f64x2.le(t0, most));
        on1 = v128.and(on1, f64x2.le(t1, most));
        s++;
      } while (<i32>(s < steps) & <i32>v128.any_true(v128.or(on0, on1)));
      let y0 = zero, y1 = zero;
      if (v128.any_true(hit0))
        y0 = v128.and(hit0, shade(f64x2.mul(t0, dx0), f64x2.add(half, f64x2.mul(t0, dy0)), f64x2.add(back, f64x2.mul(t0, dz0))));
      if (v128.any_true(hit1))
        y1 = v128.and(hit1, shade(f64x2.mul(t1, dx1), f64x2.add(half, f64x2.mul(t1, dy1)), f64x2.add(back, f64x2.mul(t1, dz1))));
      const p = out + (<usize>(row * width + column) << 3);
      v128.store(p, y0);
      v128.store(p, y1, 16);
      column += 4;
    } while (column < width);
  }
}
