import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { anyBig, type Big, bigConstant, bigResult, commonSign, cutBig, joinBig } from '#wamba/ops/big.js'

const edges = [0n, 1n, -1n, 7n, 63n, 64n, 2n ** 31n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, -(2n ** 63n)]
const values = fc.oneof(
  fc.constantFrom(...edges),
  fc.bigInt({ min: -100n, max: 100n }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
)

/** What is known of a BigInt, and one that it allows. */
const known = fc.tuple(values, values, values, fc.constantFrom('s64', 'u64')).map(([a, b, c, sign]) => {
  const cut = sign === 's64' ? BigInt.asIntN : BigInt.asUintN
  const [lo, value, hi] = [a, b, c].map((x) => cut(64, x)).sort((x, y) => Number(x > y) - Number(x < y))
  return { big: { sign, lo, hi } as Big, value }
})

const js: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
}

const allows = ({ sign, lo, hi }: Big, value: bigint): boolean => {
  const held = sign === 's64' ? BigInt.asIntN(64, value) : sign === 'u64' ? BigInt.asUintN(64, value) : value
  return sign === 'bits' || (lo <= held && held <= hi)
}

it.each(Object.keys(js))('what is known of a %s b holds of it, wrapped to its sign', (op) => {
  fc.assert(
    fc.property(known, known, (a, b) => {
      if ((op === '/' || op === '%') && b.value === 0n) return
      if ((op === '<<' || op === '>>') && (b.value > 200n || b.value < -200n)) return
      if (op === '/' || op === '%') if (commonSign(a.big, b.big) === 'bits') return
      expect(allows(bigResult(op, a.big, b.big), js[op](a.value, b.value))).toBe(true)
    }),
    { numRuns: 3000 },
  )
})

it('what is joined holds of both, and a cut of what it gives', () => {
  fc.assert(
    fc.property(known, known, fc.integer({ min: 0, max: 64 }), (a, b, bits) => {
      const both = joinBig(a.big, b.big)
      expect(allows(both, a.value) && allows(both, b.value)).toBe(true)
      expect(allows(cutBig('s64', bits, a.big), BigInt.asIntN(bits, a.value))).toBe(true)
      expect(allows(cutBig('u64', bits, a.big), BigInt.asUintN(bits, a.value))).toBe(true)
    }),
  )
})

it('a constant is itself, also beyond 64 bits', () => {
  expect(bigConstant(2n ** 64n)).toMatchObject({ sign: 'bits', lo: 2n ** 64n })
  expect(bigResult('-', bigConstant(2n ** 64n), bigConstant(1n))).toEqual({ ...anyBig.u64, lo: 2n ** 64n - 1n })
})
