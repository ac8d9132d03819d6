// Branches: masks in lanes, ternaries and jumps in scalars.
export function region_0(lo: i32, hi: i32, frame: usize): i32 {
  const a: usize = load<usize>(frame, 16)
  let count: i32 = 0
  let k = lo
  do {
    const v = a + (<usize>k << 3)
    const low = f64x2.splat(0.25)
    let lanes = v128.load(v)
    const mask = v128.and(f64x2.gt(lanes, low), v128.not(f64x2.le(lanes, f64x2.splat(2.0))))
    if (v128.any_true(mask)) {
      lanes = v128.bitselect(f64x2.pmin(lanes, low), f64x2.max(lanes, low), mask)
      v128.store(v, lanes)
    }
    k += 2
  } while (k < hi)
  for (let i: i32 = lo; i < hi; i++) {
    const x = load<f64>(a + (<usize>i << 3))
    if (!(x < 0.5 || x > 1.5)) continue
    count += ((x > 1.0) ? 1 : 0)
    if (count == 100) break
    store<f64>(a, min<f64>(max<f64>(x, 0.0), abs<f64>(floor<f64>(x))))
  }
  return count
}
