/** Numbers at the edges, and the operations that programs choose from. */
import type { DType } from '#wamba/base/dtypes.js'
import { functions, opNamed } from '#wamba/ops/table.js'
import type { Choice } from './place.ts'

export const FLOATS: readonly number[] = [
  ...[
    0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, 3, 7, 255.5, 254.5, 256, -129, 65536.7, 2147483647, 2147483648,
    -2147483648,
  ],
  ...[
    -2147483649,
    4294967295,
    4294967296,
    2 ** 53,
    -(2 ** 53),
    2 ** 53 + 2,
    1e15,
    2 ** 63,
    -(2 ** 63),
    2 ** 64,
    2 ** 84,
    1e20,
    1e300,
    -1e300,
    1.7976931348623157e308,
  ],
  ...[5e-324, -5e-324, 2.2250738585072014e-308, 1e-310, 1e-45, 3.4028234663852886e38, 3.5e38, 1.401298464324817e-45],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
]
export const LITERALS: readonly string[] = [
  ...[
    '0',
    '1',
    '2',
    '3',
    '0.5',
    '1.5',
    '0.1',
    '10',
    '255',
    '-1',
    '-2',
    '-0.5',
    '2147483647',
    '2147483648',
    '-2147483648',
    '4294967295',
    '1e300',
  ],
  ...[
    '9007199254740992',
    '5e-324',
    '0.25',
    '1e-7',
    '65536',
    '100',
    '-0',
    'NaN',
    'Infinity',
    '-Infinity',
    '31',
    '32',
    '1e21',
  ],
]
export const INTEGERS: readonly string[] = [
  '0',
  '1',
  '2',
  '3',
  '5',
  '7',
  '8',
  '31',
  '32',
  '100',
  '255',
  '65535',
  '-1',
  '-2',
  '-3',
  '-128',
  '2147483647',
  '-2147483648',
  '4294967295',
  '65536',
  '1000003',
]
export const LENGTHS: readonly number[] = [
  0, 1, 2, 3, 4, 6, 10, 12, 13, 18, 24, 30, 34, 48, 50, 66, 80, 96, 5, 7, 8, 9, 15, 16, 17, 20, 31, 32, 33, 40, 63, 64,
  65, 100,
]
export const INTEGER_DTYPES: readonly DType[] = ['int8', 'int16', 'int32', 'uint8', 'uint8c', 'uint16', 'uint32']
export const UNARY: readonly string[] = [
  'Math.sqrt',
  'Math.abs',
  'Math.floor',
  'Math.ceil',
  'Math.trunc',
  'Math.sign',
  'Math.round',
].filter((name) => functions.includes(name))
export const INT_UNARY: readonly string[] = ['Math.clz32'].filter((name) => functions.includes(name))
/** Elementary functions of `Math`, whose last bit may be another than the engine's. */
export const ELEMENTARY: readonly string[] = functions.filter(
  (name) => name.startsWith('Math.') && opNamed(name).approximate,
)
export const INT_BINARY: readonly string[] = ['Math.imul'].filter((name) => functions.includes(name))

export const BIGS: readonly bigint[] = [
  ...[0n, 1n, -1n, 2n, 3n, 255n, -128n, 2n ** 31n, 2n ** 32n, -(2n ** 32n), 2n ** 53n + 1n, 2n ** 62n],
  ...[2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n, 2n ** 64n - 1n, 0x9e3779b97f4a7c15n, 0x5851f42d4c957f2dn],
]
export const COMPARISONS: readonly string[] = ['<', '<=', '>', '>=', '===', '!==']

export const CHOICES: readonly Choice[] = ['<', '<', '>', '>', '<=', '>=', '!<', '!<=', '!>', '!>=']

/** Columns of the matrices that flat arrays are taken for. */
export const WIDTHS: readonly number[] = [1, 2, 3, 4, 5, 7, 8, 9, 16]
export const MOST_ROWS = 24
