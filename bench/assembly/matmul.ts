/** The elements of one row of C from byte j on. */
function columns<T>(a: usize, B: usize, c: usize, j: usize, row: usize): void {
  for (; j < row; j += sizeof<T>()) {
    let sum: T = 0;
    for (let p = a, b = B + j; p < a + row; p += sizeof<T>(), b += row) sum += load<T>(p) * load<T>(b);
    store<T>(c + j, sum);
  }
}

/**
 * Rows [lo, hi) of C = A B. A tile of 4 rows and 2 vectors of C stays in registers while 64 elements of its rows of A and columns of B
 * stream through as they lie: so many rows of B fit the caches, whatever their distance.
 */
export function matmul64(lo: i32, hi: i32, n: i32, A: usize, an: i32, B: usize, bn: i32, C: usize, cn: i32): void {
  const row = <usize>n << 3;
  const main = lo + ((hi - lo) & ~3);
  const wide = row & ~31;
  for (let k: usize = 0; k < row; k += 512) {
    const length = min<usize>(512, row - k);
    for (let j: usize = 0; j < wide; j += 32) {
      for (let i = lo; i < main; i += 4) {
        const c0 = C + <usize>i * row + j, c1 = c0 + row, c2 = c1 + row, c3 = c2 + row;
        let s00 = f64x2.splat(0), s01 = f64x2.splat(0), s10 = f64x2.splat(0), s11 = f64x2.splat(0), s20 = f64x2.splat(0), s21 = f64x2.splat(0), s30 = f64x2.splat(0), s31 = f64x2.splat(0);
        if (k > 0) {
          s00 = v128.load(c0); s01 = v128.load(c0, 16);
          s10 = v128.load(c1); s11 = v128.load(c1, 16);
          s20 = v128.load(c2); s21 = v128.load(c2, 16);
          s30 = v128.load(c3); s31 = v128.load(c3, 16);
        }
        let p = A + <usize>i * row + k, b = B + (k >> 3) * row + j;
        const end = p + length;
        do {
          const b0 = v128.load(b), b1 = v128.load(b, 16);
          const p1 = p + row, p2 = p1 + row, p3 = p2 + row;
          const a0 = v128.load64_splat(p);
          s00 = f64x2.add(s00, f64x2.mul(a0, b0));
          s01 = f64x2.add(s01, f64x2.mul(a0, b1));
          const a1 = v128.load64_splat(p1);
          s10 = f64x2.add(s10, f64x2.mul(a1, b0));
          s11 = f64x2.add(s11, f64x2.mul(a1, b1));
          const a2 = v128.load64_splat(p2);
          s20 = f64x2.add(s20, f64x2.mul(a2, b0));
          s21 = f64x2.add(s21, f64x2.mul(a2, b1));
          const a3 = v128.load64_splat(p3);
          s30 = f64x2.add(s30, f64x2.mul(a3, b0));
          s31 = f64x2.add(s31, f64x2.mul(a3, b1));
          p += 8;
          b += row;
        } while (p < end);
        v128.store(c0, s00); v128.store(c0, s01, 16);
        v128.store(c1, s10); v128.store(c1, s11, 16);
        v128.store(c2, s20); v128.store(c2, s21, 16);
        v128.store(c3, s30); v128.store(c3, s31, 16);
      }
    }
  }
  for (let i = lo; i < hi; i++) columns<f64>(A + <usize>i * row, B, C + <usize>i * row, i < main ? wide : 0, row);
}

/** The same in single precision. */
export function matmul32(lo: i32, hi: i32, n: i32, A: usize, an: i32, B: usize, bn: i32, C: usize, cn: i32): void {
  const row = <usize>n << 2;
  const main = lo + ((hi - lo) & ~3);
  const wide = row & ~31;
  for (let k: usize = 0; k < row; k += 256) {
    const length = min<usize>(256, row - k);
    for (let j: usize = 0; j < wide; j += 32) {
      for (let i = lo; i < main; i += 4) {
        const c0 = C + <usize>i * row + j, c1 = c0 + row, c2 = c1 + row, c3 = c2 + row;
        let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s10 = f32x4.splat(0), s11 = f32x4.splat(0), s20 = f32x4.splat(0), s21 = f32x4.splat(0), s30 = f32x4.splat(0), s31 = f32x4.splat(0);
        if (k > 0) {
          s00 = v128.load(c0); s01 = v128.load(c0, 16);
          s10 = v128.load(c1); s11 = v128.load(c1, 16);
          s20 = v128.load(c2); s21 = v128.load(c2, 16);
          s30 = v128.load(c3); s31 = v128.load(c3, 16);
        }
        let p = A + <usize>i * row + k, b = B + (k >> 2) * row + j;
        const end = p + length;
        do {
          const b0 = v128.load(b), b1 = v128.load(b, 16);
          const p1 = p + row, p2 = p1 + row, p3 = p2 + row;
          const a0 = v128.load32_splat(p);
          s00 = f32x4.add(s00, f32x4.mul(a0, b0));
          s01 = f32x4.add(s01, f32x4.mul(a0, b1));
          const a1 = v128.load32_splat(p1);
          s10 = f32x4.add(s10, f32x4.mul(a1, b0));
          s11 = f32x4.add(s11, f32x4.mul(a1, b1));
          const a2 = v128.load32_splat(p2);
          s20 = f32x4.add(s20, f32x4.mul(a2, b0));
          s21 = f32x4.add(s21, f32x4.mul(a2, b1));
          const a3 = v128.load32_splat(p3);
          s30 = f32x4.add(s30, f32x4.mul(a3, b0));
          s31 = f32x4.add(s31, f32x4.mul(a3, b1));
          p += 4;
          b += row;
        } while (p < end);
        v128.store(c0, s00); v128.store(c0, s01, 16);
        v128.store(c1, s10); v128.store(c1, s11, 16);
        v128.store(c2, s20); v128.store(c2, s21, 16);
        v128.store(c3, s30); v128.store(c3, s31, 16);
      }
    }
  }
  for (let i = lo; i < hi; i++) columns<f32>(A + <usize>i * row, B, C + <usize>i * row, i < main ? wide : 0, row);
}
