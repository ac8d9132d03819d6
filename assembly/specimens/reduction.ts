// A sum: partials of blocks, stripes in scratch.
import { sumStripes } from "runtime/reduce"
@external("wamba", "scratch") declare const scratch: usize

export function main(frame: usize): f64 {
  const n = load<i32>(frame, 20)
  let sum: f64 = 0.0
  let partial = load<usize>(frame, 0)
  const partials_end = partial + <usize>((<u32>n + 4095) / 4096) * 8
  do {
    sum = (sum + load<f64>(partial))
    partial += 8
  } while (partial < partials_end)
  return sum
}

export function region_0(lo: i32, hi: i32, frame: usize): void {
  const x: usize = load<usize>(frame, 16)
  let k = lo
  let sum: f64
  let partials = load<usize>(frame, 0) + <usize>(lo / 4096) * 8
  do {
    const stop = hi - k > 4096 ? k + 4096 : hi
    let sum_s = f64x2.splat((-0.0))
    let sum_s_1 = sum_s
    do {
      const v = x + (<usize>k << 3)
      sum_s = f64x2.add(sum_s, f64x2.mul(v128.load(v), v128.load(v)))
      sum_s_1 = f64x2.add(sum_s_1, v128.load(v, 16))
      k += 16
    } while (k < stop)
    v128.store(scratch, sum_s, 0)
    v128.store(scratch, sum_s_1, 16)
    sum = (f64x2.extract_lane(sum_s, 0) + sumStripes(scratch))
    store<f64>(partials, sum)
    partials += 8
  } while (k < hi)
}
