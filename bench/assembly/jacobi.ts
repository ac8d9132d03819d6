/** One sweep over the rows [lo, hi) of n, of which the first and the last stay. */
export function jacobi(lo: i32, hi: i32, n: i32, a: usize, an: i32, b: usize, bn: i32): void {
  const row = <usize>n << 3, quarter = f64x2.splat(0.25);
  for (let y = max(lo, 1), end = min(hi, n - 1); y < end; y++) {
    let p = a + <usize>y * row + 8, d = b + <usize>y * row + 8;
    const last = p + (<usize>(n - 2) << 3), main = last - 56;
    if (p < main) do {
      const up = p - row, down = p + row, left = p - 8;
      const s0 = f64x2.add(f64x2.add(v128.load(up), v128.load(down)), f64x2.add(v128.load(left), v128.load(left, 16)));
      const s1 = f64x2.add(f64x2.add(v128.load(up, 16), v128.load(down, 16)), f64x2.add(v128.load(left, 16), v128.load(left, 32)));
      const s2 = f64x2.add(f64x2.add(v128.load(up, 32), v128.load(down, 32)), f64x2.add(v128.load(left, 32), v128.load(left, 48)));
      const s3 = f64x2.add(f64x2.add(v128.load(up, 48), v128.load(down, 48)), f64x2.add(v128.load(left, 48), v128.load(left, 64)));
      v128.store(d, f64x2.mul(quarter, s0));
      v128.store(d, f64x2.mul(quarter, s1), 16);
      v128.store(d, f64x2.mul(quarter, s2), 32);
      v128.store(d, f64x2.mul(quarter, s3), 48);
      p += 64;
      d += 64;
    } while (p < main);
    for (; p < last; p += 8, d += 8)
      store<f64>(d, 0.25 * (load<f64>(p - row) + load<f64>(p + row) + (load<f64>(p - 8) + load<f64>(p + 8))));
  }
}
