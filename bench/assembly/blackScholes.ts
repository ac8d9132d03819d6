const MAGIC: f64 = 6755399441055744.0; // 1.5 · 2^52
const LOG2: f64 = 0.6931471803691238;
const LOG2_LOW: f64 = 1.9082149292705877e-10;

/** a + z b, of constants. */
// @ts-ignore: decorator
@inline
function line(a: f64, b: f64, z: v128): v128 {
  return f64x2.add(f64x2.mul(f64x2.splat(b), z), f64x2.splat(a));
}

/** c + z y. */
// @ts-ignore: decorator
@inline
function step(c: f64, y: v128, z: v128): v128 {
  return f64x2.add(f64x2.mul(y, z), f64x2.splat(c));
}

/** By fdlibm's form; subnormals are scaled first. */
// @ts-ignore: decorator
@inline
function log(x: v128): v128 {
  const one = f64x2.splat(1), zero = f64x2.splat(0);
  const small = f64x2.lt(x, f64x2.splat(2.2250738585072014e-308));
  const z = v128.bitselect(f64x2.mul(x, f64x2.splat(18014398509481984.0)), x, small);
  const top = i64x2.sub(z, i64x2.splat(0x3fe6a09e00000000));
  const exponent = v128.or(i64x2.shr_u(i64x2.add(top, i64x2.splat(0x4000000000000000)), 52), i64x2.splat(0x4330000000000000));
  const k = f64x2.sub(exponent, v128.bitselect(f64x2.splat(4503599627371574.0), f64x2.splat(4503599627371520.0), small));
  const f = f64x2.sub(i64x2.sub(z, v128.and(top, i64x2.splat(0xfff0000000000000))), one);
  const s = f64x2.div(f, f64x2.add(f, f64x2.splat(2))), s2 = f64x2.mul(s, s), s4 = f64x2.mul(s2, s2);
  const even = f64x2.mul(s4, step(0.3999999999940942, line(0.22222198432149784, 0.15313837699209373, s4), s4));
  const odd = step(0.6666666666666735, step(0.2857142874366239, line(0.1818357216161805, 0.14798198605116586, s4), s4), s4);
  const half = f64x2.mul(f64x2.mul(f, f), f64x2.splat(0.5));
  const more = f64x2.mul(s, f64x2.add(half, f64x2.add(even, f64x2.mul(s2, odd))));
  const low = f64x2.sub(half, f64x2.add(more, f64x2.mul(k, f64x2.splat(LOG2_LOW))));
  const y = f64x2.sub(f64x2.mul(k, f64x2.splat(LOG2)), f64x2.sub(low, f));
  const ordinary = v128.and(f64x2.gt(x, zero), f64x2.lt(x, f64x2.splat(1.0 / 0.0)));
  const edge = v128.bitselect(f64x2.splat(-1.0 / 0.0), f64x2.add(f64x2.sqrt(x), x), f64x2.eq(x, zero));
  return v128.bitselect(y, edge, ordinary);
}

/** By a polynomial of degree 11, and two powers of two. */
// @ts-ignore: decorator
@inline
function exp(x: v128): v128 {
  const z = f64x2.pmax(f64x2.pmin(x, f64x2.splat(710)), f64x2.splat(-746));
  const shifted = f64x2.add(f64x2.mul(z, f64x2.splat(1.4426950408889634)), f64x2.splat(MAGIC));
  const k = f64x2.sub(shifted, f64x2.splat(MAGIC));
  const r = f64x2.sub(f64x2.sub(z, f64x2.mul(k, f64x2.splat(LOG2))), f64x2.mul(k, f64x2.splat(LOG2_LOW)));
  const r2 = f64x2.mul(r, r), r4 = f64x2.mul(r2, r2);
  const first = f64x2.add(f64x2.mul(r2, line(0.04166666666662413, 0.008333333333330062, r)), line(0.5000000000000001, 0.16666666666666669, r));
  const second = f64x2.add(f64x2.mul(r2, line(0.000024801521295954376, 0.0000027557268459997064, r)), line(0.0013888888917213717, 0.00019841269863053618, r));
  const third = line(2.7620088445409746e-7, 2.510038549551032e-8, r);
  const series = f64x2.add(f64x2.mul(f64x2.mul(r4, r4), third), f64x2.add(f64x2.mul(r4, second), first));
  const y = f64x2.add(f64x2.add(f64x2.mul(r2, series), r), f64x2.splat(1));
  const half = i32x4.shr_s(shifted, 1);
  const power = i64x2.add(i64x2.shl(i64x2.sub(shifted, half), 52), i64x2.splat(0x3ff0000000000000));
  return f64x2.mul(i64x2.add(y, i64x2.shl(half, 52)), power);
}

