import { types } from '../../ops/type.ts'
import { FLAG_IN_ORDER, FRAME_FLAGS } from '../manifest.ts'
import { STRIPES, striped } from '../plan/reduction.ts'
import type { VectorPlan } from '../plan/vectors.ts'
import { type Accumulator, accumulate, combineChoice, combineLanes, declareAccumulators } from './accumulators.ts'
import { Drains, drained } from './drains.ts'
import { Seen } from './extremes.ts'
import { loadFrame } from './frame.ts'
import { Gang } from './gang.ts'
import {
  counterText,
  type Emission,
  emitIdentities,
  emitIterations,
  emitSums,
  scratchAt,
  stripesAt,
} from './iterations.ts'
import { LaneExprs } from './laneExprs.ts'
import { type LaneBytes, LaneText } from './lanes.ts'
import type { Lines } from './lines.ts'
import { Names } from './names.ts'
import { Scalar } from './scalar.ts'
import { declareOwn, lanesStayInside } from './vectorLoop.ts'

/** Condition under which the vector version of a region runs. */
export function vectorFits(plan: VectorPlan, scalar: Scalar): string {
  const accesses = [...plan.accesses]
  const flags = `load<u32>(frame, ${FRAME_FLAGS})`
  // Iterations that run again must not see what they wrote.
  const again = accesses.some(([, { guard }]) => guard === 'checked') && accesses.some(([access]) => access.store)
  const order = again || plan.keepsElements ? `${flags} == 0` : `!(${flags} & ${FLAG_IN_ORDER})`
  return [...lanesStayInside(plan, scalar), order].join(' && ')
}

/** Vector trips, then scalar iterations for the rest. */
export function emitVector(emission: Emission, scalar: Scalar, plan: VectorPlan): void {
  emission.lines.add(`const end = k + ((stop - k) & ~${plan.trip - 1})`)
  declareOwn(emission.region.loop, plan, scalar, emission.lines)
  if (plan.stripesInMemory) emitStripesInMemory(emission, scalar, plan)
  else if (plan.quick) emitExtremes(emission, scalar, plan)
  else emitStripes(emission, scalar, plan)
}

/** The trips of a vector loop. `gang` gives the reductions their values before a gang's body, and takes them after it. */
function emitTrips(
  emission: Emission,
  scalar: Scalar,
  plan: VectorPlan,
  gang: (exprs: LaneExprs, body: () => void) => void,
  seen?: Seen,
  drains?: Drains,
): void {
  const { region, lines, names, helpers } = emission
  const { loop, index } = region
  const text = new LaneText(lines, names, plan.lanes)
  const iteration = (skip: number): string => (skip ? `k + ${skip}` : 'k')
  const bases = region.copied.map(({ array }) => `, ${scalar.array(array)}`).join('')
  const again = (skip: number): string => {
    helpers.add('again')
    return `again_${index}(${iteration(skip)}, frame${bases})`
  }
  const checked: Scalar = scalar.with({
    check: (at, extent) => {
      const name = at.type === 'i32' ? 'index' : at.type === 'i64' ? 'index64' : 'indexFloat'
      helpers.add(name)
      return `${name}_${index}(${checked.expr(at)}, ${checked.local(extent)}, ${iteration(exprs.skip)}, frame${bases})`
    },
  })
  const exprs: LaneExprs = new LaneExprs(text, checked, loop, plan, again)
  const mark = lines.mark
  const run = (head: string, until: string): void =>
    lines.block(
      head,
      () => {
        lines.add(`${scalar.local(loop.counter)} = ${counterText(region, scalar)}`)
        for (let skip = 0; skip < plan.trip; skip += plan.lanes) {
          text.reset()
          exprs.skip = skip
          exprs.values = new Map()
          gang(exprs, () => new Gang(exprs, seen, drains).block(plan.body))
        }
        lines.add(`k += ${plan.trip}`)
      },
      `} while (k < ${until})`,
    )
  const trips = { counter: 'k', end: 'end', trip: plan.trip, down: false }
  const some = 'if (k < end)'
  if (drains === undefined) run(`${some} do {`, 'end')
  else lines.block(`${some} {`, () => drained(drains, trips, lines, names, (until) => run('do {', until)))
  lines.insert(mark, text.before)
}

/** Stripes in variables: a trip holds all 16. */
function emitStripes(emission: Emission, scalar: Scalar, plan: VectorPlan): void {
  const { lines, names } = emission
  // What has stripes needs them for the last iterations.
  const whole = plan.drains.filter(({ fold }) => !striped(fold))
  const accumulators = declareAccumulators(plan, plan.trip, scalar, lines, names, whole)
  const drains = plan.drains.length > 0 ? new Drains(plan.drains, plan.lanes, lines, names) : undefined
  emitTrips(emission, scalar, plan, (exprs, body) => accumulate(accumulators, exprs, body), undefined, drains)
  const folded = plan.folds.flatMap((fold) => {
    const own = accumulators.find(({ local }) => local === fold.local)
    if (own) return [{ fold, parts: own.parts }]
    lines.add(`${scalar.local(fold.local)} = ${drains!.total(fold)}`)
    return []
  })
  const combine = ({ fold, parts }: (typeof folded)[number]): void => {
    const total = drains?.total(fold)
    const sum = combineLanes(fold, parts, lines, names)
    // A sum of nothing is -0.
    const rises = plan.exact.some(({ local, rises }) => local === fold.local && rises)
    const both = rises ? `${total} == 0 ? ${sum} : ${total} + ${sum}` : `${total} + ${sum}`
    lines.add(`${scalar.local(fold.local)} = ${total ? both : sum}`)
  }
  for (const each of folded) if (!striped(each.fold)) combine(each)
  for (const choice of plan.choices) combineChoice(choice, accumulators, (local) => scalar.local(local), lines, names)
  const inStripes = folded.filter(({ fold }) => striped(fold))
  if (inStripes.length === 0) {
    emitIterations(emission, scalar)
    return
  }
  lines.block('if (k < stop) {', () => {
    // The last iterations of the region: their stripes go through memory.
    const each = (text: (part: string, at: number) => string): void =>
      inStripes.forEach(({ parts }, r) => {
        parts.forEach((part, i) => {
          lines.add(text(part, stripesAt(r) + 16 * i))
        })
      })
    each((part, at) => `v128.store(scratch, ${part}, ${at})`)
    emitIterations(emission, scalar)
    each((part, at) => `${part} = v128.load(scratch, ${at})`)
  })
  for (const each of inStripes) combine(each)
}

