import { read } from '../ir/make.ts'
import type { Expr, ForStmt, Local } from '../ir/nodes.ts'
import { assignedLocals } from '../ir/walk.ts'
import { FRAME_FLAGS } from '../manifest.ts'
import { MOST_MOVED } from '../plan/addends.ts'
import type { Apart } from '../plan/dependences.ts'
import type { Reduction } from '../plan/reduction.ts'
import type { VectorPlan } from '../plan/vectors.ts'
import { type Accumulator, accumulate, combineChoice, combineLanes, declareAccumulators } from './accumulators.ts'
import { elementText } from './address.ts'
import { Drains, drained, ITERATIONS, LONGEST } from './drains.ts'
import { Seen } from './extremes.ts'
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
    const emit = (from: string, to: string, whole: boolean): void => {
      const fits = [
        descends(stmt) ? `<i64>${from} - <i64>${to} >= ${trip}` : `<i64>${to} - <i64>${from} >= ${trip}`,
        `load<u32>(frame, ${FRAME_FLAGS}) == 0`,
        // In a prange the sum may lie in memory.
        ...plan.exact.map(({ local }) => isSmallSum(scalar.expr(read(local, stmt.at)))),
        ...plan.apart.map((pair) => areApart(pair, scalar)),
        ...lanesStayInside(plan, scalar),
      ]
      lines.block(`if (${fits.join(' && ')}) {`, () => {
        const proven = scalar.with({ proven: plan.checks.proven, lanes: undefined })
        emitTrips(stmt, plan, proven, { start: from, stop: to }, lines, names)
      })
      const plain = scalar.with({ lanes: (other, own) => other !== stmt && asLanes(other, own), rare: true })
      lines.block('else {', () => {
        if (whole) plain.block([stmt])
        else plain.loop({ ...stmt, start: bound(from), stop: bound(to) })
      })
    }
    /** The end of a part of the loop, as a local. */
    const bound = (text: string): Expr => {
      const local: Local = { name: text, type: 'i32' }
      names.bind(local, text)
      return { kind: 'local', type: 'i32', local, at: stmt.at }
    }
    lines.block('{', () => {
      lines.add(`const ${start}: i32 = ${scalar.expr(stmt.start)}, ${stop}: i32 = ${scalar.expr(stmt.stop)}`)
      if (plan.crossings.length === 0) inPieces(plan, { start, stop }, descends(stmt), lines, names, emit)
      else inParts(plan.crossings, { start, stop }, scalar, lines, names, (from, to) => emit(from, to, false))
    })
    return true
  }
  return asLanes
}

/** Condition under which a sum is a whole number that a piece of the loop leaves among those that doubles hold; and not -0. */
function isSmallSum(sum: string): string {
  return `abs<f64>(${sum}) <= ${MOST_MOVED}.0 && trunc<f64>(${sum}) == ${sum} && reinterpret<i64>(${sum}) != i64.MIN_VALUE`
}

/** A loop in pieces, in each of which its exact sums stay small; whole where it has none, or they are small anyway. */
function inPieces(
  { exact }: VectorPlan,
  { start, stop }: { start: string; stop: string },
  down: boolean,
  lines: Lines,
  names: Names,
  piece: (from: string, to: string, whole: boolean) => void,
): void {
  const most = Math.max(0, ...exact.map((sum) => sum.most))
  const longest = Math.min(2 ** Math.floor(Math.log2(MOST_MOVED / Math.max(1, most))), LONGEST)
  if (most * ITERATIONS <= MOST_MOVED) {
    piece(start, stop, true)
    return
  }
  const [from, to] = [names.fresh('from'), names.fresh('to')]
  const more = `${from} ${down ? '>' : '<'} ${stop}`
  lines.add(`let ${from} = ${start}`)
  lines.block(
    `if (${more}) do {`,
    () => {
      const left = down ? `<i64>${from} - <i64>${stop}` : `<i64>${stop} - <i64>${from}`
      lines.add(`const ${to} = ${left} > ${longest} ? ${from} ${down ? '-' : '+'} ${longest} : ${stop}`)
      piece(from, to, false)
      lines.add(`${from} = ${to}`)
    },
    `} while (${more})`,
  )
}

