import { accessesOf } from '../ir/walk.ts'
import { FRAME_FLAGS } from '../manifest.ts'
import type { Panels } from '../plan/panels.ts'
import type { Tile } from '../plan/tile.ts'
import { elementText } from './address.ts'
import { counterText, type Emission } from './iterations.ts'
import type { Scalar } from './scalar.ts'
import { emitVectorLoop } from './vectorLoop.ts'

/** Condition under which iterations may run as a tile: no access faults, and no arrays overlap. */
export function tileFits({ checks }: Tile, scalar: Scalar): string {
  return [scalar.checks(checks.hoisted), `load<u32>(frame, ${FRAME_FLAGS}) == 0`]
    .filter((test) => test !== 'true')
    .join(' && ')
}

/** As many whole tiles as the iterations from k to stop have. */
export function emitTile(
  { region, lines, names }: Pick<Emission, 'region' | 'lines' | 'names'>,
  scalar: Scalar,
  { rows, body, checks, inner, panels }: Tile,
): void {
  lines.block('if (tiles) {', () => {
    lines.add(`const end = stop - <i32>(<u32>(stop - k) % ${rows})`)
    const rowwise = scalar.with({
      proven: checks.proven,
      lanes: emitVectorLoop(inner, lines, names),
      serial: undefined,
      promotions: undefined,
    })
    rowwise.declare(body)
    if (panels) emitPanels({ region, lines, names }, rowwise, panels)
    lines.block(
      'if (k < end) do {',
      () => {
        lines.add(`${scalar.local(region.loop.counter)} = ${counterText(region, scalar)}`)
        rowwise.block(body)
        lines.add(`k += ${rows}`)
      },
      '} while (k < end)',
    )
  })
}

/** Bytes of what all rows share from which panels are worth it: it has left the caches before the next row. */
const LARGE = 2 ** 21
/** Terms and columns from which they are. */
const MANY = 128

/** The tiles in panels, where their sums have many terms. What they touch is what the tiles touch, whose checks hold here. */
function emitPanels(
  { region, lines, names }: Pick<Emission, 'region' | 'lines' | 'names'>,
  scalar: Scalar,
  { terms, columns, from, to, body, inner }: Panels,
): void {
  const proven = new Set([...accessesOf(body)].map(({ access }) => access))
  const inPanels = scalar.with({ proven, lanes: emitVectorLoop(inner, lines, names) })
  const bytes = Math.max(
    ...[...accessesOf(columns.body)].map(({ access }) => 1 << elementText[access.array.dtype].shift),
  )
  const [term, column] = [terms, columns].map(({ start, stop }) => {
    const many = names.fresh('many')
    lines.add(`const ${many} = <i64>${scalar.expr(stop)} - <i64>${scalar.expr(start)}`)
    return many
  })
  inPanels.declare(body)
  // A counter of panels stays within int32.
  const large = `${term} >= ${MANY} && ${column} >= ${MANY} && ${term} < ${2 ** 30} && ${term} * ${column} > ${LARGE / bytes}`
  lines.block(`if (end - k >= ${2 * region.tile!.rows} && ${large}) {`, () => {
    const first = names.fresh('first')
    lines.add(
      `const ${names.bind(from, first)} = ${counterText(region, scalar)}`,
      `const ${names.bind(to, names.fresh('last'))} = ${first} + (end - k)`,
    )
    inPanels.block(body)
    lines.add('k = end')
  })
}
