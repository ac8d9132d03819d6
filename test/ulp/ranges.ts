/** Where each function is measured: the ordinary numbers, and the hard places. */

/** Makes an input, or two, from random numbers in [0, 1). */
export type Draw = (random: () => number) => readonly number[]

export interface Range {
  readonly name: string
  readonly draw: Draw
  /** Results below 1/2 are measured in its ULP: near zeros of the function that are no float64 the error is absolute. */
  readonly absolute?: boolean
  /** Only for float64: float32 has no such numbers. */
  readonly wide?: boolean
}

const bytes = new DataView(new ArrayBuffer(8))

function bitsOf(x: number): bigint {
  bytes.setFloat64(0, x)
  return bytes.getBigUint64(0)
}

function ofBits(bits: bigint): number {
  bytes.setBigUint64(0, bits)
  return bytes.getFloat64(0)
}

type One = (random: () => number) => number

const between =
  (a: number, b: number): One =>
  (random) =>
    a + (b - a) * random()

/** As many of every power of two. */
const sized = (a: number, b: number): One => {
  const low = bitsOf(a)
  const count = bitsOf(b) - low
  return (random) => ofBits(low + ((count * BigInt(Math.floor(random() * 2 ** 53))) >> 53n))
}

const signed =
  (of: One): One =>
  (random) =>
    random() < 0.5 ? -of(random) : of(random)

/** A few last bits beside a number. */
const beside =
  (of: One, far = 4): One =>
  (random) =>
    ofBits(bitsOf(of(random)) + BigInt(Math.floor(random() * (2 * far + 1)) - far))

/** At a distance of any size, down to the last bit. */
const near =
  (x: number, far: number): One =>
  (random) =>
    x + signed(sized(2 ** -53 * Math.abs(x || 1), far))(random)

const notWhole =
  (of: One): One =>
  (random) => {
    const x = of(random)
    return Number.isInteger(x) ? notWhole(of)(random) : x
  }

const multiples =
  (unit: number, most: number): One =>
  (random) =>
    Math.floor(1 + random() * most) * unit

const one = (name: string, of: One, more: Partial<Range> = {}): Range => ({
  name,
  draw: (random) => [of(random)],
  ...more,
})
const two = (name: string, x: One, y: One, more: Partial<Range> = {}): Range => ({
  name,
  draw: (random) => [x(random), y(random)],
  ...more,
})

const TINY = 5e-324
const HUGE = Number.MAX_VALUE
const SMALL = 2.2250738585072014e-308
const WIDE = { wide: true }

const tiny = one('tiny, subnormals too', signed(sized(TINY, 2 ** -20)))
const trigonometric: readonly Range[] = [
  one('-π to π', between(-Math.PI, Math.PI)),
  one('±1,000', between(-1000, 1000)),
  one('±1,000,000', between(-1e6, 1e6)),
  one('beside multiples of π/4', signed(beside(multiples(Math.PI / 4, 1e6)))),
  one('beside multiples of π/128', signed(beside(multiples(Math.PI / 128, 1e4)))),
  one('any size from 10^6 on', signed(sized(1e6, HUGE))),
  tiny,
]

const logarithmic: readonly Range[] = [
  one('any positive', sized(SMALL, HUGE)),
  one('1/2 to 2', between(0.5, 2)),
  one('close to 1', near(1, 0.1)),
  one('subnormals', sized(TINY, SMALL), WIDE),
]

