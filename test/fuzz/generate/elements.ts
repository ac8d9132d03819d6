/** Elements of arrays: their indices, loads and stores. */
import { type DType, dtypes } from '#wamba/base/dtypes.js'
import type { ArrayArgument } from '../program.ts'
import { load, type Node, node, store } from '../tree.ts'
import type { Grammar } from './grammar.ts'
import type { Place } from './place.ts'
import { INTEGER_DTYPES, INTEGERS, LITERALS } from './values.ts'

export function elements(
  g: Grammar,
): Pick<Grammar, 'writable' | 'readables' | 'made' | 'element' | 'elementEffect' | 'index' | 'storing'> {
  function arrayOf(...dtypes: readonly DType[]): ArrayArgument | undefined {
    const found = dtypes.length ? g.arrays.filter((a) => dtypes.includes(a.dtype)) : g.arrays
    return found.length ? g.pick(found) : undefined
  }

  /** The arrays that may be written at a place. */
  function writable(place: Place): ArrayArgument[] {
    const { parallel } = place
    const made = (place.made ?? []).filter(({ own }) => own || parallel === undefined).map(({ array }) => array)
    return [...(parallel ? g.arrays.filter((a) => parallel.owned.has(a.name)) : g.arrays), ...made, ...made]
  }

  /** The arrays that may be read at a place. */
  function readables(place: Place): ArrayArgument[] {
    return [...g.arrays, ...(place.made ?? []).map(({ array }) => array)]
  }

  /** `const t = new Float64Array(8)`. */
  function made(place: Place): { stmt: Node; array: ArrayArgument } {
    const name = g.fresh('t')
    const fit: readonly DType[] = g.single
      ? ['float64', 'float32', 'int32', 'uint8']
      : ['float64', 'int32', 'uint16', 'int8', 'uint8c']
    const dtype = g.pick(fit)
    const view = dtypes[dtype].array.name
    const short = place.loops > 0 || g.chance(0.4)
    const length = short ? g.between(1, 8) : g.length
    const text = short ? String(length) : `${g.pick(g.arrays).name}.length`
    return {
      stmt: node('stmt', `const ${name} = new ${view}(${text})`),
      array: { name, dtype, values: Array(length).fill(0) },
    }
  }

  /** An element of any array; of a float32 array in exact programs only where float64 is what it becomes. */
  function element(place: Place, depth: number): Node {
    if (g.inHelper) return node('num', g.pick(LITERALS))
    if (g.matrices.length > 0 && g.chance(0.2)) {
      const [row, column] = g.matrices[0]
        .form!.shape.slice(-2)
        .map((extent) => String(g.between(0, Math.max(0, extent - 1))))
      return g.element2(g.matrices[0], node('int', row), node('int', column))
    }
    const array = g.pick(readables(place))
    if (array.dtype !== 'float32' || g.single) return load(array.name, index(place, array, depth - 1))
    const wide = arrayOf('float64', ...INTEGER_DTYPES)
    if (wide === undefined) return node('num', g.pick(LITERALS))
    const [x, y] = [load(array.name, index(place, array, 0), 'fixed'), load(wide.name, index(place, wide, 0), 'fixed')]
    return node('num', '(', x, ` ${g.pick(['+', '-', '*', '/'])} `, y, ')')
  }

  /** An assignment to an element as an expression. */
  function elementEffect(place: Place, depth: number): Node {
    const arrays = writable(place).filter((a) => a.dtype !== 'float32' || g.single)
    if (arrays.length === 0) return g.num(place, depth - 1)
    const array = g.pick(arrays)
    const operator = g.pick(['=', '+=', '-=', '++', '--'])
    const { parts, element } = store(
      array.name,
      index(place, array, 0),
      operator,
      operator[1] === operator[0] ? undefined : g.num(place, depth - 1),
    )
    return { kind: 'num', parts, element }
  }

  /** An index of an array, mostly in bounds. */
  function index(place: Place, array: ArrayArgument, depth: number): Node {
    const owned = place.parallel?.owned.get(array.name)
    if (owned) return owned()
    const counters = place.names.filter((n) => n.counts)
    const { name } = array
    const clamped = (): Node =>
      g.weighted<Node>(
        [2, () => node('int', 'Math.min(Math.max(', g.int(place, depth), `, 0), ${name}.length - 1)`)],
        [2, () => node('int', '((', g.int(place, depth), ` >>> 0) % ${name}.length)`)],
        [1, () => node('int', '(', g.num(place, depth), ` & ${g.pick([1, 3])})`)],
        [array.values.length > 3 ? 2 : 0, () => node('int', String(g.between(0, 3)))],
      )
    if (g.wild && g.chance(0.3))
      return g.weighted<Node>(
        [3, () => g.int(place, depth)],
        [1, () => g.num(place, depth)],
        [1, () => node('int', g.pick(INTEGERS))],
        [
          counters.length ? 3 : 0,
          () => node('int', `${g.pick(counters).name} ${g.pick(['+', '-', '*'])} ${g.between(0, 5)}`),
        ],
      )
    if (counters.length === 0 || g.chance(0.15)) return clamped()
    const { name: counter, counts } = g.pick(counters)
    const { low, high } = counts!
    return g.weighted<Node>(
      [6, () => node('int', counter)],
      [low > 0 ? 2 : 0, () => node('int', `${counter} - ${low}`)],
      [high > 0 ? 2 : 0, () => node('int', g.pick([`${counter} + ${high}`, `${high} + ${counter}`]))],
      [1, () => node('int', `${name}.length - 1 - ${counter}`)],
      [1, () => node('int', `(${counter} * `, node('int', g.pick(['2', '3', '5'])), `) % ${name}.length`)],
    )
  }

  function storing(place: Place): Node {
    const writable = g.writable(place)
    if (writable.length === 0) return node('stmt', ';')
    const array = g.pick(writable)
    const index = g.index(place, array, 1)
    // A float32 element would be computed with as such.
    const plain = array.dtype === 'float32' && !g.single
    return g.weighted<Node>(
      [6, () => store(array.name, index, '=', g.num(place, 3))],
      [
        plain && array.dtype === 'float32' ? 1 : 0,
        () => store(array.name, index, '=', node('num', 'Math.fround(', g.num(place, 2), ')')),
      ],
      [plain ? 0 : 2, () => store(array.name, index, g.pick(['+=', '-=', '*=', '/=']), g.num(place, 2))],
      [plain ? 0 : 0.5, () => store(array.name, index, g.pick(['++', '--']))],
      [
        plain || array.dtype === 'float64' ? 0 : 0.5,
        () => store(array.name, index, g.pick(['|=', '&=', '>>=', '<<=', '^=', '>>>=']), g.int(place, 1)),
      ],
    )
  }

  return { writable, readables, made, element, elementEffect, index, storing }
}
