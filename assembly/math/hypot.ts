/** The root of a sum of squares. */
import { anySumRest, squareRest } from "./exact";

/** The sum of the squares so far, and what it lacks. */
let sum: f64 = 0.0;
let low: f64 = 0.0;

// @ts-ignore: decorator
@inline
function begin(x: f64): void {
  sum = x * x;
  low = squareRest(x, sum);
}

// @ts-ignore: decorator
@inline
function add(x: f64): void {
  const square = x * x;
  const all = sum + square;
  low = low + (anySumRest(sum, square, all) + squareRest(x, square));
  sum = all;
}

/** The root of the sum, corrected. */
// @ts-ignore: decorator
@inline
function corrected(): f64 {
  const s = sqrt(sum);
  const p = s * s;
  return s + ((sum - p - squareRest(s, p) + low) * 0.5) / s;
}

/** Whether squares were too large or too small for the result z. */
// @ts-ignore: decorator
@inline
function isEdge(z: f64): bool {
  // From 2^-466 to below 2^466, by bits as in `notOrdinary`.
  return reinterpret<i64>(z) + 0x5d20000000000000 > <i64>0xba3fffffffffffff;
}

/** What numbers of the largest magnitude a are multiplied by, so that their squares are ordinary: 2^±600. */
function scale(a: f64): f64 {
  return a > 1.0 ? 2.409919865102884e-181 : 4.149515568880993e180;
}

// @ts-ignore: decorator
@inline
export function hypotMain(x: f64, y: f64): f64 {
  begin(x);
  add(y);
  return corrected();
}

// @ts-ignore: decorator
@inline
export function hypotRare(x: f64, y: f64, got: f64): bool {
  return isEdge(got);
}

export function hypot(x: f64, y: f64): f64 {
  const got = hypotMain(x, y);
  return isEdge(got) ? hypotEdge(x, y) : got;
}

function hypotEdge(x: f64, y: f64): f64 {
  if (abs(x) == 1.0 / 0.0 || abs(y) == 1.0 / 0.0) return 1.0 / 0.0;
  const most = max<f64>(abs(x), abs(y));
  if (most == 0.0 || most != most) return most;
  const by = scale(most);
  return hypotMain(x * by, y * by) / by;
}

// @ts-ignore: decorator
@inline
export function hypotfMain(x: f32, y: f32): f32 {
  return <f32>sqrt(<f64>x * <f64>x + <f64>y * <f64>y);
}

// @ts-ignore: decorator
@inline
export function hypotfRare(x: f32, y: f32, got: f32): bool {
  return got != got;
}

export function hypotf(x: f32, y: f32): f32 {
  const got = hypotfMain(x, y);
  return got != got ? <f32>hypot(<f64>x, <f64>y) : got;
}

// @ts-ignore: decorator
@inline
export function hypot3Main(x: f64, y: f64, z: f64): f64 {
  begin(x);
  add(y);
  add(z);
  return corrected();
}

// @ts-ignore: decorator
@inline
export function hypot3Rare(x: f64, y: f64, z: f64, got: f64): bool {
  return isEdge(got);
}

export function hypot3(x: f64, y: f64, z: f64): f64 {
  const got = hypot3Main(x, y, z);
  return isEdge(got) ? hypot3Edge(x, y, z) : got;
}

function hypot3Edge(x: f64, y: f64, z: f64): f64 {
  if (abs(x) == 1.0 / 0.0 || abs(y) == 1.0 / 0.0 || abs(z) == 1.0 / 0.0) return 1.0 / 0.0;
  const most = max<f64>(max<f64>(abs(x), abs(y)), abs(z));
  if (most == 0.0 || most != most) return most;
  const by = scale(most);
  return hypot3Main(x * by, y * by, z * by) / by;
}

// @ts-ignore: decorator
@inline
export function hypot3fMain(x: f32, y: f32, z: f32): f32 {
  return <f32>sqrt(<f64>x * <f64>x + <f64>y * <f64>y + <f64>z * <f64>z);
}

// @ts-ignore: decorator
@inline
export function hypot3fRare(x: f32, y: f32, z: f32, got: f32): bool {
  return got != got;
}

export function hypot3f(x: f32, y: f32, z: f32): f32 {
  const got = hypot3fMain(x, y, z);
  return got != got ? <f32>hypot3(<f64>x, <f64>y, <f64>z) : got;
}

// @ts-ignore: decorator
@inline
export function hypot4Main(x: f64, y: f64, z: f64, u: f64): f64 {
  begin(x);
  add(y);
  add(z);
  add(u);
  return corrected();
}

// @ts-ignore: decorator
@inline
export function hypot4Rare(x: f64, y: f64, z: f64, u: f64, got: f64): bool {
  return isEdge(got);
}

export function hypot4(x: f64, y: f64, z: f64, u: f64): f64 {
  const got = hypot4Main(x, y, z, u);
  return isEdge(got) ? hypot4Edge(x, y, z, u) : got;
}

function hypot4Edge(x: f64, y: f64, z: f64, u: f64): f64 {
  if (abs(x) == 1.0 / 0.0 || abs(y) == 1.0 / 0.0 || abs(z) == 1.0 / 0.0 || abs(u) == 1.0 / 0.0) return 1.0 / 0.0;
  const most = max<f64>(max<f64>(max<f64>(abs(x), abs(y)), abs(z)), abs(u));
  if (most == 0.0 || most != most) return most;
  const by = scale(most);
  return hypot4Main(x * by, y * by, z * by, u * by) / by;
}

