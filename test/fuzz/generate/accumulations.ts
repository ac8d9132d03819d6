/** Arrays that the iterations of a parallel loop accumulate into. */
import type { ArrayArgument } from '../program.ts'
import { load, type Node, node, store } from '../tree.ts'
import type { Grammar } from './grammar.ts'
import type { Place } from './place.ts'

export function accumulations(g: Grammar): Pick<Grammar, 'accumulated' | 'accumulation'> {
  /** An array that the iterations of a loop accumulate into, sometimes. */
  function accumulated(): { array: ArrayArgument; op: string } | undefined {
    const fit = g.arrays.filter((a) => a.values.length > 0 && (a.dtype !== 'float32' || g.single))
    if (g.arrays.length < 2 || fit.length === 0 || !g.chance(0.2)) return undefined
    const array = g.pick(fit)
    const float = array.dtype.startsWith('float')
    const compares = ['>', '<', '>=', '<=']
    const op = g.pick(['+', '+', '-', '*', 'Math.min', 'Math.max', ...compares, ...(float ? [] : ['&', '|', '^'])])
    if (float && !op.startsWith('Math') && !compares.includes(op)) {
      if (!g.reassociates) return undefined
      g.reassociated = true
    }
    return { array, op }
  }

  /** `h[k] += e` of the array that the loop accumulates into. */
  function accumulation(place: Place): Node {
    const { array, op } = place.parallel!.accumulated!
    const float = array.dtype.startsWith('float')
    const number = (depth: number): Node => (float ? g.num(place, depth) : g.int(place, Math.min(depth, 1)))
    const mask = g.pick([0, 1, 3, 7].filter((m) => m < array.values.length))
    const index = node('int', '((', g.int(place, 1), `) & ${mask})`)
    if (/^[^<>M]/.test(op) && g.chance(0.7)) return store(array.name, index, `${op}=`, number(2))
    const at = g.fresh('at')
    const element = (): Node => load(array.name, node('fixed', at), 'fixed')
    const set = (value: Node): Node => store(array.name, node('fixed', at), '=', value)
    const first = node('stmt', `const ${at} = `, index)
    const block = (...rest: readonly Node[]): Node => node('stmt', { block: [first, ...rest] })
    if (/^[<>]/.test(op)) return block(...comparing(op, number(2), element, set))
    if (op.startsWith('Math')) return block(set(node('fixed', `${op}(`, element(), ', ', number(2), ')')))
    const held = g.fresh('x')
    if (/^[-+*]/.test(op) && g.chance(0.5)) {
      const joined = op === '-' ? ' + ' : ` ${op} `
      return block(set(node('fixed', element(), ` ${op} `, number(2), joined, number(1))))
    }
    return block(node('fixed', `const ${held} = `, element()), set(node('fixed', `${held} ${op} `, number(2))))
  }

  /** Takes the value where it compares so with the element, which a variable may hold. */
  function comparing(op: string, term: Node, element: () => Node, set: (value: Node) => Node): Node[] {
    const [value, held] = ['x', 'x'].map((name) => g.fresh(name))
    const holds = g.chance(0.3)
    const it = (): Node => (holds ? node('fixed', held) : element())
    const mirrored = op.replace(/[<>]/, (c) => (c === '<' ? '>' : '<'))
    const test = g.chance(0.5) ? node('fixed', `${value} ${op} `, it()) : node('fixed', it(), ` ${mirrored} ${value}`)
    return [
      node('stmt', `const ${value} = `, term),
      ...(holds ? [node('fixed', `const ${held} = `, element())] : []),
      g.chance(0.3)
        ? set(node('fixed', test, ` ? ${value} : `, it()))
        : node('stmt', 'if (', test, ') ', { block: [set(node('fixed', value))] }),
    ]
  }

  return { accumulated, accumulation }
}
