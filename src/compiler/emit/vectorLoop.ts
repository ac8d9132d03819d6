import { assignedLocals, type ForStmt, type Local } from '../ir/nodes.ts'
import { FRAME_FLAGS } from '../manifest.ts'
import type { Apart } from '../plan/dependences.ts'
import type { Reduction } from '../plan/reduction.ts'
import type { VectorPlan } from '../plan/vectors.ts'
import { accumulate, combineChoice, combineLanes, declareAccumulators } from './accumulators.ts'
import { elementText } from './address.ts'
import { Gang } from './gang.ts'
import { LaneExprs } from './laneExprs.ts'
import { LaneText } from './lanes.ts'
import type { Lines } from './lines.ts'
import { literal } from './literal.ts'
import type { Names } from './names.ts'
import { type Scalar, typeText } from './scalar.ts'

/** Conditions under which lanes stay within their arrays without checks. */
export function lanesStayInside(plan: VectorPlan, scalar: Scalar): string[] {
  const { hoisted } = plan.checks
  // Lanes that are off read the first element.
  const filled = [...plan.accesses].flatMap(([{ array }, { guard }]) =>
    guard === 'none' ? [] : [`${scalar.length(array)} > 0`],
  )
  const apart = plan.distances.map((distance) => `${scalar.expr(distance)} != 0`)
  const outside = plan.outside.map(({ value, lo, hi }) => {
    const text = scalar.expr(value)
    return `(${text} < ${scalar.expr(lo)} || ${text} > ${scalar.expr(hi)})`
  })
  return [
    ...new Set([...apart, ...outside]),
    ...(hoisted.length > 0 ? [scalar.checks(hoisted)] : []),
    ...new Set(filled),
  ]
}

/** Condition under which two arrays share no byte. */
function areApart(pair: Apart, scalar: Scalar): string {
  const [[a, aEnd], [b, bEnd]] = pair.map((array) => {
    const start = `<u64>${scalar.array(array)}`
    return [start, `${start} + (<u64>${scalar.length(array)} << ${elementText[array.dtype].shift})`]
  })
  return `(${aEnd} <= ${b} || ${bEnd} <= ${a})`
}

/**
 * A serial loop as lanes, where it has enough iterations and no arrays overlap, else as it is; the last iterations are scalar. Gives false
 * where the loop is not planned so, or not all of its accesses are proven here.
 */
export function emitVectorLoop(
  inner: ReadonlyMap<ForStmt, VectorPlan>,
  lines: Lines,
  names: Names,
): (stmt: ForStmt, scalar: Scalar) => boolean {
  const asLanes = (stmt: ForStmt, scalar: Scalar): boolean => {
    const plan = inner.get(stmt)
    if (plan === undefined || ![...plan.accesses.keys()].every((access) => !access.store || scalar.proves(access)))
      return false
    const { trip } = plan
    const counter = scalar.local(stmt.counter)
    const [start, stop] = ['start', 'stop'].map((name) => names.fresh(`${counter}_${name}`))
    lines.block('{', () => {
      lines.add(`const ${start}: i32 = ${scalar.expr(stmt.start)}, ${stop}: i32 = ${scalar.expr(stmt.stop)}`)
      const fits = [
        descends(stmt) ? `<i64>${start} - <i64>${stop} >= ${trip}` : `<i64>${stop} - <i64>${start} >= ${trip}`,
        `load<u32>(frame, ${FRAME_FLAGS}) == 0`,
        ...plan.apart.map((pair) => areApart(pair, scalar)),
        ...lanesStayInside(plan, scalar),
      ]
      lines.block(`if (${fits.join(' && ')}) {`, () => {
        const proven = scalar.with({ proven: plan.checks.proven, lanes: undefined })
        emitTrips(stmt, plan, proven, { start, stop }, lines, names)
      })
      const plain = scalar.with({ lanes: (other, own) => other !== stmt && asLanes(other, own) })
      lines.block('else {', () => plain.block([stmt]))
    })
    return true
  }
  return asLanes
}

const descends = ({ step }: ForStmt): boolean => step.kind === 'const' && step.value < 0

/** Declares the locals of a plan that the loop itself does not have. */
export function declareOwn(loop: ForStmt, plan: VectorPlan, scalar: Scalar, lines: Lines): void {
  const known = assignedLocals(loop.body)
  for (const local of assignedLocals(plan.body))
    if (!known.has(local)) lines.add(`let ${scalar.local(local)}: ${typeText(local)} = ${literal(0, local.type)}`)
}

function emitTrips(
  stmt: ForStmt,
  plan: VectorPlan,
  scalar: Scalar,
  { start, stop }: { start: string; stop: string },
  lines: Lines,
  names: Names,
): void {
  const counter = scalar.local(stmt.counter)
  const down = descends(stmt)
  const end = names.fresh(`${counter}_end`)
  const { trip } = plan
  // A trip begins at its least counter.
  if (down)
    lines.add(`const ${end} = ${stop} + ((${start} - ${stop}) & ${trip - 1})`, `${counter} = ${start} - ${trip - 1}`)
  else lines.add(`const ${end} = ${stop} - ((${stop} - ${start}) & ${trip - 1})`, `${counter} = ${start}`)
  declareOwn(stmt, plan, scalar, lines)
  const text = new LaneText(lines, names, plan.lanes)
  const exprs = new LaneExprs(text, scalar, stmt, plan, () => {
    throw new Error('lanes of a serial loop keep no checks')
  })
  const accumulators = declareAccumulators(plan, plan.trip, scalar, lines, names)
  const mark = lines.mark
  lines.block(
    'do {',
    () => {
      const gangs = Array.from({ length: trip / plan.lanes }, (_, gang) => gang * plan.lanes)
      for (const skip of down ? gangs.reverse() : gangs) {
        text.reset()
        exprs.skip = skip
        accumulate(accumulators, exprs, () => new Gang(exprs).block(plan.body))
      }
      lines.add(`${counter} ${down ? '-' : '+'}= ${trip}`)
    },
    `} while (${counter} ${down ? '>' : '<'} ${end})`,
  )
  if (down) lines.add(`${counter} += ${trip - 1}`)
  lines.insert(mark, text.before)
  const partOf = (reduction: Reduction, local: Local): string => {
    const { part } = reduction.partials.find((partial) => partial.local === local)!
    return names.bind(part, names.fresh(part.name))
  }
  plan.folds.forEach((fold, i) => {
    lines.add(`const ${partOf(fold, fold.local)} = ${combineLanes(fold, accumulators[i].parts, lines, names)}`)
    scalar.block(fold.merge)
  })
  for (const choice of plan.choices) {
    const { reduction, values } = choice
    const parts = new Map(values.map(({ local }) => [local, partOf(reduction, local)]))
    for (const [local, part] of parts) lines.add(`let ${part}: ${local.type}`)
    combineChoice(choice, accumulators, (local) => parts.get(local)!, lines, names)
    scalar.block(reduction.merge)
  }
  const [more, next] = down ? ['>', '--'] : ['<', '++']
  lines.block(
    `if (${counter} ${more} ${stop}) do {`,
    () => scalar.block(stmt.body),
    `} while (${next}${counter} ${more} ${stop})`,
  )
}
