/** What is known of a value by its type. */
import { type DType, dtypes } from '../../base/dtypes.ts'
import { anyBig } from '../../ops/big.ts'
import {
  ANY,
  ANY_F32,
  BOOL,
  bigFact,
  type Fact,
  INT32,
  INT32_MAX,
  INT32_MIN,
  integer,
  MOST_ELEMENTS,
  within,
} from '../../ops/fact.ts'
import { narrowInts, type ScalarType } from '../manifest.ts'

export const elementFact: Readonly<Record<DType, Fact>> = {
  float64: ANY,
  float32: ANY_F32,
  int8: integer(-128, 127),
  int16: integer(-32768, 32767),
  int32: INT32,
  int64: bigFact(anyBig.s64),
  uint8: integer(0, 255),
  uint8c: integer(0, 255),
  uint16: integer(0, 65535),
  uint32: integer(0, 2 ** 32 - 1),
  uint64: bigFact(anyBig.u64),
}

export const scalarFact: Readonly<Record<ScalarType, Fact>> = {
  float64: ANY,
  float32: ANY_F32,
  int64: bigFact(anyBig.s64),
  uint64: bigFact(anyBig.u64),
  uint63: bigFact({ sign: 's64', lo: 0n, hi: anyBig.s64.hi }),
  int32: INT32,
  uint20: integer(...narrowInts.uint20),
  natural20: integer(...narrowInts.natural20),
  natural: integer(...narrowInts.natural),
  bool: BOOL,
}

/** Arrays longer than this are refused at the call, so a length is an int32, and so is one more: `i <= a.length` counts. */
export const LENGTH: Fact = integer(0, MOST_ELEMENTS)

/** The length of an array of neighbours: all elements lie in 4 GiB. */
export function lengthFact(dtype: DType): Fact {
  return integer(0, Math.min(MOST_ELEMENTS, Math.floor((2 ** 32 - 1) / dtypes[dtype].bytes)))
}

/** What is known of all values of a kind. */
export function kindOf(fact: Fact): Fact {
  if (fact.big) return bigFact(anyBig[fact.big.sign])
  if (fact.bool) return BOOL
  if (fact.f32) return ANY_F32
  const kind = within(fact, INT32_MIN, INT32_MAX) && !fact.negZero ? INT32 : ANY
  return fact.weak ? { ...kind, weak: true } : kind
}

export function asInt32(fact: Fact): Fact {
  return within(fact, INT32_MIN, INT32_MAX) ? { ...fact, negZero: false } : INT32
}
