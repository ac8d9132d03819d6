/** The page of the documentation that the measurement makes. */
import type { Largest } from './measure.ts'
import type { Range } from './ranges.ts'

export interface Row {
  readonly name: string
  readonly range: Range
  readonly float64: Largest
  /** Undefined where the range has no float32. */
  readonly float32: Largest | undefined
}

const text = (points: number): string => `# Elementary functions

In kernels \`Math.exp\`, \`Math.sin\`, … and \`exp2\`, \`erf\`, \`erfc\`, \`gamma\`, \`lgamma\` run in SIMD lanes. A lane, the scalar code of a
loop's remainder and the JavaScript reference give the same bits, on every machine: there is no FMA. Special cases (±0, ±∞, NaN, those of
\`**\` and \`Math.atan2\`) are JavaScript's own, of the other functions those of C.

The result is within 1 ULP of the exact value (0.55 for \`exp\` and \`**\`), where \`Math\` itself promises nothing and its bits differ from engine to engine;
\`lgamma\` below 0 has zeros that are no float64, and there the error is at most 2^-53. An ULP is the distance of the float64 (or float32)
numbers at the exact value. Under \`fastmath\` \`exp\` of float32 is within 1 ULP; \`Math.hypot\`
of any number of arguments is within 0.51.

This page is made by \`npm run ulp\`: the largest error seen of ${points.toLocaleString('en')} points in each range, as kernels compute
them, and where it is. float64 is measured against double-double arithmetic (\`test/ulp/\`, about 95 bits), float32 against the
float64 function.
`

export function page(rows: readonly Row[], points: number): string {
  const names = [...new Set(rows.map(({ name }) => name))]
  const of = (name: string): readonly Row[] => rows.filter((row) => row.name === name)
  const largest = (errors: readonly number[]): string => Math.max(0, ...errors).toFixed(3)
  const summary = names.map((name) => [
    name,
    largest(of(name).map(({ float64 }) => float64.error)),
    largest(of(name).map(({ float32 }) => float32?.error ?? 0)),
  ])
  const details = rows.map(({ name, range, float64, float32 }) => [
    name,
    range.name,
    ...cells(float64),
    ...(float32 ? cells(float32) : ['', '']),
  ])
  return [
    text(points),
    table(['function', 'float64, ULP', 'float32, ULP'], summary),
    '## By range\n',
    table(['function', 'range', 'float64', 'at', 'float32', 'at'], details),
  ].join('\n')
}

function cells({ error, at }: Largest): readonly string[] {
  return [error.toFixed(3), at.join(', ')]
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('')
}
