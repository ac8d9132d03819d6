/** What the iterations of a parallel loop reduce. */
import { type Node, node } from '../tree.ts'
import type { Grammar } from './grammar.ts'
import type { Name, Place, Reduction } from './place.ts'
import { CHOICES } from './values.ts'

export function reductions(g: Grammar): Pick<Grammar, 'reduction' | 'otherReduction' | 'otherReductions' | 'small'> {
  function reduction(place: Place): Node {
    const reduction = g.pick(place.parallel!.reductions)
    const { name, op, whole } = reduction
    const other = otherReduction(place, reduction, () => g.num(place, 1))
    if (other) return other
    const term = whole ? small(place) : g.num(place, 2)
    if (op === 'Math.min' || op === 'Math.max')
      return node('stmt', `${name} = ${op}(`, ...(g.chance(0.6) ? [`${name}, `, term, ')'] : [term, `, ${name})`]))
    if (g.chance(0.7)) return node('stmt', `${name} ${op}= `, term)
    if (op === '-' || g.chance(0.5)) return node('stmt', `${name} = ${name} ${op} `, term)
    return node('stmt', `${name} = `, term, ` ${op} ${name}`)
  }

  function otherReduction(
    place: Place,
    { name, op, integer, companion }: Reduction,
    value: () => Node,
  ): Node | undefined {
    if (op === '||' || op === '&&') {
      const found = op === '||'
      return g.weighted<Node>(
        [1, () => joined(place, name, op)],
        [1, () => node('stmt', `if (`, g.bool(place, 1), `) ${name} = ${found}`)],
        [1, () => node('stmt', `${name} = `, g.bool(place, 1), found ? ` ? true : ${name}` : ` ? ${name} : false`)],
      )
    }
    if (op === '&' || op === '|' || op === '^') return node('stmt', `${name} ${op}= `, g.int(place, 1))
    if (op === '+' && integer) return node('stmt', `${name} = (${name} + `, g.int(place, 1), ') | 0')
    if (!(CHOICES as readonly string[]).includes(op)) return undefined
    const text = g.fresh('c')
    const relation = op.replace('!', '')
    const mirrored = relation.replace(/[<>]/, (sign) => (sign === '<' ? '>' : '<'))
    const test = g.chance(0.5) ? `${text} ${relation} ${name}` : `${name} ${mirrored} ${text}`
    const negated = op.startsWith('!')
    const set = `${name} = ${text}`
    if (companion) {
      const sets = [set, `${companion.name} = `]
      // No element: each block of iterations takes candidates of its own, and may throw where the loop as a whole would not.
      const found = g.readable(place, companion.kind)?.name ?? g.pick(['7', '-2', '31'])
      const beside = node('fixed', companion.kind === 'int' ? `(${found} | 0)` : found)
      return node('stmt', {
        block: [
          node('stmt', `const ${text} = `, value()),
          node('stmt', `if (${negated ? `!(${test})` : test}) `, {
            block: [node('stmt', sets[0]), node('stmt', sets[1], beside)],
          }),
        ],
      })
    }
    const choose = g.chance(0.5)
      ? `if (${negated ? `!(${test})` : test}) ${set}`
      : `${name} = ${test} ? ${negated ? `${name} : ${text}` : `${text} : ${name}`}`
    return node('stmt', { block: [node('stmt', `const ${text} = `, value()), node('stmt', choose)] })
  }

  /** `any = any || e`: what is evaluated is so in every iteration, as a block that found nothing goes on where the loop would not. */
  function joined(place: Place, name: string, op: string): Node {
    const value = g.fresh('c')
    return node('stmt', {
      block: [node('stmt', `const ${value} = `, g.bool(place, 1)), node('stmt', `${name} = ${name} ${op} ${value}`)],
    })
  }

  /** Choices with companions, bits of integers, conditions. */
  function otherReductions(place: Place, reductions: Reduction[]): void {
    const free = (kind: Name['kind']): Name[] =>
      place.assignable.filter(
        (n) =>
          n.kind === kind &&
          !/^[pqn]$/.test(n.name) &&
          !reductions.some((r) => r.name === n.name || r.companion?.name === n.name),
      )
    for (const { name } of free('num')) {
      if (reductions.some((r) => r.companion?.name === name) || !g.chance(0.3)) continue
      const others = [...free('num'), ...free('int')].filter((n) => n.name !== name)
      const companion = others.length > 0 && g.chance(0.6) ? g.pick(others) : undefined
      reductions.push({ name, op: g.pick(CHOICES), whole: false, companion })
    }
    for (const { name } of free('int'))
      if (g.chance(0.3))
        reductions.push({ name, op: g.pick(['&', '|', '^', '+'] as const), whole: true, integer: true })
    for (const { name } of free('bool'))
      if (g.chance(0.3)) reductions.push({ name, op: g.pick(['||', '&&'] as const), whole: true })
  }

  /** A whole number whose sums stay exact. */
  function small(place: Place): Node {
    return node('fixed', '((', g.num(place, 2), `) & ${g.pick([1, 7, 255])})`)
  }

  return { reduction, otherReduction, otherReductions, small }
}
