/** Expressions: numbers, whole numbers, conditions. */
import { opNamed } from '#wamba/ops/table.js'
import { load, type Node, node, type Part } from '../tree.ts'
import type { Grammar } from './grammar.ts'
import type { Name, Place } from './place.ts'
import { ELEMENTARY, INT_BINARY, INT_UNARY, INTEGER_DTYPES, INTEGERS, LITERALS, UNARY } from './values.ts'

export function numbers(g: Grammar): Pick<Grammar, 'readable' | 'num' | 'elementaryCall' | 'int' | 'bool'> {
  function readable(place: Place, kind: Name['kind']): Name | undefined {
    const found = place.names.filter(
      (n) =>
        (n.kind === kind || (kind === 'num' && n.kind === 'int')) &&
        !place.parallel?.reductions.some((r) => r.name === n.name || r.companion?.name === n.name),
    )
    return found.length ? g.pick(found) : undefined
  }

  function num(place: Place, depth = 3): Node {
    const sub = (): Node => num(place, depth - 1)
    const leaf = (): Node =>
      g.weighted<Node>(
        [3, () => node('num', g.pick(LITERALS))],
        [5, () => node('num', readable(place, 'num')?.name ?? g.pick(LITERALS))],
        [5, () => g.element(place, depth)],
        [1, () => int(place, 0)],
      )
    if (depth <= 0) return leaf()
    return g.weighted<Node>(
      [5, leaf],
      [8, () => node('num', '(', sub(), ` ${g.pick(['+', '-', '*', '+', '-', '*', '/', '%'])} `, sub(), ')')],
      [1, () => node('num', '((', sub(), ') ** 2)')],
      [3, () => node('num', `${g.pick(UNARY)}(`, sub(), ')')],
      [2, () => extreme(place, depth, 'num')],
      [2, () => node('num', '(', bool(place, depth - 1), ' ? ', sub(), ' : ', sub(), ')')],
      [1, () => node('num', '(- ', sub(), ')')],
      [0.5, () => node('num', '(+ ', sub(), ')')],
      [0.5, () => node('num', '(', within(sub()), g.pick([' && ', ' || ']), sub(), ')')],
      [0.4, () => node('num', '(', bool(place, depth - 1), ` ${g.pick(['+', '-', '*'])} `, sub(), ')')],
      [1, () => (g.single ? node('num', 'Math.fround(', sub(), ')') : sub())],
      [3, () => int(place, depth - 1)],
      [place.assignable.length ? 0.3 : 0, () => effect(place, depth)],
      [g.inHelper ? 0 : 0.15, () => g.elementEffect(place, depth)],
      [g.inHelper ? 0 : 0.15, () => g.methodValue(place)],
      [g.elementary ? 3 : 0, () => elementaryCall(sub)],
      [g.helpers.length, () => g.call(place, depth)],
    )
  }

  function extreme(place: Place, depth: number, kind: 'num' | 'int'): Node {
    const sub = (): Node => (kind === 'num' ? num(place, depth - 1) : int(place, depth - 1))
    const args: Part[] = [sub(), ', ', sub()]
    if (g.chance(0.15)) args.push(', ', sub())
    return node(kind, `Math.${g.pick(['min', 'max'])}(`, ...args, ')')
  }

  function elementaryCall(sub: () => Node): Node {
    const name = g.pick(ELEMENTARY)
    const parts: Part[] = [`${name}(`, sub()]
    if (opNamed(name).arity > 1) parts.push(', ', sub())
    return node('num', ...parts, ')')
  }

  /** An assignment as an expression. */
  function effect(place: Place, depth: number): Node {
    const variables = place.assignable.filter((n) => n.kind === 'num')
    if (variables.length === 0) return num(place, depth - 1)
    const { name } = g.pick(variables)
    return g.weighted<Node>(
      [1, () => node('num', `(${name} = `, num(place, depth - 1), ')')],
      [1, () => node('num', `(${name} ${g.pick(['+=', '-=', '*='])} `, num(place, depth - 1), ')')],
      [1, () => node('num', `(${g.pick([`${name}++`, `${name}--`, `++${name}`, `--${name}`])})`)],
    )
  }

  function int(place: Place, depth: number): Node {
    const sub = (): Node => int(place, depth - 1)
    const leaf = (): Node =>
      g.weighted<Node>(
        [3, () => node('int', g.pick(INTEGERS))],
        [5, () => node('int', readable(place, 'int')?.name ?? g.pick(INTEGERS))],
        [2, () => node('int', `${g.pick(g.arrays).name}.length`)],
        [
          3,
          () => {
            const found = g.readables(place).filter((a) => INTEGER_DTYPES.includes(a.dtype))
            const array = found.length > 0 ? g.pick(found) : undefined
            return array && !g.inHelper
              ? load(array.name, g.index(place, array, depth - 1), 'int')
              : node('int', g.pick(INTEGERS))
          },
        ],
      )
    if (depth <= 0) return leaf()
    return g.weighted<Node>(
      [4, leaf],
      [4, () => node('int', '(', sub(), ` ${g.pick(['+', '-', '*'])} `, sub(), ')')],
      [3, () => node('int', '(', sub(), ` ${g.pick(['&', '|', '^', '<<', '>>', '>>>'])} `, sub(), ')')],
      [2, () => node('int', '(', num(place, depth - 1), g.pick([' | 0', ' >>> 0', ' & 7', ' >> 1', ' ^ 5']), ')')],
      [1, () => node('int', '(~', num(place, depth - 1), ')')],
      [
        1,
        () =>
          node('int', '(', sub(), ` % `, g.pick([sub(), node('int', '3'), node('int', '-4'), node('int', '8')]), ')'),
      ],
      [1, () => extreme(place, depth, 'int')],
      [1, () => node('int', 'Math.abs(', sub(), ')')],
      [0.5, () => node('int', '(- ', sub(), ')')],
      [0.5, () => node('int', '((', sub(), ') ** 2)')],
      [1, () => node('int', '(', bool(place, depth - 1), ' ? ', sub(), ' : ', sub(), ')')],
      [INT_UNARY.length, () => node('int', `${g.pick(INT_UNARY)}(`, sub(), ')')],
      [INT_BINARY.length, () => node('int', `${g.pick(INT_BINARY)}(`, sub(), ', ', sub(), ')')],
    )
  }

  function bool(place: Place, depth: number): Node {
    const sub = (): Node => bool(place, depth - 1)
    const compare = (): Node => {
      const make = (): Node => (g.chance(0.35) ? int(place, depth - 1) : num(place, depth - 1))
      return node(
        'bool',
        '(',
        make(),
        ` ${g.pick(['<', '<=', '>', '>=', '===', '!==', '<', '>', '==', '!='])} `,
        make(),
        ')',
      )
    }
    if (depth <= 0) {
      const name = readable(place, 'bool')
      if (name && g.chance(0.5)) return node('bool', name.name)
    }
    return g.weighted<Node>(
      [8, compare],
      [depth > 0 ? 2 : 0, () => node('bool', '(', sub(), g.pick([' && ', ' || ']), sub(), ')')],
      [depth > 0 ? 1 : 0, () => node('bool', '(!', sub(), ')')],
      [depth > 0 ? 0.5 : 0, () => node('bool', '(!', num(place, depth - 1), ')')],
      [0.2, () => node('bool', g.pick(['true', 'false']))],
    )
  }

  return { readable, num, elementaryCall, int, bool }
}

/** An element that must lie in its array: before `||` it may lie outside. */
function within(value: Node): Node {
  return value.element ? node('num', '(+ ', value, ')') : value
}
