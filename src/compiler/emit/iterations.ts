import { types } from '../../ops/type.ts'
import type { Local } from '../ir/nodes.ts'
import type { Plan, Region } from '../plan/plan.ts'
import { identity, type LaneFold, STRIPES, striped } from '../plan/reduction.ts'
import type { Lines } from './lines.ts'
import { literal } from './literal.ts'
import type { Names } from './names.ts'
import type { Scalar } from './scalar.ts'

/** A region that is being printed. */
export interface Emission {
  readonly plan: Plan
  readonly region: Region
  readonly lines: Lines
  readonly names: Names
  readonly used: Set<string>
  /** Functions of the region's own that its text calls. */
  readonly helpers: Set<string>
}

/** Bytes of scratch memory before the stripes of the r-th reduction that has them, and their address. */
export const stripesAt = (r: number): number => r * STRIPES * 8
export const scratchAt = (r: number): string => (r === 0 ? 'scratch' : `scratch + ${stripesAt(r)}`)

/** Addresses of the current iteration's stripe of each reduction that has stripes. */
function stripeTexts(region: Region): Map<Local, string> {
  return new Map(
    region.reductions.filter(striped).map((reduction, r): [Local, string] => {
      const shift = types[reduction.type].bytes === 8 ? 3 : 2
      return [reduction.local, `${scratchAt(r)} + (<usize>(k & ${STRIPES - 1}) << ${shift})`]
    }),
  )
}

/** Scalar iterations; the stripes of reductions lie in the thread's scratch memory. */
export function emitScalar(emission: Emission, scalar: Scalar): void {
  startPartials(emission.region, scalar, emission.lines)
  emitIdentities(emission, emission.region.reductions.filter(striped))
  emitIterations(emission, scalar)
  emitSums(emission, scalar)
}

/** Fills the stripes of reductions with what changes nothing, one after the other in scratch memory. */
export function emitIdentities({ lines, names }: Emission, reductions: readonly LaneFold[]): void {
  reductions.forEach(({ op, type }, r) => {
    const { shape, bytes } = types[type]
    const name = names.fresh('start')
    lines.add(`const ${name} = ${shape}.splat(${literal(identity(op, type), type)})`)
    for (let at = 0; at < STRIPES * bytes; at += 16) lines.add(`v128.store(scratch, ${name}, ${stripesAt(r) + at})`)
  })
}

/** Combines the stripes in scratch memory. */
export function emitSums({ region, lines, used }: Emission, scalar: Scalar): void {
  region.reductions.filter(striped).forEach((reduction, r) => {
    const combine = `${reduction.op === '+' ? 'sum' : 'prod'}Stripes${reduction.type === 'f32' ? 'F32' : ''}`
    used.add(combine)
    lines.add(`${scalar.local(reduction.local)} = ${combine}(${scratchAt(r)})`)
  })
}

/** The reductions without stripes as they are where a block begins. */
export function startPartials(region: Region, scalar: Scalar, lines: Lines): void {
  for (const reduction of region.reductions)
    if (!striped(reduction))
      for (const { local, start } of reduction.partials)
        lines.add(`${scalar.local(local)} = ${literal(start, local.type)}`)
}

/** Scalar iterations from k to stop. */
export function emitIterations(
  { region, lines }: Emission,
  scalar: Scalar,
  stripes: ReadonlyMap<Local, string> = stripeTexts(region),
): void {
  const body = scalar.with({ stripes })
  lines.block(
    'if (k < stop) do {',
    () => {
      lines.add(`${scalar.local(region.loop.counter)} = ${counterText(region, scalar)}`)
      if (region.reserved.size > 0) lines.add(`${scalar.runtime('rewindReserve')}()`)
      body.declareRooms(region.reserved)
      body.block(region.loop.body)
    },
    '} while (++k < stop)',
  )
}

/** The counter of iteration k. */
export function counterText(region: Region, scalar: Scalar): string {
  const start = scalar.expr(region.loop.start)
  const step = scalar.expr(region.loop.step)
  const scaled = step === '1' ? 'k' : `k * ${step}`
  return start === '0' ? scaled : `${start} + ${scaled}`
}
