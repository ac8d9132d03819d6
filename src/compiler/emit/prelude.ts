import { STRIPES } from '../plan/reduction.ts'

/** Helpers of every reference. `$fault(site, iteration, value)` throws. */
export const PRELUDE: readonly string[] = [
  'const $at = (index, array, site, k) => index >= 0 && index < array.length && Number.isInteger(index) ? index : $fault(site, k, index, [array.length])',
  'const $in = (index, extent, site, k) => index >= 0 && index < extent && Number.isInteger(index) ? index : $fault(site, k, index, [extent])',
  'const $whole = (x, site, k) => (Number.isInteger(x) ? x : $fault(site, k, x))',
  'const $divisor = (x, site, k) => (x === 0n ? $fault(site, k, 0) : x)',
  'const $natural = (x, site, k) => (x < 0n ? $fault(site, k, 0) : x)',
  'const $left = (x, n) => (n < 0n ? x >> -n : n > 63n ? 0n : x << n)',
  'const $right = (x, n) => (n >= 0n ? x >> n : n < -63n ? 0n : x << -n)',
  // Modulo 2^64: the bits of the result do not depend on those above.
  'const $pow = (x, n) => {',
  '  let result = 1n',
  '  for (; n > 0n; n >>= 1n, x = BigInt.asUintN(64, x * x)) if (n & 1n) result = BigInt.asUintN(64, result * x)',
  '  return result',
  '}',
  'const $part = (array, start, length) => array.subarray(start, start + length)',
  'const $square = (x) => x * x',
  'const $times = (a, b, single) => (single ? Math.fround(a * b) : a * b)',
  'const $power = (x, n, single) => {',
  '  if (n === 1) return x',
  '  if (n % 2 === 1) return $times($power(x, n - 1, single), x, single)',
  '  const half = $power(x, n / 2, single)',
  '  return $times(half, half, single)',
  '}',
  'const $clamp = (x) => (x > -2147483648 ? Math.min(Math.ceil(x), 2147483647) : -2147483648)',
  'const $trips = (start, stop, step) => (step === 0 ? 0 : Math.min(2147483647, Math.max(0, Math.ceil((stop - start) / step))))',
  'const $combine = (stripes, f) => {',
  `  for (let half = ${STRIPES / 2}; half >= 1; half /= 2) for (let j = 0; j < half; j++) stripes[j] = f(stripes[j], stripes[j + half])`,
  '  return stripes[0]',
  '}',
  // As the runtime's shareOf.
  'const $shareOf = (n, cost, elements, bytes, unit, inOrder) => {',
  '  const shares = Math.floor(Math.min(32, (n * cost) / Math.max(10000, 8 * elements), 67108864 / bytes))',
  '  return inOrder || !(shares >= 2) ? n : Math.min(n, Math.ceil(n / shares / unit) * unit)',
  '}',
  'const $copyBytes = (array) => Math.ceil(array.byteLength / 16) * 16',
]
