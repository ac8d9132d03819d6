import { opNamed } from '../../ops/table.ts'
import { type NumberType, types } from '../../ops/type.ts'
import type { Local } from '../ir/nodes.ts'
import type { Drain } from '../plan/drains.ts'
import { type LaneChoice, NEVER } from '../plan/laneChoices.ts'
import { identity, type LaneFold } from '../plan/reduction.ts'
import type { VectorPlan } from '../plan/vectors.ts'
import type { LaneExprs } from './laneExprs.ts'
import type { LaneBytes, Lanes } from './lanes.ts'
import type { Lines } from './lines.ts'
import { literal } from './literal.ts'
import type { Names } from './names.ts'
import type { Scalar } from './scalar.ts'

/** A local that each lane of a trip has for itself, in variables. */
export interface Accumulator {
  readonly local: Local
  readonly parts: readonly string[]
}

/** Masks are 32 bits wide. */
const bytesOf = (local: Local): LaneBytes => (local.type === 'bool' ? 4 : (types[local.type].bytes as LaneBytes))

/** Declares what the lanes of a trip accumulate, but for what narrower ones do: folds begin with what changes nothing, choices with what any candidate displaces. */
export function declareAccumulators(
  { folds, choices }: Pick<VectorPlan, 'folds' | 'choices'>,
  trip: number,
  scalar: Scalar,
  lines: Lines,
  names: Names,
  drains: readonly Drain[] = [],
): Accumulator[] {
  const declare = (local: Local, start: string): Accumulator => {
    const parts = Array.from({ length: (trip * bytesOf(local)) / 16 }, () => names.fresh(`${scalar.local(local)}_s`))
    lines.add(...parts.map((part, i) => `let ${part} = ${i === 0 ? start : parts[0]}`))
    return { local, parts }
  }
  const splat = (type: NumberType, value: number | bigint): string =>
    `${types[type].shape}.splat(${literal(value, type)})`
  return [
    ...folds
      .filter((fold) => !drains.some((drain) => drain.fold === fold))
      .map(({ local, op, type }) => declare(local, splat(type, identity(op, type)))),
    ...choices.flatMap(({ values, won }) => [
      ...values.map(({ local, start }) =>
        declare(local, local.type === 'bool' ? `i32x4.splat(${start ? -1 : 0})` : splat(local.type, start)),
      ),
      ...(won ? [declare(won, splat('i32', NEVER))] : []),
    ]),
  ]
}

/** Gives a gang its accumulators before its body, and takes their values after it. */
export function accumulate(accumulators: readonly Accumulator[], exprs: LaneExprs, body: () => void): void {
  const { text } = exprs
  const own = new Map<Local, Lanes>()
  for (const { local, parts } of accumulators) {
    const bytes = bytesOf(local)
    const from = (exprs.skip * bytes) / 16
    own.set(local, { bytes, parts: parts.slice(from, from + text.partsOf(bytes)) })
  }
  exprs.values = new Map(own)
  body()
  text.assign([...own].map(([local, to]) => ({ to, value: text.width(exprs.values.get(local)!, to.bytes) })))
}

/** The fixed pairwise combine of the lanes of a trip: halves onto each other. Gives the text of the result. */
export function combineLanes(fold: LaneFold, lanes: readonly string[], lines: Lines, names: Names): string {
  const { type } = fold
  const { shape, bytes } = types[type]
  const op = opNamed(fold.op)
  const parts = halved(lanes, (a, b) => op.vector(type, a, b)!, lines, names)
  const lane = (i: number): string => `${shape}.extract_lane(${parts}, ${i})`
  const pair = (a: string, b: string): string => op.scalar(type, a, b)
  return bytes === 8 ? pair(lane(0), lane(1)) : pair(pair(lane(0), lane(2)), pair(lane(1), lane(3)))
}

/** Vectors joined until one is left. */
function halved(lanes: readonly string[], join: (a: string, b: string) => string, lines: Lines, names: Names): string {
  let parts = [...lanes]
  while (parts.length > 1) {
    const half = parts.length / 2
    parts = parts.slice(0, half).map((part, i) => {
      const joined = names.fresh('v')
      lines.add(`const ${joined} = ${join(part, parts[i + half])}`)
      return joined
    })
  }
  return parts[0]
}

/** Puts what the lanes chose together, in the variables that `target` names: they are set here. */
export function combineChoice(
  { reduction, values, won }: LaneChoice,
  accumulators: readonly Accumulator[],
  target: (local: Local) => string,
  lines: Lines,
  names: Names,
): void {
  const partsOf = (local: Local): readonly string[] => accumulators.find((each) => each.local === local)!.parts
  const [{ local, start }] = values
  if (reduction.kind === 'fold') {
    // A condition.
    const and = reduction.op === '&&'
    const all = halved(partsOf(local), (a, b) => `v128.${and ? 'and' : 'or'}(${a}, ${b})`, lines, names)
    lines.add(`${target(local)} = ${and ? `i32x4.all_true(${all})` : `v128.any_true(${all})`}`)
    return
  }
  for (const { local: each, start: first } of values) lines.add(`${target(each)} = ${literal(first, each.type)}`)
  const at = (of: Local, lane: number): string => {
    const { shape, bytes } = types[of.type as NumberType]
    const count = 16 / bytes
    return `${shape}.extract_lane(${partsOf(of)[Math.floor(lane / count)]}, ${lane % count})`
  }
  const lanes = (partsOf(local).length * 16) / bytesOf(local)
  const type = local.type as NumberType
  if (reduction.kind === 'flag') {
    for (let lane = 0; lane < lanes; lane++)
      lines.add(`if (${at(local, lane)} != ${literal(start, type)}) ${target(local)} = ${at(local, lane)}`)
    return
  }
  const first = names.fresh(`${local.name}_won`)
  lines.add(`let ${first}: i32 = ${NEVER}`)
  for (let lane = 0; lane < lanes; lane++) {
    const [value, when] = ['value', 'when'].map((name) => names.fresh(name))
    lines.add(`const ${value} = ${at(local, lane)}, ${when} = ${at(won!, lane)}`)
    const best = target(local)
    const better = `${value} ${reduction.relation} ${best}`
    lines.block(`if (${better} || (${value} == ${best} && ${when} < ${first})) {`, () => {
      for (const { local: each } of values) lines.add(`${target(each)} = ${at(each, lane)}`)
      lines.add(`${first} = ${when}`)
    })
  }
}
