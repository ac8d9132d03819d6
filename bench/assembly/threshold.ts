/** 16 bytes at a time. */
export function threshold(lo: i32, hi: i32, image: usize, an: i32, limit: i32, out: usize, on: i32): void {
  const some = i8x16.splat(limit < 255 ? -1 : 0);
  const least = i8x16.splat(<i8>min<i32>(255, max<i32>(0, limit + 1)));
  let i = lo;
  const main = lo + ((hi - lo) & ~15);
  if (i < main) do {
    v128.store(out + i, v128.and(i8x16.ge_u(v128.load(image + i), least), some));
    i += 16;
  } while (i < main);
  for (; i < hi; i++) store<u8>(out + i, <i32>load<u8>(image + i) > limit ? 255 : 0);
}
