/**
 * Sine, cosine, tangent: x less a multiple of π/2, as a pair; then polynomials on |r| ≤ π/4 (the shapes of Sun's fdlibm;
 * coefficients: scripts/fit/). π/2 in three parts serves to 10^6 (Cody and Waite 1980), Payne and Hanek's method beyond.
 */
import { head, productRest } from "./exact";
import { ATAN_TABLE, TWO_OVER_PI } from "./tables";

/** 1.5 · 2^52: adding it rounds to an integer, which stands in the low bits. */
const SHIFT: f64 = 6755399441055744.0;
const PER_HALF_PI: f64 = 0.6366197723675814; // 2/π
const HALF_PI_1: f64 = 1.5707963267341256; // π/2 in 33 bits, twice 33 more, and the rest
const HALF_PI_2: f64 = 6.077100506303966e-11;
const HALF_PI_3: f64 = 2.0222662487111665e-21;
const HALF_PI_4: f64 = 8.4784276603689e-32;
/** Up to here the products of n and the first three are exact. */
const MOST: f64 = 1e6;

const S0: f64 = -0.16666666666666632;
const S1: f64 = 0.008333333333322484;
const S2: f64 = -0.0001984126982985099;
const S3: f64 = 2.75573137039937e-6;
const S4: f64 = -2.505075969273914e-8;
const S5: f64 = 1.5896873719447033e-10;
const C0: f64 = 0.04166666666666663;
const C1: f64 = -0.001388888888887853;
const C2: f64 = 2.4801587291882943e-5;
const C3: f64 = -2.7557314971427923e-7;
const C4: f64 = 2.0875799648471884e-9;
const C5: f64 = -1.1363281897647545e-11;

/** Second and third result of `reduce`: the low part, and the number of quarter turns in the low bits. */
let low: f64 = 0.0;
let turns: i64 = 0;

/** x − n π/2. */
// @ts-ignore: decorator
@inline
function reduce(x: f64): f64 {
  const shifted = x * PER_HALF_PI + SHIFT;
  const n = shifted - SHIFT;
  turns = reinterpret<i64>(shifted);
  const first = x - n * HALF_PI_1;
  const w = n * HALF_PI_2;
  const second = first - w;
  const rest = first - second - w - n * HALF_PI_3;
  const r = second + rest;
  low = second - r + rest - n * HALF_PI_4;
  return r;
}

/** sin(r + rLow), |r| ≤ π/4. */
// @ts-ignore: decorator
@inline
function sinPart(r: f64, rLow: f64): f64 {
  const z = r * r;
  const v = z * r;
  const z2 = z * z;
  const series = S0 + z * S1 + z2 * (S2 + z * S3 + z2 * (S4 + z * S5));
  return r + (v * series + (rLow - 0.5 * z * rLow));
}

/** cos(r + rLow), |r| ≤ π/4. */
// @ts-ignore: decorator
@inline
function cosPart(r: f64, rLow: f64): f64 {
  const z = r * r;
  const z2 = z * z;
  const series = C0 + z * C1 + z2 * (C2 + z * C3 + z2 * (C4 + z * C5));
  const half = 0.5 * z;
  const w = 1.0 - half;
  return w + (1.0 - w - half + (z2 * series - r * rLow));
}

/** The sine of r + rLow, n quarter turns on, times the sign that the highest bit of `sign` is. */
// @ts-ignore: decorator
@inline
function turned(n: i64, r: f64, rLow: f64, sign: i64): f64 {
  const y = (n & 1) == 0 ? sinPart(r, rLow) : cosPart(r, rLow);
  return reinterpret<f64>(reinterpret<i64>(y) ^ (((n << 62) ^ sign) & <i64>0x8000000000000000));
}

/** The low part of the last `sinPair`. */
export function sinPairLow(): f64 {
  return low;
}

/** sin(r + rLow), or cos, as a pair; 0 ≤ r ≤ π/4. */
export function sinPair(r: f64, rLow: f64, cosine: bool): f64 {
  const z = r * r;
  const z2 = z * z;
  let y: f64;
  let rest: f64;
  if (cosine) {
    const half = 0.5 * z;
    const w = 1.0 - half;
    rest = 1.0 - w - half + (z2 * (C0 + z * C1 + z2 * (C2 + z * C3 + z2 * (C4 + z * C5))) - 0.5 * productRest(r, r, z) - r * rLow);
    y = w;
  } else {
    rest = z * r * (S0 + z * S1 + z2 * (S2 + z * S3 + z2 * (S4 + z * S5))) + (rLow - 0.5 * z * rLow);
    y = r;
  }
  const s = y + rest;
  low = y - s + rest;
  return s;
}

