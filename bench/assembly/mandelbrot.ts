/**
 * Rows [lo, hi), four vectors at a time. z is not blended: it may run on in lanes that have left, which only their counts must not. Whether
 * a lane is left is asked once in four iterations, of which there is one group at least; the odd ones come first, so that less lives on after
 * the long loop. The last vectors of a row may do pixels again, so a row has 8 or 16 at least.
 */
export function mandelbrot64(lo: i32, hi: i32, width: i32, height: i32, limit: i32, out: usize, length: i32): void {
  const stepX = f64x2.splat(<f64>(3.0 / <f64>width)), stepY = <f64>(2.0 / <f64>height);
  const four = f64x2.splat(4), zero = f64x2.splat(0), minus2 = f64x2.splat(-2);
  for (let y = lo; y < hi; y++) {
    const ci = f64x2.splat(-1 + <f64>y * stepY);
    let x = 0;
    do {
      x = min(x, width - 8);
      const first = f64x2.splat(<f64>x);
      const c0 = f64x2.add(minus2, f64x2.mul(f64x2.add(first, f64x2(0, 1)), stepX));
      const c1 = f64x2.add(minus2, f64x2.mul(f64x2.add(first, f64x2(2, 3)), stepX));
      const c2 = f64x2.add(minus2, f64x2.mul(f64x2.add(first, f64x2(4, 5)), stepX));
      const c3 = f64x2.add(minus2, f64x2.mul(f64x2.add(first, f64x2(6, 7)), stepX));
      let r0 = zero, i0 = zero, n0 = zero, r1 = zero, i1 = zero, n1 = zero, r2 = zero, i2 = zero, n2 = zero, r3 = zero, i3 = zero, n3 = zero;
      let on0 = i32x4.splat(-1), on1 = i32x4.splat(-1), on2 = i32x4.splat(-1), on3 = i32x4.splat(-1);
      let k = 0;
      while (<i32>((limit - k & 3) != 0) & <i32>v128.any_true(v128.or(v128.or(on0, on1), v128.or(on2, on3)))) {
        const a0 = f64x2.mul(r0, r0), b0 = f64x2.mul(i0, i0);
        on0 = v128.and(on0, f64x2.le(f64x2.add(a0, b0), four));
        const a1 = f64x2.mul(r1, r1), b1 = f64x2.mul(i1, i1);
        on1 = v128.and(on1, f64x2.le(f64x2.add(a1, b1), four));
        const a2 = f64x2.mul(r2, r2), b2 = f64x2.mul(i2, i2);
        on2 = v128.and(on2, f64x2.le(f64x2.add(a2, b2), four));
        const a3 = f64x2.mul(r3, r3), b3 = f64x2.mul(i3, i3);
        on3 = v128.and(on3, f64x2.le(f64x2.add(a3, b3), four));
        n0 = i64x2.sub(n0, on0);
        const t0 = f64x2.mul(r0, i0);
        i0 = f64x2.add(f64x2.add(t0, t0), ci);
        r0 = f64x2.add(f64x2.sub(a0, b0), c0);
        n1 = i64x2.sub(n1, on1);
        const t1 = f64x2.mul(r1, i1);
        i1 = f64x2.add(f64x2.add(t1, t1), ci);
        r1 = f64x2.add(f64x2.sub(a1, b1), c1);
        n2 = i64x2.sub(n2, on2);
        const t2 = f64x2.mul(r2, i2);
        i2 = f64x2.add(f64x2.add(t2, t2), ci);
        r2 = f64x2.add(f64x2.sub(a2, b2), c2);
        n3 = i64x2.sub(n3, on3);
        const t3 = f64x2.mul(r3, i3);
        i3 = f64x2.add(f64x2.add(t3, t3), ci);
        r3 = f64x2.add(f64x2.sub(a3, b3), c3);
        k++;
      }
      do {
        {
          const a0 = f64x2.mul(r0, r0), b0 = f64x2.mul(i0, i0);
          on0 = v128.and(on0, f64x2.le(f64x2.add(a0, b0), four));
          const a1 = f64x2.mul(r1, r1), b1 = f64x2.mul(i1, i1);
          on1 = v128.and(on1, f64x2.le(f64x2.add(a1, b1), four));
          const a2 = f64x2.mul(r2, r2), b2 = f64x2.mul(i2, i2);
          on2 = v128.and(on2, f64x2.le(f64x2.add(a2, b2), four));
          const a3 = f64x2.mul(r3, r3), b3 = f64x2.mul(i3, i3);
          on3 = v128.and(on3, f64x2.le(f64x2.add(a3, b3), four));
          n0 = i64x2.sub(n0, on0);
          const t0 = f64x2.mul(r0, i0);
          i0 = f64x2.add(f64x2.add(t0, t0), ci);
          r0 = f64x2.add(f64x2.sub(a0, b0), c0);
          n1 = i64x2.sub(n1, on1);
          const t1 = f64x2.mul(r1, i1);
          i1 = f64x2.add(f64x2.add(t1, t1), ci);
          r1 = f64x2.add(f64x2.sub(a1, b1), c1);
          n2 = i64x2.sub(n2, on2);
          const t2 = f64x2.mul(r2, i2);
          i2 = f64x2.add(f64x2.add(t2, t2), ci);
          r2 = f64x2.add(f64x2.sub(a2, b2), c2);
          n3 = i64x2.sub(n3, on3);
          const t3 = f64x2.mul(r3, i3);
          i3 = f64x2.add(f64x2.add(t3, t3), ci);
          r3 = f64x2.add(f64x2.sub(a3, b3), c3);
        }
        {
          const a0 = f64x2.mul(r0, r0), b0 = f64x2.mul(i0, i0);
          on0 = v128.and(on0, f64x2.le(f64x2.add(a0, b0), four));
          const a1 = f64x2.mul(r1, r1), b1 = f64x2.mul(i1, i1);
          on1 = v128.and(on1, f64x2.le(f64x2.add(a1, b1), four));
          const a2 = f64x2.mul(r2, r2), b2 = f64x2.mul(i2, i2);
          on2 = v128.and(on2, f64x2.le(f64x2.add(a2, b2), four));
          const a3 = f64x2.mul(r3, r3), b3 = f64x2.mul(i3, i3);
          on3 = v128.and(on3, f64x2.le(f64x2.add(a3, b3), four));
          n0 = i64x2.sub(n0, on0);
          const t0 = f64x2.mul(r0, i0);
          i0 = f64x2.add(f64x2.add(t0, t0), ci);
          r0 = f64x2.add(f64x2.sub(a0, b0), c0);
          n1 = i64x2.sub(n1, on1);
          const t1 = f64x2.mul(r1, i1);
          i1 = f64x2.add(f64x2.add(t1, t1), ci);
          r1 = f64x2.add(f64x2.sub(a1, b1), c1);
          n2 = i64x2.sub(n2, on2);
          const t2 = f64x2.mul(r2, i2);
          i2 = f64x2.add(f64x2.add(t2, t2), ci);
          r2 = f64x2.add(f64x2.sub(a2, b2), c2);
          n3 = i64x2.sub(n3, on3);
          const t3 = f64x2.mul(r3, i3);
          i3 = f64x2.add(f64x2.add(t3, t3), ci);
          r3 = f64x2.add(f64x2.sub(a3, b3), c3);
        }
        {
          const a0 = f64x2.mul(r0, r0), b0 = f64x2.mul(i0, i0);
          on0 = v128.and(on0, f64x2.le(f64x2.add(a0, b0), four));
          const a1 = f64x2.mul(r1, r1), b1 = f64x2.mul(i1, i1);
          on1 = v128.and(on1, f64x2.le(f64x2.add(a1, b1), four));
          const a2 = f64x2.mul(r2, r2), b2 = f64x2.mul(i2, i2);
          on2 = v128.and(on2, f64x2.le(f64x2.add(a2, b2), four));
          const a3 = f64x2.mul(r3, r3), b3 = f64x2.mul(i3, i3);
          on3 = v128.and(on3, f64x2.le(f64x2.add(a3, b3), four));
          n0 = i64x2.sub(n0, on0);
          const t0 = f64x2.mul(r0, i0);
          i0 = f64x2.add(f64x2.add(t0, t0), ci);
          r0 = f64x2.add(f64x2.sub(a0, b0), c0);
          n1 = i64x2.sub(n1, on1);
          const t1 = f64x2.mul(r1, i1);
          i1 = f64x2.add(f64x2.add(t1, t1), ci);
          r1 = f64x2.add(f64x2.sub(a1, b1), c1);
          n2 = i64x2.sub(n2, on2);
          const t2 = f64x2.mul(r2, i2);
          i2 = f64x2.add(f64x2.add(t2, t2), ci);
          r2 = f64x2.add(f64x2.sub(a2, b2), c2);
          n3 = i64x2.sub(n3, on3);
          const t3 = f64x2.mul(r3, i3);
          i3 = f64x2.add(f64x2.add(t3, t3), ci);
          r3 = f64x2.add(f64x2.sub(a3, b3), c3);
        }
        {
          const a0 = f64x2.mul(r0, r0), b0 = f64x2.mul(i0, i0);
          on0 = v128.and(on0, f64x2.le(f64x2.add(a0, b0), four));
          const a1 = f64x2.mul(r1, r1), b1 = f64x2.mul(i1, i1);
          on1 = v128.and(on1, f64x2.le(f64x2.add(a1, b1), four));
          const a2 = f64x2.mul(r2, r2), b2 = f64x2.mul(i2, i2);
          on2 = v128.and(on2, f64x2.le(f64x2.add(a2, b2), four));
          const a3 = f64x2.mul(r3, r3), b3 = f64x2.mul(i3, i3);
          on3 = v128.and(on3, f64x2.le(f64x2.add(a3, b3), four));
          n0 = i64x2.sub(n0, on0);
          const t0 = f64x2.mul(r0, i0);
          i0 = f64x2.add(f64x2.add(t0, t0), ci);
          r0 = f64x2.add(f64x2.sub(a0, b0), c0);
          n1 = i64x2.sub(n1, on1);
          const t1 = f64x2.mul(r1, i1);
          i1 = f64x2.add(f64x2.add(t1, t1), ci);
          r1 = f64x2.add(f64x2.sub(a1, b1), c1);
          n2 = i64x2.sub(n2, on2);
          const t2 = f64x2.mul(r2, i2);
          i2 = f64x2.add(f64x2.add(t2, t2), ci);
          r2 = f64x2.add(f64x2.sub(a2, b2), c2);
          n3 = i64x2.sub(n3, on3);
          const t3 = f64x2.mul(r3, i3);
          i3 = f64x2.add(f64x2.add(t3, t3), ci);
          r3 = f64x2.add(f64x2.sub(a3, b3), c3);
        }
        k += 4;
      } while (<i32>(k < limit) & <i32>v128.any_true(v128.or(v128.or(on0, on1), v128.or(on2, on3))));
      const p = out + (<usize>(y * width + x) << 2);
      v128.store(p, v128.shuffle<i32>(n0, n1, 0, 2, 4, 6));
      v128.store(p, v128.shuffle<i32>(n2, n3, 0, 2, 4, 6), 16);
      x += 8;
    } while (x < width);
  }
}

