/**
 * The error function: erf(r + d), r a multiple of 1/128 with erf r from a table, by Taylor's series, whose terms are Hermite's
 * polynomials in r.
 */
import { productRest, signed, sumRest } from "./exact";
import { expPair, expPairLow, expPairPower, scaledPair } from "./exp";
import { ERFC_TABLE, ERF_LOWS, ERF_TABLE } from "./tables";

const SHIFT: f64 = 6755399441055744.0;

// @ts-ignore: decorator
@inline
export function erfMain(x: f64): f64 {
  const a = abs(x);
  const clamped = 6.0 < a ? 6.0 : a;
  const shifted = clamped * 128.0 + SHIFT;
  const r = (shifted - SHIFT) * 0.0078125;
  const d = clamped - r;
  const i = reinterpret<i64>(shifted) & 1023;
  const r2 = r * r;
  const d2 = d * d;
  const p2 = r2 * 0.6666666666666666 - 0.3333333333333333;
  const p3 = r * (0.5 - r2 * 0.3333333333333333);
  const p4 = (r2 * 0.13333333333333333 - 0.4) * r2 + 0.1;
  const p5 = r * ((0.2222222222222222 - r2 * 0.044444444444444446) * r2 - 0.16666666666666666);
  // The next coefficient matters where r is 0; it is −1/42 there.
  const series = p2 + d * p3 + d2 * (p4 + d * (p5 - d * 0.023809523809523808));
  // The whole is (d + q) erf′(r), and erf′(r) is 1 + a small number where the sum is small, so that d enters exactly.
  const q = d2 * (d * series - r);
  const at = <usize>(i << 4);
  const high = load<f64>(at, ERF_TABLE);
  const sum = high + d;
  const rest = load<f64>(<usize>(i << 3), ERF_LOWS) + (q + load<f64>(at, ERF_TABLE + 8) * (d + q));
  return signed(sum + (high - sum + d + rest), x);
}

export function erf(x: f64): f64 {
  return erfMain(x);
}

/** In float64, by fewer terms. */
// @ts-ignore: decorator
@inline
export function erffMain(x: f32): f32 {
  const wide = <f64>x;
  const a = abs(wide);
  const clamped = 6.0 < a ? 6.0 : a;
  const shifted = clamped * 128.0 + SHIFT;
  const r = (shifted - SHIFT) * 0.0078125;
  const d = clamped - r;
  const step = d - d * d * (r - d * (r * r * 0.6666666666666666 - 0.3333333333333333));
  const at = <usize>((reinterpret<i64>(shifted) & 1023) << 4);
  return <f32>copysign<f64>(load<f64>(at, ERF_TABLE) + (step + load<f64>(at, ERF_TABLE + 8) * step), wide);
}

export function erff(x: f32): f32 {
  return erffMain(x);
}

/** 1 − erf x; from 1/2 on e^(−x²) · g(x), with Taylor's series of g about 47 points. */
export function erfc(x: f64): f64 {
  if (x != x) return x;
  if (x < -6.0) return 2.0;
  if (x < 0.5) {
    const shifted = abs(x) * 128.0 + SHIFT;
    const r = (shifted - SHIFT) * 0.0078125;
    const d = abs(x) - r;
    const i = <usize>(reinterpret<i64>(shifted) & 1023);
    const r2 = r * r;
    const p4 = (r2 * 0.13333333333333333 - 0.4) * r2 + 0.1;
    const p5 = r * ((0.2222222222222222 - r2 * 0.044444444444444446) * r2 - 0.16666666666666666);
    const p3 = r * (0.5 - r2 * 0.3333333333333333);
    const step = d - d * d * (r - d * (r2 * 0.6666666666666666 - 0.3333333333333333 + d * (p3 + d * (p4 + d * p5))));
    const high = load<f64>(i << 4, ERF_TABLE);
    const rest = step + load<f64>(i << 4, ERF_TABLE + 8) * step + load<f64>(i << 3, ERF_LOWS);
    const a = x < 0.0 ? high : -high;
    const s = 1.0 + a;
    return s + (sumRest(1.0, a, s) + (x < 0.0 ? rest : -rest));
  }
  if (x > 27.3) return 0.0;
  const at = <usize>(((reinterpret<i64>(x) - 0x3fe0000000000000) >>> 49) << 7);
  // The interval's middle: 3 bits after the point, and the next.
  const c = reinterpret<f64>((reinterpret<i64>(x) & <i64>0xfffe000000000000) | 0x1000000000000);
  const d = x - c;
  let series: f64 = 0.0;
  for (let k: usize = 120; k >= 16; k -= 8) series = series * d + load<f64>(at + k, ERFC_TABLE);
  const g = load<f64>(at, ERFC_TABLE);
  const gLow = load<f64>(at, ERFC_TABLE + 8) + d * series;
  const square = x * x;
  const e = expPair(-square, -productRest(x, x, square));
  const p = e * g;
  const rest = productRest(e, g, p) + (e * gLow + expPairLow() * g);
  return scaledPair(p, rest, expPairPower());
}

export function erfcf(x: f32): f32 {
  return <f32>erfc(<f64>x);
}