// @ts-ignore: decorator
@inline
export function hypot4fMain(x: f32, y: f32, z: f32, u: f32): f32 {
  return <f32>sqrt(<f64>x * <f64>x + <f64>y * <f64>y + <f64>z * <f64>z + <f64>u * <f64>u);
}

// @ts-ignore: decorator
@inline
export function hypot4fRare(x: f32, y: f32, z: f32, u: f32, got: f32): bool {
  return got != got;
}

export function hypot4f(x: f32, y: f32, z: f32, u: f32): f32 {
  const got = hypot4fMain(x, y, z, u);
  return got != got ? <f32>hypot4(<f64>x, <f64>y, <f64>z, <f64>u) : got;
}

// @ts-ignore: decorator
@inline
export function hypot8Main(x: f64, y: f64, z: f64, u: f64, v: f64, w: f64, s: f64, t: f64): f64 {
  begin(x);
  add(y);
  add(z);
  add(u);
  add(v);
  add(w);
  add(s);
  add(t);
  return corrected();
}

// @ts-ignore: decorator
@inline
export function hypot8Rare(x: f64, y: f64, z: f64, u: f64, v: f64, w: f64, s: f64, t: f64, got: f64): bool {
  return isEdge(got);
}

export function hypot8(x: f64, y: f64, z: f64, u: f64, v: f64, w: f64, s: f64, t: f64): f64 {
  const got = hypot8Main(x, y, z, u, v, w, s, t);
  return isEdge(got) ? hypot8Edge(x, y, z, u, v, w, s, t) : got;
}

function hypot8Edge(x: f64, y: f64, z: f64, u: f64, v: f64, w: f64, s: f64, t: f64): f64 {
  if (abs(x) == 1.0 / 0.0 || abs(y) == 1.0 / 0.0 || abs(z) == 1.0 / 0.0 || abs(u) == 1.0 / 0.0 || abs(v) == 1.0 / 0.0 || abs(w) == 1.0 / 0.0 || abs(s) == 1.0 / 0.0 || abs(t) == 1.0 / 0.0) return 1.0 / 0.0;
  const most = max<f64>(max<f64>(max<f64>(max<f64>(max<f64>(max<f64>(max<f64>(abs(x), abs(y)), abs(z)), abs(u)), abs(v)), abs(w)), abs(s)), abs(t));
  if (most == 0.0 || most != most) return most;
  const by = scale(most);
  return hypot8Main(x * by, y * by, z * by, u * by, v * by, w * by, s * by, t * by) / by;
}

// @ts-ignore: decorator
@inline
export function hypot8fMain(x: f32, y: f32, z: f32, u: f32, v: f32, w: f32, s: f32, t: f32): f32 {
  return <f32>sqrt(<f64>x * <f64>x + <f64>y * <f64>y + <f64>z * <f64>z + <f64>u * <f64>u + <f64>v * <f64>v + <f64>w * <f64>w + <f64>s * <f64>s + <f64>t * <f64>t);
}

// @ts-ignore: decorator
@inline
export function hypot8fRare(x: f32, y: f32, z: f32, u: f32, v: f32, w: f32, s: f32, t: f32, got: f32): bool {
  return got != got;
}

export function hypot8f(x: f32, y: f32, z: f32, u: f32, v: f32, w: f32, s: f32, t: f32): f32 {
  const got = hypot8fMain(x, y, z, u, v, w, s, t);
  return got != got ? <f32>hypot8(<f64>x, <f64>y, <f64>z, <f64>u, <f64>v, <f64>w, <f64>s, <f64>t) : got;
}

/** What more than eight numbers are multiplied by, of which this is the largest magnitude. */
// @ts-ignore: decorator
@inline
export function hypotScaleMain(most: f64): f64 {
  // 2^±400: between them squares and what they lack are ordinary.
  return most > 2.582249878086909e120 ? 2.409919865102884e-181 : most < 3.872591914849318e-121 ? 4.149515568880993e180 : 1.0;
}

export function hypotScale(most: f64): f64 {
  return hypotScaleMain(most);
}

/** A sum of squares and one more: infinite once one is, NaN or not. */
// @ts-ignore: decorator
@inline
export function hypotSumMain(s: f64, x: f64): f64 {
  return s == 1.0 / 0.0 ? s : abs(x) == 1.0 / 0.0 ? 1.0 / 0.0 : s + x * x;
}

export function hypotSum(s: f64, x: f64): f64 {
  return hypotSumMain(s, x);
}

/** What the sum lacks after that, where it lacked l before. */
// @ts-ignore: decorator
@inline
export function hypotLowMain(s: f64, l: f64, x: f64): f64 {
  const square = x * x;
  const all = s + square;
  return l + (anySumRest(s, square, all) + squareRest(x, square));
}

export function hypotLow(s: f64, l: f64, x: f64): f64 {
  return hypotLowMain(s, l, x);
}

/** The root of the sum, corrected, of numbers that were multiplied by a power of two. */
// @ts-ignore: decorator
@inline
export function hypotRootMain(s: f64, l: f64, by: f64): f64 {
  const r = sqrt(s);
  const p = r * r;
  const root = (r + ((s - p - squareRest(r, p) + l) * 0.5) / r) / by;
  return s > 0.0 ? (s < 1.0 / 0.0 ? root : s) : s;
}

export function hypotRoot(s: f64, l: f64, by: f64): f64 {
  return hypotRootMain(s, l, by);
}