/** Extremes by comparisons alone, and once more, exactly, where these may be wrong. */
function emitExtremes(emission: Emission, scalar: Scalar, plan: VectorPlan): void {
  const { lines, names } = emission
  const { folds, trip } = plan
  const extremes = folds.map(({ local }) => scalar.local(local))
  const combine = (from: readonly Accumulator[]): void =>
    folds.forEach((fold, i) => void lines.add(`${extremes[i]} = ${combineLanes(fold, from[i].parts, lines, names)}`))

  const from = names.fresh('from')
  lines.add(`const ${from} = k`)
  const quick = declareAccumulators(plan, trip, scalar, lines, names)
  const seen = new Seen(folds, lines, names)
  emitTrips(emission, scalar, plan, (exprs, body) => accumulate(quick, exprs, body), seen)
  combine(quick)
  lines.block(`if (${seen.doubt(extremes)}) {`, () => {
    const exact = declareAccumulators(plan, trip, scalar, lines, names)
    lines.add(`k = ${from}`)
    emitTrips(emission, scalar, plan, (exprs, body) => accumulate(exact, exprs, body))
    combine(exact)
  })
  emitIterations(emission, scalar)
}

/** Stripes in the thread's scratch memory, for gangs that take long: a trip is one gang. */
function emitStripesInMemory(emission: Emission, scalar: Scalar, plan: VectorPlan): void {
  const { lines, names } = emission
  const { folds } = plan
  const ordered = [...folds.filter(striped), ...folds.filter((fold) => !striped(fold))]
  emitIdentities(emission, ordered)
  emitTrips(emission, scalar, plan, (exprs, body) => {
    const places = ordered.map(({ local, type }, r) => {
      const bytes = types[type].bytes as LaneBytes
      const at = names.fresh('stripes')
      lines.add(`const ${at} = ${scratchAt(r)} + (<usize>(k & ${STRIPES - 1}) << ${bytes === 8 ? 3 : 2})`)
      exprs.values.set(local, { bytes, parts: loads(exprs.text.partsOf(bytes), at, 0, lines, names) })
      return { local, at }
    })
    body()
    for (const { local, at } of places)
      exprs.values.get(local)!.parts.forEach((part, i) => void lines.add(`v128.store(${at}, ${part}, ${16 * i})`))
  })
  ordered.forEach((fold, r) => {
    if (striped(fold)) return
    const parts = loads((STRIPES * types[fold.type].bytes) / 16, 'scratch', stripesAt(r), lines, names)
    lines.add(`${scalar.local(fold.local)} = ${combineLanes(fold, parts, lines, names)}`)
  })
  emitIterations(emission, scalar)
  emitSums(emission, scalar)
}

function loads(count: number, from: string, offset: number, lines: Lines, names: Names): string[] {
  return Array.from({ length: count }, (_, i) => {
    const name = names.fresh('v')
    lines.add(`const ${name} = v128.load(${from}, ${offset + 16 * i})`)
    return name
  })
}

/** The functions that run a gang's iterations one by one, once a lane is known to lie outside an array: one of them throws. */
export function emitAgain(emission: Emission, vector: VectorPlan): void {
  const { plan, region, lines, used, helpers } = emission
  if (helpers.size === 0) return
  const { index, loop, reductions } = region
  const names = new Names()
  const bases = region.copied.map(({ array: { base } }) => names.of(base, base.name))
  const given = bases.map((base) => `, ${base}: usize`).join('')
  const passed = bases.map((base) => `, ${base}`).join('')
  lines.block(`function again_${index}(k: i32, frame: usize${given}): void {`, () => {
    const scalar = new Scalar(lines, { names, proven: plan.unchecked, iteration: 'k', used })
    loadFrame(plan, region, scalar, new Set(region.copied.map(({ array }) => array.base)))
    scalar.declare([loop, ...reductions.flatMap((reduction) => reduction.merge)])
    lines.add(`const stop = k + ${vector.lanes}`)
    emitIterations({ ...emission, names }, scalar, new Map())
    lines.add('unreachable()')
  })
  const tests: Readonly<Record<string, readonly [string, string]>> = {
    index: ['i32', '<u32>index >= <u32>length'],
    index64: ['i64', '<u64>index >= <u64>length'],
    indexFloat: ['f64', '!(index >= 0 && index < <f64>length && floor<f64>(index) == index)'],
  }
  for (const [name, [type, test]] of Object.entries(tests)) {
    if (!helpers.has(name)) continue
    lines.block(`function ${name}_${index}(index: ${type}, length: i32, k: i32, frame: usize${given}): i32 {`, () =>
      lines.add(
        `if (${test}) { again_${index}(k, frame${passed}); unreachable() }`,
        `return ${type === 'i32' ? '' : '<i32>'}index`,
      ),
    )
  }
}
