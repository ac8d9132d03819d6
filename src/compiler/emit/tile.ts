import type { ForStmt, Local } from '../ir/nodes.ts'
import { accessesOf } from '../ir/walk.ts'
import { FRAME_FLAGS } from '../manifest.ts'
import type { Panels } from '../plan/panels.ts'
import type { SerialTile } from '../plan/serialTiles.ts'
import type { Tile } from '../plan/tile.ts'
import { elementText } from './address.ts'
import type { Lines } from './lines.ts'
import type { Names } from './names.ts'
import type { Scalar } from './scalar.ts'
import { emitVectorLoop } from './vectorLoop.ts'

/** Condition under which iterations may run as a tile: no access faults, and no arrays overlap. */
export function tileFits({ checks }: Tile, scalar: Scalar): string {
  return [scalar.checks(checks.hoisted), `load<u32>(frame, ${FRAME_FLAGS}) == 0`]
    .filter((test) => test !== 'true')
    .join(' && ')
}

/** The loop over rows: its counter, and that of iteration k as text. */
interface Rows {
  readonly counter: Local
  readonly kth: string
}

/** As many whole tiles as the iterations from k to stop have, where `tiles` holds. */
export function emitTile(
  { counter, kth }: Rows,
  { rows, body, checks, inner, panels }: Tile,
  scalar: Scalar,
  lines: Lines,
  names: Names,
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
    if (panels) emitPanels(panels, kth, rows, rowwise, lines, names)
    lines.block(
      'if (k < end) do {',
      () => {
        lines.add(`${scalar.local(counter)} = ${kth}`)
        rowwise.block(body)
        lines.add(`k += ${rows}`)
      },
      '} while (k < end)',
    )
  })
}

/** A serial loop with as many whole tiles as it has iterations for, if nothing that they touch overlaps; the rest of it runs as it stands. */
export function emitSerialTile(
  loop: ForStmt,
  tile: SerialTile,
  rest: (start: string) => void,
  scalar: Scalar,
  lines: Lines,
  names: Names,
): void {
  const apart = tile.apart.map(
    ({ span, distance }) => `${scalar.expr(span.hi)} - ${scalar.expr(span.lo)} < ${scalar.expr(distance)}`,
  )
  const from = names.fresh('from')
  lines.add(`let ${from}: i32 = ${scalar.expr(loop.start)}`)
  lines.block('{', () => {
    lines.add(`let k = ${from}`, `const stop: i32 = ${scalar.expr(loop.stop)}`)
    lines.add(`const tiles = ${['k < stop', tileFits(tile, scalar), ...new Set(apart)].join(' && ')}`)
    emitTile({ counter: loop.counter, kth: 'k' }, tile, scalar, lines, names)
    lines.add(`${from} = k`)
  })
  rest(from)
}

/** Bytes of what all rows share from which panels are worth it: it has left the caches before the next row. */
const LARGE = 2 ** 21
/** Terms and columns from which they are. */
const MANY = 128

/** The tiles in panels, where their sums have many terms. What they touch is what the tiles touch, whose checks hold here. */
function emitPanels(
  { terms, columns, from, to, body, inner }: Panels,
  kth: string,
  rows: number,
  scalar: Scalar,
  lines: Lines,
  names: Names,
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
  lines.block(`if (end - k >= ${2 * rows} && ${large}) {`, () => {
    const first = names.fresh('first')
    lines.add(
      `const ${names.bind(from, first)} = ${kth}`,
      `const ${names.bind(to, names.fresh('last'))} = ${first} + (end - k)`,
    )
    inPanels.block(body)
    lines.add('k = end')
  })
}
