/**
 * The error function: erf(r + d), r a multiple of 1/128 with erf r from a table, by Taylor's series, whose terms are Hermite's
 * polynomials in r.
 */
import { head, productRest, signed, squareRest } from "./exact";
import { expPair, expPairLow, expPairPower, powerPart, powerScale, scaledPair } from "./exp";
import { expLite } from "./expf";
import { ERFC_NEAR, ERFC_TABLE, ERF_LOWS, ERF_TABLE } from "./tables";

const SHIFT: f64 = 6755399441055744.0;

/** What `erfOf` returns rounded, and what that lacks. */
let rest: f64 = 0.0;

/** erf a of a ≥ 0. */
// @ts-ignore: decorator
@inline
function erfOf(a: f64): f64 {
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
  const more = load<f64>(<usize>(i << 3), ERF_LOWS) + (q + load<f64>(at, ERF_TABLE + 8) * (d + q));
  rest = high - sum + d + more;
  return sum;
}

// @ts-ignore: decorator
@inline
export function erfMain(x: f64): f64 {
  return signed(erfOf(abs(x)) + rest, x);
}

export function erf(x: f64): f64 {
  return erfMain(x);
}

/** From 1/2 on e^(−x²) · g(x), below erfc x itself: Taylor's series of g about 94 points, of erfc about 53. */
// @ts-ignore: decorator
@inline
export function erfcMain(x: f64): f64 {
  const near = x < 0.5;
  const least = near ? 0.5 : x;
  const t = 26.0 < least ? 26.0 : least;
  const most = x < -6.0 ? -6.0 : x;
  const shifted = most * 8.0 + SHIFT_TO_NEAR;
  const at = near ? nearPlace(shifted) : place(t);
  const d = near ? most - (shifted - SHIFT_TO_NEAR) * 0.125 : t - middle(t);
  const g = load<f64>(at, ERFC_TABLE);
  const gLow = load<f64>(at, ERFC_TABLE + 8) + seriesOf(d, at);
  // Of the near ones 0, so that the power is 1.
  const root = near ? 0.0 : t;
  const square = root * root;
  const part = powerPart(-square, -squareRest(root, square));
  const scale = powerScale();
  // Both in 26 bits, so that their product is exact.
  const upper = head(scale);
  return upper * g + (upper * gLow + ((scale - upper) + scale * part) * (g + gLow));
}

/** 1.5 · 2^52 and the place of 0 among the points. */
const SHIFT_TO_NEAR: f64 = 6755399441055792.0;

/** The place of the nearest point, from ERFC_TABLE on. */
// @ts-ignore: decorator
@inline
function nearPlace(shifted: f64): usize {
  return <usize>((reinterpret<i64>(shifted) & 63) << 7) + (ERFC_NEAR - ERFC_TABLE);
}

/** The place of the interval of t in the table; of NaN somewhere in it. */
// @ts-ignore: decorator
@inline
function place(t: f64): usize {
  return <usize>((((reinterpret<i64>(t) - 0x3fe0000000000000) >>> 48) & 127) << 7);
}

/** The middle of that interval: 4 bits after the point, and the next. */
// @ts-ignore: decorator
@inline
function middle(t: f64): f64 {
  return reinterpret<f64>((reinterpret<i64>(t) & <i64>0xffff000000000000) | 0x800000000000);
}

/** What the function at d from the point at a place has more than there. */
// @ts-ignore: decorator
@inline
function seriesOf(d: f64, at: usize): f64 {
  const low = load<f64>(at, ERFC_TABLE + 16) + d * (load<f64>(at, ERFC_TABLE + 24) + d * load<f64>(at, ERFC_TABLE + 32));
  const next =
    load<f64>(at, ERFC_TABLE + 40) +
    d * (load<f64>(at, ERFC_TABLE + 48) + d * (load<f64>(at, ERFC_TABLE + 56) + d * load<f64>(at, ERFC_TABLE + 64)));
  const high =
    load<f64>(at, ERFC_TABLE + 72) +
    d * (load<f64>(at, ERFC_TABLE + 80) + d * (load<f64>(at, ERFC_TABLE + 88) + d * load<f64>(at, ERFC_TABLE + 96)));
  const d2 = d * d;
  return d * (low + d * d2 * (next + d2 * d2 * high));
}

// @ts-ignore: decorator
@inline
export function erfcRare(x: f64, y: f64): bool {
  return x > 26.0;
}

export function erfc(x: f64): f64 {
  if (!erfcRare(x, 0.0)) return erfcMain(x);
  if (x > 27.3) return 0.0;
  const at = place(x);
  const g = load<f64>(at, ERFC_TABLE);
  const gLow = load<f64>(at, ERFC_TABLE + 8) + seriesOf(x - middle(x), at);
  const square = x * x;
  const e = expPair(-square, -squareRest(x, square));
  const p = e * g;
  return scaledPair(p, productRest(e, g, p) + (e * gLow + expPairLow() * g), expPairPower());
}

// float32, in float64 by fewer terms.

// @ts-ignore: decorator
@inline
function erfLite(a: f64): f64 {
  const clamped = 6.0 < a ? 6.0 : a;
  const shifted = clamped * 128.0 + SHIFT;
  const r = (shifted - SHIFT) * 0.0078125;
  const d = clamped - r;
  const step = d - d * d * (r - d * (r * r * 0.6666666666666666 - 0.3333333333333333));
  const at = <usize>((reinterpret<i64>(shifted) & 1023) << 4);
  return load<f64>(at, ERF_TABLE) + (step + load<f64>(at, ERF_TABLE + 8) * step);
}

// @ts-ignore: decorator
@inline
export function erffMain(x: f32): f32 {
  const wide = <f64>x;
  return <f32>copysign<f64>(erfLite(abs(wide)), wide);
}

export function erff(x: f32): f32 {
  return erffMain(x);
}

// @ts-ignore: decorator
@inline
export function erfcfMain(x: f32): f32 {
  const wide = <f64>x;
  const a = abs(wide);
  const y = erfLite(a);
  const near = 1.0 - (wide < 0.0 ? -y : y);
  const least = a < 0.5 ? 0.5 : a;
  // Beyond it a float32 is 0.
  const t = 10.5 < least ? 10.5 : least;
  const at = place(t);
  const d = t - middle(t);
  const g =
    load<f64>(at, ERFC_TABLE) +
    (load<f64>(at, ERFC_TABLE + 8) +
      d *
        (load<f64>(at, ERFC_TABLE + 16) +
          d * (load<f64>(at, ERFC_TABLE + 24) + d * (load<f64>(at, ERFC_TABLE + 32) + d * load<f64>(at, ERFC_TABLE + 40)))));
  return <f32>(wide < 0.5 ? near : expLite(-t * t) * g);
}

export function erfcf(x: f32): f32 {
  return erfcfMain(x);
}
