/** Methods of typed arrays. */
import type { ArrayArgument } from '../program.ts'
import { call, type Node, node } from '../tree.ts'
import type { Grammar } from './grammar.ts'
import type { Name, Place } from './place.ts'
import { LITERALS } from './values.ts'

export function methods(g: Grammar): Pick<Grammar, 'method' | 'part' | 'methodValue'> {
  const computes = (array: ArrayArgument): boolean => array.dtype !== 'float32' || g.single

  /** A callback of these parameters that gives a number, or a condition. */
  function callback(place: Place, params: readonly string[], depth: number, kind: 'num' | 'bool' = 'num'): Node {
    const own = params.map((name): Name => ({ name, kind: 'num' }))
    const inside: Place = { ...place, names: [...place.names, ...own], assignable: [] }
    const outer = g.inHelper
    g.inHelper = true
    const value = kind === 'num' ? g.num(inside, depth) : g.bool(inside, depth)
    g.inHelper = outer
    return node('fixed', `(${params.join(', ')}) => `, value)
  }

  /** From where to where a part goes; in no order, and from the end where they are negative. */
  function ends(array: ArrayArgument): readonly number[] {
    const { length } = array.values
    const end = (): number => g.pick([0, 1, 2, -1, -2, length, length - 1, length >> 1, 100])
    return Array.from({ length: g.between(0, 2) }, end)
  }

  /** A comparison that is one: of elements that are never NaN. */
  function sortBy({ dtype }: ArrayArgument): string {
    if (dtype.startsWith('float')) return 'sort()'
    return `sort((x, y) => ${g.pick(['x - y', 'y - x', '(x & 7) - (y & 7)', 'Math.trunc(x / 8) - Math.trunc(y / 8)'])})`
  }

  /** A statement. */
  function method(place: Place): Node {
    const array = g.pick(g.writable(place))
    const sums = place.assignable.filter(({ kind }) => kind === 'num')
    return g.weighted<Node>(
      [
        2,
        () => {
          const more = ends(array).map((end) => `, ${end}`)
          return node('stmt', `${array.name}.fill(`, g.num(place, 1), `${more.join('')})`)
        },
      ],
      [
        place.parallel ? 0 : 1,
        () => {
          const other = g.pick(g.readables(place))
          // With an offset, a parameter might be a number: `set(i, value)` of an n-d array.
          const from = place.made?.some((made) => made.array === other) ? g.between(0, 2) : 0
          const fits = `${other.name}.length + ${from} <= ${array.name}.length`
          const offset = from > 0 ? `, ${from}` : ''
          return node('stmt', `if (${fits}) `, { block: [node('fixed', `${array.name}.set(${other.name}${offset})`)] })
        },
      ],
      [place.parallel ? 0 : 1, () => node('fixed', `${array.name}.${g.pick(['sort()', 'reverse()', sortBy(array)])}`)],
      [
        place.parallel ? 0 : 0.7,
        () => {
          const [to, ...others] = [g.pick([0, 1, 2, -1, 100]), ...ends(array)]
          return node('fixed', `${array.name}.copyWithin(${[to, ...(others.length > 0 ? others : [1])].join(', ')})`)
        },
      ],
      [
        sums.length > 0 && computes(array) && place.parallel === undefined ? 2 : 0,
        () => {
          const { name } = g.pick(sums)
          const value = callback(place, ['x', 'y'], 1)
          return node('stmt', `${array.name}.forEach((x, y) => { ${name} += (`, value, ')(x, y) })')
        },
      ],
    )
  }

  /** `const t = a.slice(1, -1)`, and such; not in a parallel loop. */
  function part(place: Place): { stmt: Node; array: ArrayArgument; alias: boolean } {
    const of = g.pick(g.readables(place))
    const name = g.fresh('t')
    const [from, to] = ends(of)
    const text = [from, to].filter((end) => end !== undefined).join(', ')
    const part = { name, dtype: of.dtype, values: of.values.slice(from, to) }
    if (g.chance(0.4) && computes(of)) {
      const value = callback(place, ['x', 'y'].slice(0, g.between(1, 2)), 2)
      const array = { name, dtype: of.dtype, values: of.values.slice() }
      return { stmt: node('stmt', `const ${name} = ${of.name}.map(`, value, ')'), array, alias: false }
    }
    if (g.chance(0.3) && computes(of)) {
      const test = callback(place, ['x', 'y'].slice(0, g.between(1, 2)), 1, 'bool')
      const array = { name, dtype: of.dtype, values: [] }
      return { stmt: node('stmt', `const ${name} = ${of.name}.filter(`, test, ')'), array, alias: false }
    }
    const alias = g.chance(0.4)
    const stmt = node('fixed', `const ${name} = ${of.name}.${alias ? 'subarray' : 'slice'}(${text})`)
    return { stmt, array: part, alias }
  }

  /** A number that a method gives. */
  function methodValue(place: Place): Node {
    const fit = g.readables(place).filter(computes)
    if (fit.length === 0) return node('num', g.pick(LITERALS))
    const array = g.pick(fit)
    const owned = place.parallel?.owned.has(array.name)
    if (owned) return node('num', g.pick(LITERALS))
    return g.weighted<Node>(
      [2, () => call(array.name, 'at', node('int', String(g.between(-3, 2))))],
      [
        2,
        () => {
          const from = g.pick(['', '', `, ${g.pick([0, 1, -1, -3, 100])}`])
          return node('num', `${array.name}.${g.pick(['indexOf', 'lastIndexOf'])}(`, g.num(place, 1), `${from})`)
        },
      ],
      [1, () => node('num', `(${array.name}.includes(`, g.num(place, 1), ') ? ', g.num(place, 0), ' : 0)')],
      [
        1,
        () => {
          const test = callback(place, ['x', 'y'].slice(0, g.between(1, 2)), 1, 'bool')
          const [name, after] = g.pick([
            ['findIndex', ''],
            ['findLastIndex', ''],
            ['every', ' ? 3 : 5'],
            ['some', ' ? 1 : 0'],
          ])
          return node('num', `(${array.name}.${name}(`, test, `)${after})`)
        },
      ],
      [
        place.parallel ? 0 : 2,
        () => {
          const value = callback(place, ['s0', 'x', 'y'].slice(0, g.between(2, 3)), 2)
          return node('num', `${array.name}.reduce(`, value, `, ${g.pick(LITERALS)})`)
        },
      ],
    )
  }

  return { method, part, methodValue }
}
