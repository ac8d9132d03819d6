/** Iterations that go different ways. */
import { type Block, type Node, node, type Part, raise, store } from '../tree.ts'
import type { Grammar } from './grammar.ts'
import type { Name, Place } from './place.ts'

export function masks(g: Grammar): Pick<Grammar, 'divergent'> {
  /** Variables of each iteration's own, which branches and loops change that iterations take and leave at different times. */
  function divergent(place: Place): Block {
    const block: Node[] = []
    let { names } = place
    const own: Name[] = []
    for (let i = g.between(2, 4); i > 0; i--) {
      const kind = g.weighted<Name['kind']>([6, () => 'num'], [3, () => 'int'], [1, () => 'bool'])
      const variable: Name = { name: g.fresh('v'), kind }
      const here: Place = { ...place, names }
      const value = kind === 'num' ? g.lane(here, 1) : kind === 'int' ? g.int(here, 1) : g.bool(here, 1)
      block.push(node('stmt', `let ${variable.name} = `, value))
      names = [...names, variable]
      own.push(variable)
    }
    const inside: Place = { ...place, names, assignable: own }
    const branch = (here: Place): Block => diverging({ ...here, depth: here.depth + 1 }, g.between(1, 3))
    block.push(...diverging(inside, g.between(2, 4)).block)
    if (g.chance(0.3)) block.push(node('stmt', 'if (', g.bool(inside, 1), ') ', branch(inside)))
    for (const array of g.writable(inside)) {
      const { name } = g.pick(own.filter((variable) => variable.kind !== 'bool').concat(own))
      const value = node('num', `+${name}`)
      const write = store(
        array.name,
        g.index(inside, array, 0),
        '=',
        array.dtype === 'float32' ? node('num', 'Math.fround(', value, ')') : value,
      )
      block.push(g.chance(0.2) ? node('stmt', 'if (', g.bool(inside, 1), ') ', { block: [write] }) : write)
    }
    for (const reduction of place.parallel!.reductions) {
      const other = g.otherReduction(inside, reduction, () => g.lane(inside, 1))
      const { name, op, whole } = reduction
      const term = whole ? g.small(inside) : g.lane(inside, 1)
      if (other) block.push(other)
      else if (op === 'Math.min' || op === 'Math.max') block.push(node('stmt', `${name} = ${op}(${name}, `, term, ')'))
      else block.push(node('stmt', `${name} ${op}= `, term))
    }
    return { block }
  }

  /** Statements of which most are branches and loops over what differs from iteration to iteration. */
  function diverging(place: Place, size: number): Block {
    const deep = place.depth >= 5
    const loop = (head: readonly Part[], tail: string, counts: Name): Node => {
      const inner: Place = {
        ...place,
        names: [...place.names, counts],
        depth: place.depth + 1,
        loops: place.loops + 1,
        breakable: 'loop',
        switched: false,
      }
      return node('fixed', ...head, diverging(inner, g.between(1, 3)), tail)
    }
    const counter = (): Name => ({ name: g.fresh('w'), kind: 'int' })
    const most = (): string => String(g.between(1, place.loops > 1 ? 3 : 9))
    const one = (): Node =>
      g.weighted<Node>(
        [6, () => g.assignment(place)],
        [place.breakable ? 2 : 0, () => node('stmt', 'if (', g.bool(place, 1), `) ${g.jump(place)}`)],
        [
          place.breakable ? 1 : 0,
          () =>
            node('stmt', 'if (', g.bool(place, 1), ') ', {
              block: [g.assignment(place), node('stmt', g.jump(place))],
            }),
        ],
        [
          deep ? 0 : 3,
          () => {
            const inner: Place = { ...place, depth: place.depth + 1 }
            const parts: Part[] = ['if (', g.bool(place, 2), ') ', diverging(inner, g.between(1, 2))]
            if (g.chance(0.5)) parts.push(' else ', diverging(inner, g.between(1, 2)))
            return node('stmt', ...parts)
          },
        ],
        [deep ? 0 : 0.5, () => g.switching(place)],
        [place.assignable.length > 1 ? 0.4 : 0, () => g.swap(place)],
        [0.15, () => node('stmt', 'if (', g.bool(place, 1), ') ', { block: [raise(g.num(place, 0))] })],
        [0.7, () => g.storing(place)],
        [
          deep || place.loops >= 4 ? 0 : 1.5,
          () => {
            const count = counter()
            const test: Part[] = g.chance(0.8) ? [' && ', g.bool(place, 1)] : []
            return loop(
              [`let ${count.name} = 0; while (${count.name} < ${most()}`, ...test, `) { ${count.name}++; `],
              ' }',
              count,
            )
          },
        ],
        [
          deep || place.loops >= 4 ? 0 : 1.5,
          () => {
            const count = counter()
            const bound = g.chance(0.5) ? [most()] : ['(', g.int(place, 1), ' & 7)']
            const start = g.chance(0.7) ? ['0'] : ['(', g.int(place, 0), ' & 3)']
            const step = g.pick(['++', '++', ' += 2', ' += 3'])
            return loop(
              [`for (let ${count.name} = `, ...start, `; ${count.name} < `, ...bound, `; ${count.name}${step}) `],
              '',
              count,
            )
          },
        ],
        [
          deep || place.loops >= 4 ? 0 : 0.6,
          () => {
            const count = counter()
            return loop([`let ${count.name} = 0; for (;;) { if (${count.name}++ >= ${most()}) break; `], ' }', count)
          },
        ],
        [
          deep || place.loops >= 4 ? 0 : 0.5,
          () => {
            const count = counter()
            return loop(
              [`let ${count.name} = 0; do { if (++${count.name} > ${most()}) break; `],
              ` } while (${g.readable(place, 'bool')?.name ?? `${count.name} & 3`})`,
              count,
            )
          },
        ],
      )
    return { block: Array.from({ length: size }, one) }
  }

  return { divergent }
}
