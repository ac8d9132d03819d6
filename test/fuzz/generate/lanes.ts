/** Straight lines of operations that SIMD has. */
import { type Block, load, type Node, node, store } from '../tree.ts'
import type { Grammar } from './grammar.ts'
import type { Place } from './place.ts'
import { LITERALS, UNARY } from './values.ts'

export function lanes(g: Grammar): Pick<Grammar, 'straight' | 'lane'> {
  /** A straight line of statements, which can become SIMD. */
  function straight(place: Place): Block {
    const block: Node[] = []
    let { names } = place
    for (let i = g.between(0, 2); i > 0; i--) {
      const name = g.fresh('v')
      block.push(node('stmt', `const ${name} = `, lane({ ...place, names }, 2)))
      names = [...names, { name, kind: 'num' }]
    }
    const here: Place = { ...place, names }
    for (const array of g.writable(place)) {
      const plain = array.dtype === 'float32' && !g.single
      block.push(
        store(array.name, g.index(here, array, 0), plain ? '=' : g.pick(['=', '=', '+=', '*=', '-=']), lane(here, 3)),
      )
    }
    for (const reduction of place.parallel!.reductions) {
      const { name, op, whole } = reduction
      const other = g.otherReduction(here, reduction, () => lane(here, 1))
      if (other) {
        block.push(other)
        continue
      }
      const term = whole ? g.small(here) : lane(here, 2)
      if (op === 'Math.min' || op === 'Math.max') block.push(node('stmt', `${name} = ${op}(${name}, `, term, ')'))
      else block.push(node('stmt', `${name} ${op}= `, term))
    }
    return { block }
  }

  /** A number of operations that SIMD has. */
  function lane(place: Place, depth: number): Node {
    const sub = (): Node => lane(place, depth - 1)
    const leaf = (): Node =>
      g.weighted<Node>(
        [6, () => laneElement(place)],
        [2, () => node('num', g.readable(place, 'num')?.name ?? g.pick(LITERALS))],
        [2, () => node('num', g.pick(LITERALS))],
      )
    if (depth <= 0) return leaf()
    const test = (): Node =>
      g.weighted<Node>(
        [5, () => node('bool', '(', sub(), ` ${g.pick(['<', '<=', '>', '>=', '===', '!=='])} `, sub(), ')')],
        [1, () => node('bool', '((', sub(), ' < ', sub(), `) ${g.pick(['&&', '||'])} (`, sub(), ' >= ', sub(), '))')],
        [0.5, () => node('bool', '(!(', sub(), ' < ', sub(), '))')],
        [0.3, () => node('bool', '(', g.int(place, 0), ' < ', g.int(place, 0), ')')],
      )
    return g.weighted<Node>(
      [3, leaf],
      [8, () => node('num', '(', sub(), ` ${g.pick(['+', '-', '*', '/'])} `, sub(), ')')],
      [2, () => node('num', `${g.pick(UNARY)}(`, sub(), ')')],
      [2, () => node('num', `Math.${g.pick(['min', 'max'])}(`, sub(), ', ', sub(), ')')],
      [2, () => node('num', '(', test(), ' ? ', sub(), ' : ', sub(), ')')],
      [1, () => node('num', '((', sub(), ') ** 2)')],
      [1, () => node('num', '(- ', sub(), ')')],
      [g.elementary ? 3 : 0, () => g.elementaryCall(sub)],
      [g.single ? 1 : 0, () => node('num', 'Math.fround(', sub(), ')')],
      [
        0.5,
        () => node('int', '(', g.int(place, 0), ` ${g.pick(['&', '|', '^', '+', '-', '*'])} `, g.int(place, 0), ')'),
      ],
    )
  }

  function laneElement(place: Place): Node {
    const fit = g.arrays.filter(
      (a) => a.dtype === 'float64' || a.dtype === 'int32' || (g.single && a.dtype === 'float32'),
    )
    if (fit.length === 0) return g.element(place, 0)
    const array = g.pick(fit)
    const owned = place.parallel?.owned.get(array.name)
    const counter = place.names.findLast((n) => n.counts)
    if (owned || counter === undefined) return load(array.name, g.index(place, array, 0))
    const { low, high } = counter.counts!
    return load(
      array.name,
      node('int', g.pick([counter.name, counter.name, `${counter.name} - ${low}`, `${counter.name} + ${high}`])),
    )
  }

  return { straight, lane }
}
