import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { constantTables, TABLES_AT } from '#wamba/ops/library.js'

const text = readFileSync(new URL('../../assembly/math/tables.ts', import.meta.url), 'utf8')
const addresses = Object.fromEntries(
  [...text.matchAll(/export const (\w+): usize = (\d+);/g)].map(([, name, at]) => [name, Number(at)]),
)
const tables = constantTables()
const bytes = new DataView(tables.buffer, tables.byteOffset, tables.byteLength)
const at = (table: string, offset: number): number => bytes.getFloat64(addresses[table] + offset - TABLES_AT, true)

test('the tables are where AssemblyScript looks for them', () => {
  // 2^(64/128), whose bits are stored less 64 << 45.
  const view = new DataView(new ArrayBuffer(8))
  const place = addresses.EXP_TABLE + 64 * 16 + 8 - TABLES_AT
  view.setBigUint64(0, bytes.getBigUint64(place, true) + (64n << 45n))
  expect(view.getFloat64(0)).toBe(Math.SQRT2)
  for (const [table, log] of [
    ['LOG_TABLE', Math.log],
    ['LOG2_TABLE', Math.log2],
    ['LOG10_TABLE', Math.log10],
  ] as const)
    expect(at(table, 8) + at(table, 16)).toBeCloseTo(-log(at(table, 0)), 14)
  expect([at('ERF_TABLE', 128 * 16), at('ERF_TABLE', 8)]).toEqual([0.8427007929497149, 0.1283791670955126])
  expect(Math.abs(at('ERF_LOWS', 128 * 8))).toBeLessThan(2 ** -53)
  const twoOverPi = Number(bytes.getBigUint64(addresses.TWO_OVER_PI + 8 - TABLES_AT, true)) / 2 ** 64
  expect(twoOverPi).toBe(2 / Math.PI)
  expect(at('ATAN_TABLE', 32 + 8)).toBe(Math.atan(at('ATAN_TABLE', 32)))
  expect(at('TANH_TABLE', 16 * 16)).toBe(Math.tanh(1))
  expect(at('ERFC_TABLE', 16 * 128)).toBeCloseTo(0.4192, 4)
  // erfc(-1) and its slope, -2/√π e^-1.
  expect(at('ERFC_NEAR', 40 * 128) + at('ERFC_NEAR', 40 * 128 + 8)).toBe(1.8427007929497148)
  expect(at('ERFC_NEAR', 40 * 128 + 16)).toBeCloseTo(-0.41510749742059472, 15)
})

test('the tables end below the heap', () => {
  expect(TABLES_AT + tables.byteLength).toBeLessThanOrEqual(65536)
})
