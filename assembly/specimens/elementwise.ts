// A loop over arrays: lanes, the remainder, the checked loop.
import { at } from "runtime/bounds"
@external("wamba", "fork") declare function fork(region: i32, n: i32, frame: usize): void

export function main(frame: usize): void {
  const y_length: i32 = load<i32>(frame, 36)
  const n = y_length
  if (n > 0) fork(0, n, frame)
}

export function region_0(lo: i32, hi: i32, frame: usize): void {
  const alpha: f64 = load<f64>(frame, 16)
  const x: usize = load<usize>(frame, 24)
  const x_length: i32 = load<i32>(frame, 28)
  const y: usize = load<usize>(frame, 32)
  const fast = <i64>lo >= 0 && <i64>(hi - 1) < <i64>x_length && !(load<u32>(frame, 4) & 1)
  let i: i32 = 0
  let k = lo
  if (fast) {
    const end = k + ((hi - k) & ~3)
    const c = f64x2.splat(alpha)
    if (k < end) do {
      i = k
      const v = x + (<usize>i << 3)
      const v_1 = v128.load(v)
      const v_2 = v128.load(v, 16)
      const v_3 = f64x2.mul(c, v_1)
      const v_4 = f64x2.sub(f64x2.add(f64x2.sqrt(v_3), f64x2.abs(v_2)), f64x2.div(v_1, v_2))
      v128.store(y + (<usize>i << 3), v_4)
      k += 4
    } while (k < end)
  }
  if (k < hi) do {
    i = k
    store<f64>(y + (<usize>at(i, x_length, 1, k) << 3), (alpha * load<f64>(x + (<usize>at(i, x_length, 0, k) << 3))))
  } while (++k < hi)
}
