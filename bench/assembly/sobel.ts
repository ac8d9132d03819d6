/**
 * Rows [lo, hi) but for the border, 16 pixels at a time, in 16 bits. The corners serve both gradients: by their sum and their difference. The
 * last vector of a row may do pixels again, so a row has 18 at least.
 */
export function sobel(lo: i32, hi: i32, width: i32, height: i32, image: usize, length: i32, edges: usize, count: i32): void {
  const first = max(lo, 1), last = min(hi, height - 1), end = <usize>(width - 18);
  for (let y = first; y < last; y++) {
    const above = image + <usize>((y - 1) * width), here = above + <usize>width, below = here + <usize>width;
    const out = edges + <usize>(y * width) + 1;
    let x: usize = 0;
    do {
      x = min(x, end);
      const a = above + x, d = here + x, g = below + x;
      const p0 = i16x8.sub(v128.load_ext<u8>(g, 2), v128.load_ext<u8>(a));
      const q0 = i16x8.sub(v128.load_ext<u8>(a, 2), v128.load_ext<u8>(g));
      const f0 = i16x8.sub(v128.load_ext<u8>(d, 2), v128.load_ext<u8>(d));
      const h0 = i16x8.sub(v128.load_ext<u8>(g, 1), v128.load_ext<u8>(a, 1));
      const p1 = i16x8.sub(v128.load_ext<u8>(g, 10), v128.load_ext<u8>(a, 8));
      const q1 = i16x8.sub(v128.load_ext<u8>(a, 10), v128.load_ext<u8>(g, 8));
      const f1 = i16x8.sub(v128.load_ext<u8>(d, 10), v128.load_ext<u8>(d, 8));
      const h1 = i16x8.sub(v128.load_ext<u8>(g, 9), v128.load_ext<u8>(a, 9));
      const x0 = i16x8.abs(i16x8.add(i16x8.add(p0, q0), i16x8.add(f0, f0)));
      const y0 = i16x8.abs(i16x8.add(i16x8.sub(p0, q0), i16x8.add(h0, h0)));
      const x1 = i16x8.abs(i16x8.add(i16x8.add(p1, q1), i16x8.add(f1, f1)));
      const y1 = i16x8.abs(i16x8.add(i16x8.sub(p1, q1), i16x8.add(h1, h1)));
      v128.store(out + x, i8x16.narrow_i16x8_u(i16x8.add(x0, y0), i16x8.add(x1, y1)));
      x += 16;
    } while (x < <usize>(width - 2));
  }
}