// @ts-ignore: decorator
@inline
export function sinMain(x: f64): f64 {
  // Of |x|, so that −0 stays.
  const r = reduce(abs(x));
  return turned(turns, r, low, reinterpret<i64>(x));
}

// @ts-ignore: decorator
@inline
export function sinRare(x: f64, y: f64): bool {
  return !(abs(x) <= MOST);
}

export function sin(x: f64): f64 {
  if (!sinRare(x, 0.0)) return sinMain(x);
  const r = reduceLarge(x);
  return turned(turns, r, low, 0);
}

// @ts-ignore: decorator
@inline
export function cosMain(x: f64): f64 {
  const r = reduce(x);
  return turned(turns + 1, r, low, 0);
}

// @ts-ignore: decorator
@inline
export function cosRare(x: f64, y: f64): bool {
  return !(abs(x) <= MOST);
}

export function cos(x: f64): f64 {
  if (!cosRare(x, 0.0)) return cosMain(x);
  const r = reduceLarge(x);
  return turned(turns + 1, r, low, 0);
}

/** tan(r + rLow), or −1/tan where n is odd: a quotient of 26 bits of sine and cosine, each as a pair, and what is left. */
// @ts-ignore: decorator
@inline
function tanPart(n: i64, r: f64, rLow: f64): f64 {
  const z = r * r;
  const z2 = z * z;
  const v = z * r;
  // 1 − r²/2, the upper part of r squared without error.
  const rHead = head(r);
  const half = 0.5 * (rHead * rHead);
  const sSeries = S0 + z * S1 + z2 * (S2 + z * S3 + z2 * (S4 + z * S5));
  const sRest = v * sSeries + (rLow - 0.5 * z * rLow);
  const s = r + sRest;
  const sLow = r - s + sRest;
  const cSeries = C0 + z * C1 + z2 * (C2 + z * C3 + z2 * (C4 + z * C5));
  const w = 1.0 - half;
  const cRest = 1.0 - w - half + (z2 * cSeries - (r - rHead) * (0.5 * (r + rHead)) - r * rLow);
  const c = w + cRest;
  const cLow = w - c + cRest;
  const even = (n & 1) == 0;
  const a = even ? s : -c;
  const aLow = even ? sLow : -cLow;
  const b = even ? c : s;
  const bLow = even ? cLow : sLow;
  const inverse = 1.0 / b;
  const q = head(a * inverse);
  const bHead = head(b);
  const left = a - q * bHead - q * (b - bHead) + (aLow - q * bLow);
  return q + left * inverse;
}

// @ts-ignore: decorator
@inline
export function tanMain(x: f64): f64 {
  const r = reduce(x);
  const y = tanPart(turns, r, low);
  return abs(x) < 1e-8 ? x : y;
}

// @ts-ignore: decorator
@inline
export function tanRare(x: f64, y: f64): bool {
  return !(abs(x) <= MOST);
}

export function tan(x: f64): f64 {
  if (!tanRare(x, 0.0)) return tanMain(x);
  const r = reduceLarge(x);
  return tanPart(turns, r, low);
}

/** The upper 64 bits of a product. */
function highProduct(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const middle = aHigh * bLow + ((aLow * bLow) >> 32);
  const other = aLow * bHigh + (middle & 0xffffffff);
  return aHigh * bHigh + (middle >> 32) + (other >> 32);
}

/** 64 bits of 2/π from the given one on. */
function bitsFrom(bit: i32): u64 {
  const at = <usize>(bit >> 6) << 3;
  const shift = <u64>(bit & 63);
  const word = load<u64>(at, TWO_OVER_PI);
  return shift == 0 ? word : (word << shift) | (load<u64>(at, TWO_OVER_PI + 8) >> (64 - shift));
}

/**
 * x − n π/2 for large x (Payne and Hanek 1983): x = m · 2^e times those bits of 2/π that make a fraction and two bits of an
 * integer; what is above is a multiple of 4, what is below does not matter. NaN and the infinities give NaN.
 */
