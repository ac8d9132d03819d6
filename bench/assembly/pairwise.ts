/** Lanes of j, four at a time; their coordinates are gathered. */
export function pairwise(lo: i32, hi: i32, n: i32, dimensions: i32, points: usize, pn: i32, out: usize, on: i32): void {
  const row = <usize>dimensions << 3, row2 = 2 * row, row3 = 3 * row;
  for (let i = lo; i < hi; i++) {
    const own = points + <usize>i * row;
    let d = out + (<usize>i * <usize>n << 3), other = points;
    let j = 0;
    const main = n & ~3;
    if (j < main) do {
      let s0 = f64x2.splat(0), s1 = s0;
      let k: usize = 0;
      do {
        const a = v128.load64_splat(own + k), q = other + k;
        const d0 = f64x2.sub(a, v128.load64_lane(q + row, v128.load64_zero(q), 1));
        const d1 = f64x2.sub(a, v128.load64_lane(q + row3, v128.load64_zero(q + row2), 1));
        s0 = f64x2.add(s0, f64x2.mul(d0, d0));
        s1 = f64x2.add(s1, f64x2.mul(d1, d1));
        k += 8;
      } while (k < row);
      v128.store(d, f64x2.sqrt(s0));
      v128.store(d, f64x2.sqrt(s1), 16);
      d += 32;
      other += 4 * row;
      j += 4;
    } while (j < main);
    for (; j < n; j++, d += 8, other += row) {
      let s: f64 = 0;
      for (let k: usize = 0; k < row; k += 8) {
        const e = load<f64>(own + k) - load<f64>(other + k);
        s += e * e;
      }
      store<f64>(d, sqrt<f64>(s));
    }
  }
}
