/** 16 bytes at a time, in lanes of 16 bits. */
export function blend(lo: i32, hi: i32, a: usize, an: i32, b: usize, bn: i32, out: usize, on: i32): void {
  const p = i16x8.splat(77);
  const q = i16x8.splat(179);
  let i = lo;
  const main = lo + ((hi - lo) & ~15);
  if (i < main) do {
    const low = i16x8.add(i16x8.mul(v128.load8x8_u(a + i), p), i16x8.mul(v128.load8x8_u(b + i), q));
    const high = i16x8.add(i16x8.mul(v128.load8x8_u(a + i, 8), p), i16x8.mul(v128.load8x8_u(b + i, 8), q));
    v128.store(out + i, i8x16.narrow_i16x8_u(i16x8.shr_u(low, 8), i16x8.shr_u(high, 8)));
    i += 16;
  } while (i < main);
  for (; i < hi; i++) store<u8>(out + i, (<i32>load<u8>(a + i) * 77 + <i32>load<u8>(b + i) * 179) >> 8);
}
