/** Lanes of i, two vectors of them; j in order, in every lane. */
export function nbody(
  lo: i32, hi: i32, x: usize, n: i32, y: usize, yn: i32, z: usize, zn: i32, mass: usize, mn: i32,
  ax: usize, axn: i32, ay: usize, ayn: i32, az: usize, azn: i32,
): void {
  const eps = f64x2.splat(1e-3), zero = f64x2.splat(0);
  const bytes = <usize>n << 3;
  let i = <usize>lo << 3;
  const end = <usize>hi << 3, main = i + ((end - i) & ~31);
  for (; i < main; i += 32) {
    const x0 = v128.load(x + i), x1 = v128.load(x + i, 16);
    const y0 = v128.load(y + i), y1 = v128.load(y + i, 16);
    const z0 = v128.load(z + i), z1 = v128.load(z + i, 16);
    let sx0 = zero, sx1 = zero, sy0 = zero, sy1 = zero, sz0 = zero, sz1 = zero;
    let j: usize = 0;
    do {
      const xj = v128.load64_splat(x + j), yj = v128.load64_splat(y + j), zj = v128.load64_splat(z + j);
      const m = v128.load64_splat(mass + j);
      const dx0 = f64x2.sub(xj, x0), dx1 = f64x2.sub(xj, x1);
      const dy0 = f64x2.sub(yj, y0), dy1 = f64x2.sub(yj, y1);
      const dz0 = f64x2.sub(zj, z0), dz1 = f64x2.sub(zj, z1);
      const q0 = f64x2.add(f64x2.add(f64x2.add(f64x2.mul(dx0, dx0), f64x2.mul(dy0, dy0)), f64x2.mul(dz0, dz0)), eps);
      const q1 = f64x2.add(f64x2.add(f64x2.add(f64x2.mul(dx1, dx1), f64x2.mul(dy1, dy1)), f64x2.mul(dz1, dz1)), eps);
      const f0 = f64x2.div(m, f64x2.mul(q0, f64x2.sqrt(q0))), f1 = f64x2.div(m, f64x2.mul(q1, f64x2.sqrt(q1)));
      sx0 = f64x2.add(sx0, f64x2.mul(dx0, f0)); sx1 = f64x2.add(sx1, f64x2.mul(dx1, f1));
      sy0 = f64x2.add(sy0, f64x2.mul(dy0, f0)); sy1 = f64x2.add(sy1, f64x2.mul(dy1, f1));
      sz0 = f64x2.add(sz0, f64x2.mul(dz0, f0)); sz1 = f64x2.add(sz1, f64x2.mul(dz1, f1));
      j += 8;
    } while (j < bytes);
    v128.store(ax + i, sx0); v128.store(ax + i, sx1, 16);
    v128.store(ay + i, sy0); v128.store(ay + i, sy1, 16);
    v128.store(az + i, sz0); v128.store(az + i, sz1, 16);
  }
  for (; i < end; i += 8) {
    let sx: f64 = 0, sy: f64 = 0, sz: f64 = 0;
    for (let j: usize = 0; j < bytes; j += 8) {
      const dx = load<f64>(x + j) - load<f64>(x + i);
      const dy = load<f64>(y + j) - load<f64>(y + i);
      const dz = load<f64>(z + j) - load<f64>(z + i);
      const q = dx * dx + dy * dy + dz * dz + 1e-3;
      const f = load<f64>(mass + j) / (q * sqrt<f64>(q));
      sx += dx * f; sy += dy * f; sz += dz * f;
    }
    store<f64>(ax + i, sx); store<f64>(ay + i, sy); store<f64>(az + i, sz);
  }
}
