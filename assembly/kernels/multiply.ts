/** out[i] = a[i] · b[i] over lo ≤ i < hi. Bound by memory: four vectors in flight are enough. `out` may be `a` or `b`. */
export function multiply(
  lo: i32, hi: i32, a: usize, a_length: i32, b: usize, b_length: i32, out: usize, out_length: i32,
): void {
  // Byte offsets: an array may end at 4 GiB, where an address would wrap to 0.
  let o = <usize>lo << 3;
  const end = <usize>hi << 3;
  const main = o + ((end - o) & ~63);
  if (o < main) do {
    const p = a + o, q = b + o, r = out + o;
    const x0 = f64x2.mul(v128.load(p), v128.load(q));
    const x1 = f64x2.mul(v128.load(p, 16), v128.load(q, 16));
    const x2 = f64x2.mul(v128.load(p, 32), v128.load(q, 32));
    const x3 = f64x2.mul(v128.load(p, 48), v128.load(q, 48));
    v128.store(r, x0);
    v128.store(r, x1, 16);
    v128.store(r, x2, 32);
    v128.store(r, x3, 48);
    o += 64;
  } while (o < main);
  for (; o < end; o += 8) store<f64>(out + o, load<f64>(a + o) * load<f64>(b + o));
}
