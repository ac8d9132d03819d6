// Functions that call functions, integers and single precision.
@inline function clamped(x: i32, limit: i32): i32 {
  return x < 0 ? 0 : x >= limit ? limit - 1 : x
}

function mix(seed: i32, step: i32): i32 {
  let state = (seed ^ (seed >>> 16)) * 0x21f0aaad
  while (step > 0) {
    state = (state << 3) ^ (state >>> 5)
    step -= 1
  }
  return state & 0x7fffffff
}

export function region_0(lo: i32, hi: i32, frame: usize): void {
  const a: usize = load<usize>(frame, 16)
  const n: i32 = load<i32>(frame, 20)
  const scale = f32x4.splat(<f32>load<f64>(frame, 24))
  let k = lo
  if (k < hi) do {
    const v = a + (<usize>clamped(mix(k, 3) % n, n) << 2)
    const wide = f32x4.convert_i32x4_s(i32x4.add(v128.load(v), i32x4.splat(k)))
    v128.store(v, f32x4.mul(f32x4.add(wide, scale), scale))
    store<f32>(v, <f32>(<f64>load<f32>(v) * 0.5))
    store<i32>(v, <i32>(<f64>load<i32>(v) / 3.0), 4)
    k += 4
  } while (k < hi)
}
