import { FRAME_FLAGS } from '../manifest.ts'
import type { Tile } from '../plan/tile.ts'
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
  { region, lines, names }: Emission,
  scalar: Scalar,
  { rows, body, checks, inner }: Tile,
): void {
  lines.block('if (tiles) {', () => {
    lines.add(`const end = k + ((stop - k) & ~${rows - 1})`)
    const rowwise = scalar.with({
      proven: checks.proven,
      lanes: emitVectorLoop(inner, lines, names),
      serial: undefined,
      promotions: undefined,
    })
    rowwise.declare(body)
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
