/**
 * `npm run ulp [function…]`: measures every elementary function on 2^20 points of each range, in float64 and float32, and writes
 * `docs/elementary.md`. With names it measures these, and prints only.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { close } from 'wamba'
import { type FloatName, largestError } from './measure.ts'
import { page, type Row } from './page.ts'
import { ranges } from './ranges.ts'

const POINTS = 2 ** Number(process.env.ULP_BITS ?? 20)
const chosen = process.argv.slice(2)
const names = chosen.length > 0 ? chosen : Object.keys(ranges)
const unknown = names.filter((name) => !(name in ranges))
if (unknown.length > 0)
  throw new RangeError(`no function ${unknown.join(', ')}; there are ${Object.keys(ranges).join(', ')}`)

const rows: Row[] = []
for (const name of names) {
  for (const range of ranges[name]) {
    const measured = (dtype: FloatName) => largestError(name, dtype, range, POINTS)
    const row = { name, range, float64: measured('float64'), float32: range.wide ? undefined : measured('float32') }
    rows.push(row)
    const { float64, float32 } = row
    console.log(
      `${name.padEnd(7)} ${range.name.padEnd(48)} ${float64.error.toFixed(4)} at ${float64.at.join(', ')}; float32 ${float32 ? `${float32.error.toFixed(4)} at ${float32.at.join(', ')}` : '-'}`,
    )
  }
}
if (chosen.length === 0) {
  const docs = new URL('../../../docs/', import.meta.url)
  mkdirSync(docs, { recursive: true })
  writeFileSync(new URL('elementary.md', docs), page(rows, POINTS))
}
await close()
