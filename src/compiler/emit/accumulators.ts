import { opNamed } from '../../ops/table.ts'
import { types } from '../../ops/type.ts'
import type { Local } from '../ir/nodes.ts'
import { identity } from '../plan/reduction.ts'
import type { LaneFold } from '../plan/vectors.ts'
import type { LaneExprs } from './laneExprs.ts'
import type { LaneBytes, Lanes } from './lanes.ts'
import type { Lines } from './lines.ts'
import { literal } from './literal.ts'
import type { Names } from './names.ts'
import type { Scalar } from './scalar.ts'

/** What the lanes of a trip reduce, in variables. */
export interface Accumulator {
  readonly fold: LaneFold
  readonly parts: readonly string[]
}

/** Declares the accumulators of a trip of so many iterations, which begin with what changes nothing. */
export function declareAccumulators(
  folds: readonly LaneFold[],
  trip: number,
  scalar: Scalar,
  lines: Lines,
  names: Names,
): Accumulator[] {
  return folds.map((fold) => {
    const { bytes, shape } = types[fold.type]
    const parts = Array.from({ length: (trip * bytes) / 16 }, () => names.fresh(`${scalar.local(fold.local)}_s`))
    const start = literal(identity(fold.op, fold.type), fold.type)
    lines.add(...parts.map((part, i) => `let ${part} = ${i === 0 ? `${shape}.splat(${start})` : parts[0]}`))
    return { fold, parts }
  })
}

/** Gives a gang its accumulators before its body, and takes their values after it. */
export function accumulate(accumulators: readonly Accumulator[], exprs: LaneExprs, body: () => void): void {
  const own = new Map<Local, Lanes>()
  for (const { fold, parts } of accumulators) {
    const bytes = types[fold.type].bytes as LaneBytes
    const from = (exprs.skip * bytes) / 16
    own.set(fold.local, { bytes, parts: parts.slice(from, from + exprs.text.partsOf(bytes)) })
  }
  exprs.values = new Map(own)
  body()
  exprs.text.assign([...own].map(([local, to]) => ({ to, value: exprs.values.get(local)! })))
}

/** The fixed pairwise combine of the lanes of a trip: halves onto each other. Gives the text of the result. */
export function combineLanes(fold: LaneFold, lanes: readonly string[], lines: Lines, names: Names): string {
  const { type } = fold
  const { shape, bytes } = types[type]
  const op = opNamed(fold.op)
  let parts = [...lanes]
  while (parts.length > 1) {
    const half = parts.length / 2
    parts = parts.slice(0, half).map((part, i) => {
      const joined = names.fresh('v')
      lines.add(`const ${joined} = ${op.vector(type, part, parts[i + half])}`)
      return joined
    })
  }
  const lane = (i: number): string => `${shape}.extract_lane(${parts[0]}, ${i})`
  const pair = (a: string, b: string): string => op.scalar(type, a, b)
  return bytes === 8 ? pair(lane(0), lane(1)) : pair(pair(lane(0), lane(2)), pair(lane(1), lane(3)))
}