/** The same in single precision. */
export function mandelbrot32(lo: i32, hi: i32, width: i32, height: i32, limit: i32, out: usize, length: i32): void {
  const stepX = f32x4.splat(<f32>(3.0 / <f64>width)), stepY = <f32>(2.0 / <f64>height);
  const four = f32x4.splat(4), zero = f32x4.splat(0), minus2 = f32x4.splat(-2);
  for (let y = lo; y < hi; y++) {
    const ci = f32x4.splat(<f32>y * stepY - 1);
    let x = 0;
    do {
      x = min(x, width - 16);
      const first = f32x4.splat(<f32>x);
      const c0 = f32x4.add(minus2, f32x4.mul(f32x4.add(first, f32x4(0, 1, 2, 3)), stepX));
      const c1 = f32x4.add(minus2, f32x4.mul(f32x4.add(first, f32x4(4, 5, 6, 7)), stepX));
      const c2 = f32x4.add(minus2, f32x4.mul(f32x4.add(first, f32x4(8, 9, 10, 11)), stepX));
      const c3 = f32x4.add(minus2, f32x4.mul(f32x4.add(first, f32x4(12, 13, 14, 15)), stepX));
      let r0 = zero, i0 = zero, n0 = zero, r1 = zero, i1 = zero, n1 = zero, r2 = zero, i2 = zero, n2 = zero, r3 = zero, i3 = zero, n3 = zero;
      let on0 = i32x4.splat(-1), on1 = i32x4.splat(-1), on2 = i32x4.splat(-1), on3 = i32x4.splat(-1);
      let k = 0;
      while (<i32>((limit - k & 3) != 0) & <i32>v128.any_true(v128.or(v128.or(on0, on1), v128.or(on2, on3)))) {
        const a0 = f32x4.mul(r0, r0), b0 = f32x4.mul(i0, i0);
        on0 = v128.and(on0, f32x4.le(f32x4.add(a0, b0), four));
        const a1 = f32x4.mul(r1, r1), b1 = f32x4.mul(i1, i1);
        on1 = v128.and(on1, f32x4.le(f32x4.add(a1, b1), four));
        const a2 = f32x4.mul(r2, r2), b2 = f32x4.mul(i2, i2);
        on2 = v128.and(on2, f32x4.le(f32x4.add(a2, b2), four));
        const a3 = f32x4.mul(r3, r3), b3 = f32x4.mul(i3, i3);
        on3 = v128.and(on3, f32x4.le(f32x4.add(a3, b3), four));
        n0 = i32x4.sub(n0, on0);
        const t0 = f32x4.mul(r0, i0);
        i0 = f32x4.add(f32x4.add(t0, t0), ci);
        r0 = f32x4.add(f32x4.sub(a0, b0), c0);
        n1 = i32x4.sub(n1, on1);
        const t1 = f32x4.mul(r1, i1);
        i1 = f32x4.add(f32x4.add(t1, t1), ci);
        r1 = f32x4.add(f32x4.sub(a1, b1), c1);
        n2 = i32x4.sub(n2, on2);
        const t2 = f32x4.mul(r2, i2);
        i2 = f32x4.add(f32x4.add(t2, t2), ci);
        r2 = f32x4.add(f32x4.sub(a2, b2), c2);
        n3 = i32x4.sub(n3, on3);
        const t3 = f32x4.mul(r3, i3);
        i3 = f32x4.add(f32x4.add(t3, t3), ci);
        r3 = f32x4.add(f32x4.sub(a3, b3), c3);
        k++;
      }
      do {
        {
          const a0 = f32x4.mul(r0, r0), b0 = f32x4.mul(i0, i0);
          on0 = v128.and(on0, f32x4.le(f32x4.add(a0, b0), four));
          const a1 = f32x4.mul(r1, r1), b1 = f32x4.mul(i1, i1);
          on1 = v128.and(on1, f32x4.le(f32x4.add(a1, b1), four));
          const a2 = f32x4.mul(r2, r2), b2 = f32x4.mul(i2, i2);
          on2 = v128.and(on2, f32x4.le(f32x4.add(a2, b2), four));
          const a3 = f32x4.mul(r3, r3), b3 = f32x4.mul(i3, i3);
          on3 = v128.and(on3, f32x4.le(f32x4.add(a3, b3), four));
          n0 = i32x4.sub(n0, on0);
          const t0 = f32x4.mul(r0, i0);
          i0 = f32x4.add(f32x4.add(t0, t0), ci);
          r0 = f32x4.add(f32x4.sub(a0, b0), c0);
          n1 = i32x4.sub(n1, on1);
          const t1 = f32x4.mul(r1, i1);
          i1 = f32x4.add(f32x4.add(t1, t1), ci);
          r1 = f32x4.add(f32x4.sub(a1, b1), c1);
          n2 = i32x4.sub(n2, on2);
          const t2 = f32x4.mul(r2, i2);
          i2 = f32x4.add(f32x4.add(t2, t2), ci);
          r2 = f32x4.add(f32x4.sub(a2, b2), c2);
          n3 = i32x4.sub(n3, on3);
          const t3 = f32x4.mul(r3, i3);
          i3 = f32x4.add(f32x4.add(t3, t3), ci);
          r3 = f32x4.add(f32x4.sub(a3, b3), c3);
        }
        {
          const a0 = f32x4.mul(r0, r0), b0 = f32x4.mul(i0, i0);
          on0 = v128.and(on0, f32x4.le(f32x4.add(a0, b0), four));
          const a1 = f32x4.mul(r1, r1), b1 = f32x4.mul(i1, i1);
          on1 = v128.and(on1, f32x4.le(f32x4.add(a1, b1), four));
          const a2 = f32x4.mul(r2, r2), b2 = f32x4.mul(i2, i2);
          on2 = v128.and(on2, f32x4.le(f32x4.add(a2, b2), four));
          const a3 = f32x4.mul(r3, r3), b3 = f32x4.mul(i3, i3);
          on3 = v128.and(on3, f32x4.le(f32x4.add(a3, b3), four));
          n0 = i32x4.sub(n0, on0);
          const t0 = f32x4.mul(r0, i0);
          i0 = f32x4.add(f32x4.add(t0, t0), ci);
          r0 = f32x4.add(f32x4.sub(a0, b0), c0);
          n1 = i32x4.sub(n1, on1);
          const t1 = f32x4.mul(r1, i1);
          i1 = f32x4.add(f32x4.add(t1, t1), ci);
          r1 = f32x4.add(f32x4.sub(a1, b1), c1);
          n2 = i32x4.sub(n2, on2);
          const t2 = f32x4.mul(r2, i2);
          i2 = f32x4.add(f32x4.add(t2, t2), ci);
          r2 = f32x4.add(f32x4.sub(a2, b2), c2);
          n3 = i32x4.sub(n3, on3);
          const t3 = f32x4.mul(r3, i3);
          i3 = f32x4.add(f32x4.add(t3, t3), ci);
          r3 = f32x4.add(f32x4.sub(a3, b3), c3);
        }
        {
          const a0 = f32x4.mul(r0, r0), b0 = f32x4.mul(i0, i0);
          on0 = v128.and(on0, f32x4.le(f32x4.add(a0, b0), four));
          const a1 = f32x4.mul(r1, r1), b1 = f32x4.mul(i1, i1);
          on1 = v128.and(on1, f32x4.le(f32x4.add(a1, b1), four));
          const a2 = f32x4.mul(r2, r2), b2 = f32x4.mul(i2, i2);
          on2 = v128.and(on2, f32x4.le(f32x4.add(a2, b2), four));
          const a3 = f32x4.mul(r3, r3), b3 = f32x4.mul(i3, i3);
          on3 = v128.and(on3, f32x4.le(f32x4.add(a3, b3), four));
          n0 = i32x4.sub(n0, on0);
          const t0 = f32x4.mul(r0, i0);
          i0 = f32x4.add(f32x4.add(t0, t0), ci);
          r0 = f32x4.add(f32x4.sub(a0, b0), c0);
          n1 = i32x4.sub(n1, on1);
          const t1 = f32x4.mul(r1, i1);
          i1 = f32x4.add(f32x4.add(t1, t1), ci);
          r1 = f32x4.add(f32x4.sub(a1, b1), c1);
          n2 = i32x4.sub(n2, on2);
          const t2 = f32x4.mul(r2, i2);
          i2 = f32x4.add(f32x4.add(t2, t2), ci);
          r2 = f32x4.add(f32x4.sub(a2, b2), c2);
          n3 = i32x4.sub(n3, on3);
          const t3 = f32x4.mul(r3, i3);
          i3 = f32x4.add(f32x4.add(t3, t3), ci);
          r3 = f32x4.add(f32x4.sub(a3, b3), c3);
        }
        {
          const a0 = f32x4.mul(r0, r0), b0 = f32x4.mul(i0, i0);
          on0 = v128.and(on0, f32x4.le(f32x4.add(a0, b0), four));
          const a1 = f32x4.mul(r1, r1), b1 = f32x4.mul(i1, i1);
          on1 = v128.and(on1, f32x4.le(f32x4.add(a1, b1), four));
          const a2 = f32x4.mul(r2, r2), b2 = f32x4.mul(i2, i2);
          on2 = v128.and(on2, f32x4.le(f32x4.add(a2, b2), four));
          const a3 = f32x4.mul(r3, r3), b3 = f32x4.mul(i3, i3);
          on3 = v128.and(on3, f32x4.le(f32x4.add(a3, b3), four));
          n0 = i32x4.sub(n0, on0);
          const t0 = f32x4.mul(r0, i0);
          i0 = f32x4.add(f32x4.add(t0, t0), ci);
          r0 = f32x4.add(f32x4.sub(a0, b0), c0);
          n1 = i32x4.sub(n1, on1);
          const t1 = f32x4.mul(r1, i1);
          i1 = f32x4.add(f32x4.add(t1, t1), ci);
          r1 = f32x4.add(f32x4.sub(a1, b1), c1);
          n2 = i32x4.sub(n2, on2);
          const t2 = f32x4.mul(r2, i2);
          i2 = f32x4.add(f32x4.add(t2, t2), ci);
          r2 = f32x4.add(f32x4.sub(a2, b2), c2);
          n3 = i32x4.sub(n3, on3);
          const t3 = f32x4.mul(r3, i3);
          i3 = f32x4.add(f32x4.add(t3, t3), ci);
          r3 = f32x4.add(f32x4.sub(a3, b3), c3);
        }
        k += 4;
      } while (<i32>(k < limit) & <i32>v128.any_true(v128.or(v128.or(on0, on1), v128.or(on2, on3))));
      const p = out + (<usize>(y * width + x) << 2);
      v128.store(p, n0, 0);
      v128.store(p, n1, 16);
      v128.store(p, n2, 32);
      v128.store(p, n3, 48);
      x += 16;
    } while (x < width);
  }
}