function reduceLarge(x: f64): f64 {
  turns = 0;
  low = 0.0;
  if (!(abs(x) < 1.0 / 0.0)) return 0.0 / 0.0;
  const bits = reinterpret<u64>(x);
  const m = (bits & 0xfffffffffffff) | 0x10000000000000;
  const e = <i32>((bits >> 52) & 0x7ff) - 1075;
  // The table begins with 64 zeros, and its bit j weighs 2^(63 − j): the first one here makes m a multiple of 2.
  const first = e + 62;
  const w0 = bitsFrom(first);
  const w1 = bitsFrom(first + 64);
  const w2 = bitsFrom(first + 128);
  // m · (w0 w1 w2), its upper 128 of 192 bits: two bits of integer, 126 of fraction.
  const low1 = m * w1;
  const carried = low1 + highProduct(m, w2);
  const top = m * w0 + highProduct(m, w1) + (carried < low1 ? 1 : 0);
  // To the nearest integer: a fraction from −1/2 to 1/2.
  const n = (top + 0x2000000000000000) >> 62;
  let high = (top << 2) | (carried >> 62);
  let rest = carried << 2;
  const negative = <i64>high < 0;
  if (negative) {
    high = ~high;
    rest = ~rest;
  }
  // high.rest in units of 2^-64: as a pair of doubles, the upper one exact.
  const f1 = <f64>(high >> 11) * 1.1102230246251565e-16; // 2^-53
  const f2 = <f64>(((high & 0x7ff) << 53) | (rest >> 11)) * 6.018531076210112e-36; // 2^-117
  const f = f1 + f2;
  const fLow = f1 - f + f2;
  const p = f * 1.5707963267948966;
  const pLow = productRest(f, 1.5707963267948966, p) + (f * 6.123233995736766e-17 + fLow * 1.5707963267948966);
  const r = p + pLow;
  const rLow = p - r + pLow;
  const flip = negative != <i64>bits < 0;
  turns = <i64>bits < 0 ? -<i64>n : <i64>n;
  low = flip ? -rLow : rLow;
  return flip ? -r : r;
}

// (asin x − x) / x³ in x², x ≤ 1/2
const A0: f64 = 0.1666666666666538;
const A1: f64 = 0.0750000000034382;
const A2: f64 = 0.04464285682279553;
const A3: f64 = 0.03038195936063989;
const A4: f64 = 0.022371752794585056;
const A5: f64 = 0.017359782479200465;
const A6: f64 = 0.013884482147157219;
const A7: f64 = 0.012174070067368595;
const A8: f64 = 0.006507316708956334;
const A9: f64 = 0.019583896031011298;
const A10: f64 = -0.016310218344201367;
const A11: f64 = 0.03197033715904288;
const HALF_PI: f64 = 1.5707963267948966;
const HALF_PI_LOW: f64 = 6.123233995736766e-17;

// @ts-ignore: decorator
@inline
function asinSeries(z: f64): f64 {
  const z2 = z * z;
  const z4 = z2 * z2;
  const z8 = z4 * z4;
  const low = A0 + z * A1 + z2 * (A2 + z * A3) + z4 * (A4 + z * A5 + z2 * (A6 + z * A7));
  return low + z8 * (A8 + z * A9 + z2 * (A10 + z * A11));
}

/** Beyond 1/2: asin x = π/2 − 2 asin √((1 − x)/2). */
// @ts-ignore: decorator
@inline
export function asinMain(x: f64): f64 {
  const a = abs(x);
  const inner = a < 0.5;
  const z = inner ? x * x : 0.5 - 0.5 * a;
  const series = z * asinSeries(z);
  const s = sqrt(z);
  const sHead = head(s);
  const sLow = z == 0.0 ? 0.0 : (z - sHead * sHead) / (s + sHead);
  const far = HALF_PI - 2.0 * sHead - (2.0 * (s * series + sLow) - HALF_PI_LOW);
  return inner ? x + x * series : copysign<f64>(far, x);
}

export function asin(x: f64): f64 {
  return asinMain(x);
}

// @ts-ignore: decorator
@inline
export function acosMain(x: f64): f64 {
  const a = abs(x);
  const inner = a < 0.5;
  const z = inner ? x * x : 0.5 - 0.5 * a;
  const series = z * asinSeries(z);
  const near = HALF_PI - (x - (HALF_PI_LOW - x * series));
  const s = sqrt(z);
  const sHead = head(s);
  const sLow = z == 0.0 ? 0.0 : (z - sHead * sHead) / (s + sHead);
  const right = 2.0 * (sHead + (series * s + sLow));
  const left = 2.0 * (HALF_PI - (s + (series * s - HALF_PI_LOW)));
  return inner ? near : x < 0.0 ? left : right;
}

export function acos(x: f64): f64 {
  return acosMain(x);
}

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

// float32: sine and cosine in its own arithmetic; the others in float64, to the 2^-28 that a float32 needs.

const SHIFT_F: f32 = 12582912.0; // 1.5 · 2^23
const HALF_PI_1F: f32 = 1.5703125; // π/2 in 11 bits, 13 more, 13 more, and the rest: multiples of three are exact
const HALF_PI_2F: f32 = 0.0004838109016418457;
const HALF_PI_3F: f32 = 1.5894329408183694e-08;
const HALF_PI_4F: f32 = -1.074634630414406e-12;
const MOST_F: f32 = 3000.0;
const SF0: f32 = -0.16666655242443085;
const SF1: f32 = 0.008332190103828907;
const SF2: f32 = -0.00019518405315466225;
const CF0: f32 = 0.04166664555668831;
const CF1: f32 = -0.0013887309469282627;
const CF2: f32 = 2.4432341888314113e-5;