/** The cumulative normal distribution, by Abramowitz and Stegun's 26.2.17. */
// @ts-ignore: decorator
@inline
function normal(d: v128): v128 {
  const one = f64x2.splat(1);
  const k = f64x2.div(one, f64x2.add(f64x2.mul(f64x2.abs(d), f64x2.splat(0.2316419)), one));
  const series = f64x2.mul(k, step(0.31938153, step(-0.356563782, step(1.781477937, line(-1.821255978, 1.330274429, k), k), k), k));
  const tail = f64x2.mul(f64x2.mul(f64x2.splat(0.3989422804014327), exp(f64x2.mul(f64x2.mul(d, d), f64x2.splat(-0.5)))), series);
  return v128.bitselect(f64x2.sub(one, tail), tail, f64x2.gt(d, f64x2.splat(0)));
}

/** For a rate of 0.02 and a volatility of 0.3: two vectors side by side. A chunk is a multiple of 4. */
export function blackScholes(
  lo: i32, hi: i32, S: usize, sn: i32, X: usize, xn: i32, T: usize, tn: i32, rate: f64, volatility: f64, C: usize, cn: i32, P: usize, pn: i32,
): void {
  const end = <usize>hi << 3, one = f64x2.splat(1), volatile = f64x2.splat(0.3), drift = f64x2.splat(0.065), discount = f64x2.splat(-0.02);
  let i = <usize>lo << 3;
  if (i < end) do {
    const s0 = v128.load(S + i), s1 = v128.load(S + i, 16);
    const x0 = v128.load(X + i), x1 = v128.load(X + i, 16);
    const t0 = v128.load(T + i), t1 = v128.load(T + i, 16);
    const deviation0 = f64x2.mul(volatile, f64x2.sqrt(t0)), deviation1 = f64x2.mul(volatile, f64x2.sqrt(t1));
    const d0 = f64x2.div(f64x2.add(f64x2.mul(t0, drift), log(f64x2.div(s0, x0))), deviation0);
    const d1 = f64x2.div(f64x2.add(f64x2.mul(t1, drift), log(f64x2.div(s1, x1))), deviation1);
    const above0 = normal(d0), above1 = normal(d1);
    const below0 = normal(f64x2.sub(d0, deviation0)), below1 = normal(f64x2.sub(d1, deviation1));
    const present0 = f64x2.mul(x0, exp(f64x2.mul(t0, discount))), present1 = f64x2.mul(x1, exp(f64x2.mul(t1, discount)));
    const call0 = f64x2.sub(f64x2.mul(s0, above0), f64x2.mul(present0, below0));
    const call1 = f64x2.sub(f64x2.mul(s1, above1), f64x2.mul(present1, below1));
    const put0 = f64x2.sub(f64x2.mul(present0, f64x2.sub(one, below0)), f64x2.mul(s0, f64x2.sub(one, above0)));
    const put1 = f64x2.sub(f64x2.mul(present1, f64x2.sub(one, below1)), f64x2.mul(s1, f64x2.sub(one, above1)));
    v128.store(C + i, call0);
    v128.store(C + i, call1, 16);
    v128.store(P + i, put0);
    v128.store(P + i, put1, 16);
    i += 32;
  } while (i < end);
}