export const ranges: Readonly<Record<string, readonly Range[]>> = {
  exp: [
    one('-1 to 1', between(-1, 1)),
    one('-708 to 709.7', between(-708, 709.7)),
    one('subnormal results', between(-745.1, -708), WIDE),
    one('overflow', between(709, 709.782712893384), WIDE),
    one('tiny', signed(sized(TINY, 2 ** -20))),
  ],
  exp2: [
    one('-1 to 1', between(-1, 1)),
    one('-1022 to 1024', between(-1022, 1023.999)),
    one('subnormal results', between(-1074.9, -1022), WIDE),
  ],
  expm1: [
    one('-1 to 1', between(-1, 1)),
    one('-40 to 709', between(-40, 709)),
    one('about ±0.35', signed(between(0.3, 0.4))),
    tiny,
  ],
  log: logarithmic,
  sin: trigonometric,
  cos: trigonometric,
  tan: trigonometric,
  asin: [
    one('-1 to 1', between(-1, 1)),
    one('about ±1/2', signed(between(0.45, 0.55))),
    one('close to 1', (r) => 1 - sized(2 ** -53, 0.1)(r)),
    tiny,
  ],
  acos: [
    one('-1 to 1', between(-1, 1)),
    one('about ±1/2', signed(between(0.45, 0.55))),
    one('close to 1', (r) => 1 - sized(2 ** -53, 0.1)(r)),
    one('close to -1', (r) => sized(2 ** -53, 0.1)(r) - 1),
    tiny,
  ],
  atan: [
    one('-2 to 2', between(-2, 2)),
    one('-100 to 100', between(-100, 100)),
    one('any size', signed(sized(2 ** -30, HUGE))),
    tiny,
  ],
  sinh: [
    one('-1 to 1', between(-1, 1)),
    one('-20 to 20', between(-20, 20)),
    one('±710.4', between(-710.4, 710.4)),
    tiny,
  ],
  cosh: [one('-1 to 1', between(-1, 1)), one('-20 to 20', between(-20, 20)), one('±710.4', between(-710.4, 710.4))],
  tanh: [
    one('-1 to 1', between(-1, 1)),
    one('-22 to 22', between(-22, 22)),
    one('small', signed(sized(2 ** -30, 0.1))),
    tiny,
  ],
  asinh: [
    one('-1 to 1', between(-1, 1)),
    one('-100 to 100', between(-100, 100)),
    one('any size', signed(sized(2 ** -30, 1e290))),
    tiny,
  ],
  acosh: [
    one('1 to 2', between(1, 2)),
    one('1 to 100', between(1, 100)),
    one('close to 1', (r) => 1 + sized(2 ** -52, 0.1)(r)),
    one('any size', sized(1.5, 1e290)),
  ],
  atanh: [
    one('-1 to 1', between(-1, 1)),
    one('close to 1', (r) => 1 - sized(2 ** -53, 0.1)(r)),
    one('small', signed(sized(2 ** -30, 0.1))),
    tiny,
  ],
  pow: [
    two('bases 0.001 to 1,000, exponents -50 to 50', (r) => 10 ** between(-3, 3)(r), between(-50, 50)),
    two('bases near 1, large exponents', between(1 - 2 ** -12, 1 + 2 ** -12), between(-1e6, 1e6)),
    two('results of any size', sized(1e-300, 1e300), (r) => between(-1, 1)(r), {}),
    two('subnormal results', between(2, 4), between(-537, -511.5), WIDE),
    two('subnormal bases', sized(TINY, SMALL), between(-0.9, 1), WIDE),
    two('whole exponents', between(0, 100), (r) => Math.round(between(-40, 40)(r))),
  ],
  cbrt: [
    one('-8 to 8', between(-8, 8)),
    one('any size', signed(sized(SMALL, HUGE))),
    one('subnormals', sized(TINY, SMALL), WIDE),
  ],
  hypot: [
    two('-10 to 10', between(-10, 10), between(-10, 10)),
    two('of unlike size', sized(1e-12, 1e6), sized(1e-12, 1e6)),
    two('large', sized(1e140, 1e290), sized(1e140, 1e290), WIDE),
  ],
  erf: [
    one('-1 to 1', between(-1, 1)),
    one('-6 to 6', between(-6, 6)),
    one('small', signed(sized(2 ** -30, 0.1))),
    tiny,
  ],
  erfc: [
    one('-1 to 1', between(-1, 1)),
    one('-6 to 6', between(-6, 6)),
    one('6 to 26.5', between(6, 26.5)),
    one('subnormal results', between(26.54, 27.2), WIDE),
  ],
  gamma: [
    one('0 to 10', between(0, 10)),
    one('10 to 171.6', between(10, 171.6)),
    one('-10 to 0', between(-10, 0)),
    one('-170 to -10', between(-170, -10)),
    one('beside whole numbers', notWhole(signed(beside(multiples(1, 20))))),
    one('small', signed(sized(2 ** -60, 0.1))),
  ],
  lgamma: [
    one('0 to 1', between(0, 1)),
    one('1 to 3', between(1, 3)),
    one('3 to 100', between(3, 100)),
    one('any size', sized(100, 1e290)),
    one('close to 1', near(1, 0.1)),
    one('close to 2', near(2, 0.1)),
    one('-20 to 0, where smaller than 1/2 in units of 2^-53', between(-20, 0), { absolute: true }),
  ],
  log2: logarithmic,
  log10: logarithmic,
  log1p: [
    one('-1 to 1', between(-1, 1)),
    one('any positive', sized(2 ** -30, HUGE)),
    one('close to -1', (r) => sized(2 ** -53, 0.1)(r) - 1),
    tiny,
  ],
  atan2: [
    two('-10 to 10', between(-10, 10), between(-10, 10)),
    two('of unlike size', signed(sized(1e-12, 1e6)), signed(sized(1e-12, 1e6))),
    two('large', signed(sized(1e140, 1e160)), signed(sized(1e140, 1e160)), WIDE),
  ],
}