let lowF: f32 = 0.0;
let turnsF: i32 = 0;

// @ts-ignore: decorator
@inline
function reduceF(x: f32): f32 {
  const shifted = x * 0.6366197723675814 + SHIFT_F;
  const n = shifted - SHIFT_F;
  turnsF = reinterpret<i32>(shifted);
  const first = x - n * HALF_PI_1F - n * HALF_PI_2F;
  const rest = n * HALF_PI_3F;
  const r = first - rest;
  lowF = first - r - rest - n * HALF_PI_4F;
  return r;
}

// @ts-ignore: decorator
@inline
function turnedF(n: i32, r: f32, rLow: f32, sign: i32): f32 {
  const z = r * r;
  const sine = r + (rLow + z * r * (SF0 + z * SF1 + z * z * SF2));
  const half: f32 = 0.5 * z;
  const cosine: f32 = 1.0 - (half - (z * z * (CF0 + z * CF1 + z * z * CF2) - r * rLow));
  const y = (n & 1) == 0 ? sine : cosine;
  return reinterpret<f32>(reinterpret<i32>(y) ^ (((n << 30) ^ sign) & -0x80000000));
}

// @ts-ignore: decorator
@inline
export function sinfMain(x: f32): f32 {
  const r = reduceF(abs(x));
  return turnedF(turnsF, r, lowF, reinterpret<i32>(x));
}

// @ts-ignore: decorator
@inline
export function sinfRare(x: f32, y: f32): bool {
  return !(abs(x) <= MOST_F);
}

export function sinf(x: f32): f32 {
  return sinfRare(x, 0.0) ? <f32>sin(<f64>x) : sinfMain(x);
}

// @ts-ignore: decorator
@inline
export function cosfMain(x: f32): f32 {
  const r = reduceF(x);
  return turnedF(turnsF + 1, r, lowF, 0);
}

// @ts-ignore: decorator
@inline
export function cosfRare(x: f32, y: f32): bool {
  return !(abs(x) <= MOST_F);
}

export function cosf(x: f32): f32 {
  return cosfRare(x, 0.0) ? <f32>cos(<f64>x) : cosfMain(x);
}

// @ts-ignore: decorator
@inline
export function tanfMain(x: f32): f32 {
  const wide = <f64>x;
  const shifted = wide * PER_HALF_PI + SHIFT;
  const n = shifted - SHIFT;
  const r = wide - n * HALF_PI_1 - n * 6.077100506506192e-11;
  const z = r * r;
  const sine = r + r * z * (-0.16666666641400107 + z * 0.008333329359559286 + z * z * (-0.0001983932637182055 + z * 2.718230796467564e-6));
  const cosine = 1.0 - 0.5 * z + z * z * (0.04166664671832634 + z * (-0.0013887360146450328 + z * 2.4437595709598163e-5));
  const even = (reinterpret<i64>(shifted) & 1) == 0;
  const y = (even ? sine : -cosine) / (even ? cosine : sine);
  return <f32>(wide == 0.0 ? wide : y);
}

// @ts-ignore: decorator
@inline
export function tanfRare(x: f32, y: f32): bool {
  return !(abs(x) <= 1e6);
}

export function tanf(x: f32): f32 {
  return tanfRare(x, 0.0) ? <f32>tan(<f64>x) : tanfMain(x);
}

// @ts-ignore: decorator
@inline
function asinLite(z: f64): f64 {
  return z * (0.1666665985193444 + z * 0.07500511963910006 + z * z * (0.04451552869805485 + z * 0.03181920015804072 + z * z * (0.014396484783854349 + z * 0.0375741020686523)));
}

// @ts-ignore: decorator
@inline
export function asinfMain(x: f32): f32 {
  const a = abs(<f64>x);
  const inner = a < 0.5;
  const z = inner ? a * a : 0.5 - 0.5 * a;
  const s = inner ? a : sqrt(z);
  const y = s + s * asinLite(z);
  return <f32>copysign<f64>(inner ? y : HALF_PI - (y + y), <f64>x);
}

export function asinf(x: f32): f32 {
  return asinfMain(x);
}

// @ts-ignore: decorator
@inline
export function acosfMain(x: f32): f32 {
  const wide = <f64>x;
  const a = abs(wide);
  const inner = a < 0.5;
  const z = inner ? a * a : 0.5 - 0.5 * a;
  const s = inner ? wide : sqrt(z);
  const y = s + s * asinLite(z);
  const outer = wide < 0.0 ? 2.0 * HALF_PI - (y + y) : y + y;
  return <f32>(inner ? HALF_PI - y : outer);
}

export function acosf(x: f32): f32 {
  return acosfMain(x);
}

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
