import { types } from '../../ops/type.ts'
import type { SetStmt } from '../ir/nodes.ts'
import { extremeTerm } from '../plan/extremes.ts'
import type { LaneFold } from '../plan/reduction.ts'
import type { LaneExprs } from './laneExprs.ts'
import type { Lines } from './lines.ts'
import type { Names } from './names.ts'

/**
 * Sums of all that extremes are taken of, a variable for each type: NaN where one of them is, or where infinities of both signs are among them.
 */
export class Seen {
  readonly #sums: Map<LaneFold['type'], string>
  /** The vectors that have been added. */
  readonly #added: Set<string> = new Set()

  constructor(folds: readonly LaneFold[], lines: Lines, names: Names) {
    this.#sums = new Map(folds.map(({ type }) => [type, names.fresh('seen')]))
    for (const [type, sum] of this.#sums) lines.add(`let ${sum} = ${types[type].shape}.splat(0)`)
  }

  /** `m = Math.max(m, e)` by a comparison, with `e` added to what has been seen. */
  take(exprs: LaneExprs, stmt: SetStmt): void {
    const { text, values, plan } = exprs
    const { op, type } = plan.folds.find(({ local }) => local === stmt.local)!
    const term = exprs.lanes(extremeTerm(stmt)!)
    const { shape } = types[type]
    if (!this.#added.has(term.parts[0])) {
      this.#added.add(term.parts[0])
      const sum = this.#sums.get(type)!
      const all = term.parts.reduce((a, b) => text.compute(`${shape}.add(${a}, ${b})`))
      text.lines.add(`${sum} = ${shape}.add(${sum}, ${all})`)
    }
    const take = op === 'Math.min' ? 'pmin' : 'pmax'
    values.set(
      stmt.local,
      text.map(values.get(stmt.local)!, (part, i) => `${shape}.${take}(${part}, ${term.parts[i]})`),
    )
  }

  /** Text of whether these extremes may be wrong: something was NaN, or a zero may have the other sign. */
  doubt(extremes: readonly string[]): string {
    const nan = [...this.#sums].map(([type, sum]) => `v128.any_true(${types[type].shape}.ne(${sum}, ${sum}))`)
    return [...nan, ...extremes.map((extreme) => `${extreme} == 0`)].join(' || ')
  }
}
