/** Arc tangent: atan c + atan t, c near x from a table. Coefficients: scripts/fit/. */
import { head } from "./exact";
import { ATAN_TABLE } from "./tables";

const HALF_PI: f64 = 1.5707963267948966;
const HALF_PI_LOW: f64 = 6.123233995736766e-17;
// (atan t − t) / t³ in t², |t| ≤ 0.0704
const B0: f64 = -0.3333333333333277;
const B1: f64 = 0.19999999998393483;
const B2: f64 = -0.1428571279418171;
const B3: f64 = 0.11110506213058698;
const B4: f64 = -0.08979375756552122;

/** atan t − t. */
// @ts-ignore: decorator
@inline
function atanRest(t: f64): f64 {
  const z = t * t;
  const z2 = z * z;
  return t * z * (B0 + z * B1 + z2 * (B2 + z * B3 + z2 * B4));
}

/** The place in the table of the interval of a: the first up to 9/128, the last from 32 on. */
// @ts-ignore: decorator
@inline
function atanPlace(a: f64): i64 {
  const most = 32.0 < a ? 32.0 : a;
  const bits = reinterpret<i64>(most < 0.0625 ? 0.0625 : most);
  return ((bits - 0x3fb0000000000000) >>> 44) & 0xfe0;
}

/** atan x = atan c + atan t, t = (x − c) / (1 + c x), c near x from a table; 0 below 9/128. */
// @ts-ignore: decorator
@inline
export function atanMain(x: f64): f64 {
  const size = abs(x);
  const a = 1e17 < size ? 1e17 : size;
  const at = <usize>atanPlace(a);
  const c = load<f64>(at, ATAN_TABLE);
  const t = (a - c) / (1.0 + c * a);
  const y = load<f64>(at, ATAN_TABLE + 8) + (t + (load<f64>(at, ATAN_TABLE + 16) + atanRest(t)));
  return copysign<f64>(y, x);
}

export function atan(x: f64): f64 {
  return atanMain(x);
}

/** As above of n/d in [0, 1], t as a pair; then the octant. */
// @ts-ignore: decorator
@inline
export function atan2Main(y: f64, x: f64): f64 {
  const a = abs(y);
  const b = abs(x);
  const steep = a > b;
  const n = steep ? b : a;
  const d = steep ? a : b;
  const at = <usize>atanPlace(n / d);
  const c = load<f64>(at, ATAN_TABLE);
  // c has 5 bits: its products with the halves of d are exact.
  const dHead = head(d);
  const p = n - c * dHead - c * (d - dHead);
  const q = d + c * n;
  const inverse = 1.0 / q;
  // A quotient of 26 bits, and what is left of p.
  const tHead = head(p * inverse);
  const qHead = head(q);
  const tLow = (p - tHead * qHead - tHead * (q - qHead)) * inverse;
  const t = tHead + tLow;
  const base = load<f64>(at, ATAN_TABLE + 8);
  const one = base + t;
  const oneLow = base - one + t + (tHead - t + tLow + (atanRest(t) + load<f64>(at, ATAN_TABLE + 16)));
  const left = x < 0.0;
  // steep: π/2 − …, left: π − …, both: π/2 + …
  const whole = steep ? HALF_PI : left ? HALF_PI * 2.0 : 0.0;
  const wholeLow = steep ? HALF_PI_LOW : left ? HALF_PI_LOW * 2.0 : 0.0;
  const minus = steep != left;
  const signed = minus ? -one : one;
  const sum = whole + signed;
  return copysign<f64>(sum + (whole - sum + signed + (wholeLow + (minus ? -oneLow : oneLow))), y);
}

/** Where a product or a quotient might leave the normal numbers. */
// @ts-ignore: decorator
@inline
export function atan2Rare(y: f64, x: f64, z: f64): bool {
  return !(abs(x) > 1e-140 && abs(x) < 1e140 && abs(y) > 1e-140 && abs(y) < 1e140);
}

export function atan2(y: f64, x: f64): f64 {
  if (!atan2Rare(y, x, 0.0)) return atan2Main(y, x);
  if (x != x || y != y) return 0.0 / 0.0;
  const left = reinterpret<i64>(x) < 0;
  let a = abs(y);
  let b = abs(x);
  if (a == 0.0) return copysign<f64>(left ? HALF_PI * 2.0 : 0.0, y);
  if (b == 0.0) return copysign<f64>(HALF_PI, y);
  if (a == 1.0 / 0.0) {
    const eighths: f64 = b < a ? 2.0 : left ? 3.0 : 1.0;
    return copysign<f64>(eighths == 3.0 ? 2.356194490192345 : eighths * 0.7853981633974483, y);
  }
  if (b == 1.0 / 0.0) return copysign<f64>(left ? HALF_PI * 2.0 : 0.0, y);
  // Both to where a quotient can be formed: the exact scaling changes nothing.
  if (a < 1e-140 && b < 1e-140) {
    a *= 4.149515568880993e180; // 2^600
    b *= 4.149515568880993e180;
  } else if (a > 1e140 && b > 1e140) {
    a *= 2.409919865102884e-181; // 2^-600
    b *= 2.409919865102884e-181;
  }
  if (a > b * 1e30) return copysign<f64>(HALF_PI, y);
  if (b > a * 1e30) return copysign<f64>(left ? HALF_PI * 2.0 : a / b, y);
  return copysign<f64>(atan2Main(a, left ? -b : b), y);
}


// float32, in float64.

/** atan t, |t| ≤ 1. */
// @ts-ignore: decorator
@inline
function atanLite(t: f64): f64 {
  const z = t * t;
  const z2 = z * z;
  const low = -0.3333330168923905 + z * 0.19998632695527405 + z2 * (-0.1426517193861003 + z * 0.10957141888581182);
  const high = -0.08418068186730666 + z * 0.0582090146585407 + z2 * (-0.031428824387174994 + z * 0.011049359981859134 + z2 * -0.001823716920738675);
  return t + t * z * (low + z2 * z2 * high);
}

// @ts-ignore: decorator
@inline
export function atanfMain(x: f32): f32 {
  const wide = <f64>x;
  const a = abs(wide);
  const far = a > 1.0;
  const y = atanLite((far ? 1.0 : a) / (far ? a : 1.0));
  return <f32>copysign<f64>(far ? HALF_PI - y : y, wide);
}

export function atanf(x: f32): f32 {
  return atanfMain(x);
}

// @ts-ignore: decorator
@inline
export function atan2fMain(y: f32, x: f32): f32 {
  const a = abs(<f64>y);
  const b = abs(<f64>x);
  const steep = a > b;
  const t = atanLite((steep ? b : a) / (steep ? a : b));
  const right = steep ? HALF_PI - t : t;
  return <f32>copysign<f64>(x < 0.0 ? 2.0 * HALF_PI - right : right, <f64>y);
}

// @ts-ignore: decorator
@inline
export function atan2fRare(y: f32, x: f32, z: f32): bool {
  return !(abs(x) > 0.0 && abs(x) < 1.0 / 0.0 && abs(y) < 1.0 / 0.0);
}

export function atan2f(y: f32, x: f32): f32 {
  return atan2fRare(y, x, 0.0) ? <f32>atan2(<f64>y, <f64>x) : atan2fMain(y, x);
}