/** A loop in parts: up to an iteration that runs by itself, that one, and what follows. */
function inParts(
  crossings: readonly Expr[],
  { start, stop }: { start: string; stop: string },
  scalar: Scalar,
  lines: Lines,
  names: Names,
  part: (from: string, to: string) => void,
): void {
  const iterations = [...new Set(crossings.map((crossing) => scalar.expr(crossing)))].map((text) => {
    const name = names.fresh('crossing')
    lines.add(`const ${name}: i64 = ${text}`)
    return name
  })
  const [from, to] = [names.fresh('from'), names.fresh('to')]
  lines.add(`let ${from} = ${start}`)
  lines.block(
    `if (${from} < ${stop}) do {`,
    () => {
      lines.add(`let ${to} = ${stop}`)
      for (const each of iterations)
        lines.add(
          `if (${each} == <i64>${from}) ${to} = ${from} + 1`,
          `else if (${each} > <i64>${from} && ${each} < <i64>${to}) ${to} = <i32>${each}`,
        )
      part(from, to)
      lines.add(`${from} = ${to}`)
    },
    `} while (${from} < ${stop})`,
  )
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
  const { trip, folds } = plan
  // A trip begins at its least counter.
  const first = `${counter} = ${start}${down ? ` - ${trip - 1}` : ''}`
  const rest = `((${down ? `${start} - ${stop}` : `${stop} - ${start}`}) & ${trip - 1})`
  lines.add(`const ${end} = ${stop} ${down ? '+' : '-'} ${rest}`, first)
  declareOwn(stmt, plan, scalar, lines)
  const text = new LaneText(lines, names, plan.lanes)
  const exprs = new LaneExprs(text, scalar, stmt, plan, () => {
    throw new Error('lanes of a serial loop keep no checks')
  })
  const trips = (accumulators: readonly Accumulator[], seen?: Seen, drains?: Drains): void =>
    drained(drains, { counter, end, trip, down }, lines, names, (until) =>
      lines.block(
        'do {',
        () => {
          const gangs = Array.from({ length: trip / plan.lanes }, (_, gang) => gang * plan.lanes)
          for (const skip of down ? gangs.reverse() : gangs) {
            text.reset()
            exprs.skip = skip
            accumulate(accumulators, exprs, () => new Gang(exprs, seen, drains).block(plan.body))
          }
          lines.add(`${counter} ${down ? '-' : '+'}= ${trip}`)
        },
        `} while (${counter} ${down ? '>' : '<'} ${until})`,
      ),
    )
  const partOf = (reduction: Reduction, local: Local): string => {
    const { part } = reduction.partials.find((partial) => partial.local === local)!
    return names.bind(part, names.fresh(part.name))
  }
  const combined = (from: readonly Accumulator[]): string[] =>
    folds.map((fold) => {
      const own = from.find(({ local }) => local === fold.local)
      return own ? combineLanes(fold, own.parts, lines, names) : drains!.total(fold)!
    })

  const accumulators = declareAccumulators(plan, trip, scalar, lines, names, plan.drains)
  const drains = plan.drains.length > 0 ? new Drains(plan.drains, plan.lanes, lines, names) : undefined
  const seen = plan.quick ? new Seen(folds, lines, names) : undefined
  const mark = lines.mark
  trips(accumulators, seen, drains)
  if (down) lines.add(`${counter} += ${trip - 1}`)
  const parts = combined(accumulators).map((value, i) => {
    const part = partOf(folds[i], folds[i].local)
    lines.add(`${seen ? 'let' : 'const'} ${part} = ${value}`)
    return part
  })
  if (seen) {
    lines.block(`if (${seen.doubt(parts)}) {`, () => {
      const exact = declareAccumulators(plan, trip, scalar, lines, names)
      lines.add(first)
      trips(exact)
      if (down) lines.add(`${counter} += ${trip - 1}`)
      combined(exact).forEach((value, i) => void lines.add(`${parts[i]} = ${value}`))
    })
  }
  lines.insert(mark, text.before)
  for (const fold of folds) scalar.block(fold.merge)
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
