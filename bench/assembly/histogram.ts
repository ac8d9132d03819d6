/**
 * The counts of the stretches [lo, hi) of `parts`, each in a table of its own. Four values at a time; the counts of neighbours are far
 * apart for most data, so that one table does.
 */
export function histogram(lo: i32, hi: i32, parts: i32, bins: i32, x: usize, n: i32, tables: usize, tn: i32): void {
  const scale = f64x2.splat(<f64>bins);
  for (let p = lo; p < hi; p++) {
    const table = tables + (<usize>(p * bins) << 2);
    memory.fill(table, 0, <usize>bins << 2);
    let i = x + (<usize>(<i64>p * <i64>n / <i64>parts) << 3);
    const end = x + (<usize>(<i64>(p + 1) * <i64>n / <i64>parts) << 3), main = i + ((end - i) & ~31);
    if (i < main) do {
      const a = i32x4.trunc_sat_f64x2_u_zero(f64x2.mul(v128.load(i), scale));
      const b = i32x4.trunc_sat_f64x2_u_zero(f64x2.mul(v128.load(i, 16), scale));
      const p0 = table + (<usize>i32x4.extract_lane(a, 0) << 2), p1 = table + (<usize>i32x4.extract_lane(a, 1) << 2);
      store<i32>(p0, load<i32>(p0) + 1);
      store<i32>(p1, load<i32>(p1) + 1);
      const p2 = table + (<usize>i32x4.extract_lane(b, 0) << 2), p3 = table + (<usize>i32x4.extract_lane(b, 1) << 2);
      store<i32>(p2, load<i32>(p2) + 1);
      store<i32>(p3, load<i32>(p3) + 1);
      i += 32;
    } while (i < main);
    for (; i < end; i += 8) {
      const at = table + (<usize>(<i32>(load<f64>(i) * <f64>bins)) << 2);
      store<i32>(at, load<i32>(at) + 1);
    }
  }
}
