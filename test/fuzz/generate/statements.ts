/** Statements other than loops. */
import { type Block, type Node, node, type Part, raise } from '../tree.ts'
import type { Grammar } from './grammar.ts'
import type { Name, Place } from './place.ts'
import { LITERALS } from './values.ts'

export function statements(g: Grammar): Pick<Grammar, 'block' | 'assignment' | 'jump' | 'switching' | 'swap'> {
  function block(place: Place, size: number, outermost = false): Block {
    const block: Node[] = []
    let { names, assignable, made } = place
    for (let i = 0; i < size; i++) {
      const here: Place = { ...place, names, assignable, made }
      if (g.chance(0.04)) {
        const { stmt, array } = g.made(here)
        block.push(stmt)
        made = [...(made ?? []), { array, own: place.parallel !== undefined }]
        continue
      }
      if (place.parallel === undefined && place.loops === 0 && g.chance(0.03)) {
        const { stmt, array, alias } = g.part(here)
        block.push(stmt)
        made = [...(made ?? []), { array, own: false, alias }]
        continue
      }
      if (g.chance(0.04)) {
        const { stmt, parts } = group(here)
        block.push(stmt)
        names = [...names, ...parts]
        assignable = [...assignable, ...parts]
        continue
      }
      if (g.chance(outermost ? 0.4 : 0.2) && names.length < 12) {
        const { stmt, name } = declaration(here)
        block.push(stmt)
        names = [...names, name]
        // A const is declared too.
        if (String(stmt.parts[0]).startsWith('let')) assignable = [...assignable, name]
      } else block.push(statement(here, outermost))
    }
    if (outermost && g.returns) {
      const here: Place = { ...place, names, assignable, made }
      block.push(ending(here, 3))
    }
    return { block }
  }

  /** An object or a short array of numbers: names for several variables. */
  function group(place: Place): { stmt: Node; parts: readonly Name[] } {
    const name = g.fresh('v')
    const keys = ['x', 'y', 'z'].slice(0, g.between(1, 3))
    const list = g.chance(0.5)
    const values = keys.flatMap((key): Part[] => [list ? '' : `${key}: `, g.num(place, 1), ', '])
    const parts = keys.map((key, i): Name => ({ name: list ? `${name}[${i}]` : `${name}.${key}`, kind: 'num' }))
    const [open, close] = list ? '[]' : '{}'
    return { stmt: node('fixed', `const ${name} = ${open} `, ...values, close), parts }
  }

  function declaration(place: Place): { stmt: Node; name: Name } {
    const name = g.fresh('v')
    const kind = g.weighted<Name['kind']>([7, () => 'num'], [2, () => 'int'], [1, () => 'bool'])
    const value =
      kind === 'bool'
        ? g.bool(place, 2)
        : kind === 'int'
          ? g.int(place, 2)
          : g.chance(0.4)
            ? node('num', g.pick(LITERALS))
            : g.num(place, 2)
    return { stmt: node('stmt', `${g.chance(0.8) ? 'let' : 'const'} ${name} = `, value), name: { name, kind } }
  }

  function statement(place: Place, outermost: boolean): Node {
    const deep = place.depth >= 4
    return g.weighted<Node>(
      [place.assignable.length ? 5 : 0, () => assignment(place)],
      [6, () => g.storing(place)],
      [place.parallel?.reductions.length ? 5 : 0, () => g.reduction(place)],
      [place.parallel?.accumulated ? 6 : 0, () => g.accumulation(place)],
      [deep ? 0 : 2, () => branch(place)],
      [deep || place.loops >= 3 ? 0 : 2.5, () => g.loop(place)],
      [deep || place.loops >= 2 ? 0 : 1, () => g.whileLoop(place)],
      [
        place.parallel || !(outermost || place.loops <= 1) || (g.length > 100 && place.loops > 0) ? 0 : 4,
        () => g.prange(place),
      ],
      [place.breakable || place.switched ? 0.5 : 0, () => node('stmt', 'if (', g.bool(place, 1), `) ${jump(place)}`)],
      [outermost ? 1.2 : 0, () => g.nest(place)],
      [deep ? 0 : 0.3, () => switching(place)],
      [place.assignable.length > 1 ? 0.3 : 0, () => swap(place)],
      [
        place.parallel === undefined && g.returns && g.returns !== 'elements' ? 0.3 : 0,
        () => node('stmt', 'if (', g.bool(place, 1), ') ', ending(place, 2)),
      ],
      [g.writable(place).length > 0 ? 0.4 : 0, () => methodOr(place)],
      [0.2, () => node('stmt', 'if (', g.bool(place, 1), ') ', { block: [throwing(place)] })],
      [0.3, () => node('stmt', { block: [declaration(place).stmt, g.storing(place)] })],
    )
  }

  /** A method of an array, which in a parallel loop must be the iteration's own. */
  function methodOr(place: Place): Node {
    const own = (place.made ?? []).filter((made) => made.own)
    if (place.parallel === undefined) return g.method(place)
    if (own.length === 0) return g.storing(place)
    return node('stmt', `${g.pick(own).array.name}.fill(`, g.num(place, 1), ')')
  }

  function throwing(place: Place): Node {
    return raise(...Array.from({ length: g.between(0, 2) }, () => g.num(place, 1)))
  }

  function assignment(place: Place): Node {
    const { name, kind } = g.pick(place.assignable)
    if (kind === 'bool') return node('stmt', `${name} = `, g.bool(place, 2))
    if (kind === 'int')
      return g.weighted<Node>(
        [3, () => node('stmt', `${name} = `, g.int(place, 2))],
        [1, () => node('stmt', `${name} ${g.pick(['&=', '|=', '^=', '<<=', '>>=', '>>>='])} `, g.int(place, 1))],
        [1, () => node('stmt', `${name} = (${name} ${g.pick(['+', '-', '*'])} `, g.int(place, 1), ') | 0')],
        [1, () => node('stmt', `${name} ${g.pick(['+=', '-='])} `, g.int(place, 1))],
        [1, () => node('stmt', `${name}${g.pick(['++', '--'])}`)],
      )
    return g.weighted<Node>(
      [4, () => node('stmt', `${name} = `, g.num(place, 3))],
      [4, () => node('stmt', `${name} ${g.pick(['+=', '-=', '*=', '/=', '%=', '+='])} `, g.num(place, 2))],
      [1, () => node('stmt', `${name}${g.pick(['++', '--'])}`)],
    )
  }

  function jump(place: Place): string {
    const jumps: string[] = []
    if (place.breakable) jumps.push('continue')
    if (place.breakable === 'loop' || place.switched) jumps.push('break')
    for (const label of place.labels ?? []) jumps.push(`break ${label}`, `continue ${label}`)
    return g.pick(jumps)
  }

  function switching(place: Place): Node {
    const inner: Place = { ...place, depth: place.depth + 1, switched: true }
    const parts: Part[] = [
      'switch (',
      g.chance(0.7) ? node('int', '((', g.num(place, 1), ') & 3)') : g.int(place, 1),
      ') { ',
    ]
    for (const label of ['case 0:', 'case 1:', 'default:', 'case 2:']) {
      if (!g.chance(0.7)) continue
      parts.push(`${label} `, g.chance(0.2) ? '' : block(inner, 1), g.chance(0.7) ? ' break; ' : ' ')
    }
    return node('stmt', ...parts, '}')
  }

  function swap(place: Place): Node {
    const [x, y] = [g.pick(place.assignable), g.pick(place.assignable)]
    if (x.name === y.name || x.kind === 'bool' || y.kind === 'bool') return assignment(place)
    return node('stmt', `;[${x.name}, ${y.name}] = [${y.name}, ${x.name}]`)
  }

  function branch(place: Place): Node {
    const inner: Place = { ...place, depth: place.depth + 1 }
    const parts: Part[] = ['if (', g.bool(place, 2), ') ', block(inner, g.between(1, 2))]
    if (g.chance(0.4)) parts.push(' else ', block(inner, g.between(1, 2)))
    return node('stmt', ...parts)
  }

  function ending(place: Place, depth: number): Node {
    switch (g.returns) {
      case 'bool':
        return node('stmt', 'return ', g.bool(place, depth))
      case 'array':
        return node('stmt', 'return [', g.num(place, depth), ', ', g.bool(place, 1), ', ', g.num(place, 1), ']')
      case 'object':
        return node('stmt', 'return { low: ', g.num(place, depth), ', high: ', g.num(place, 1), ' }')
      case 'elements': {
        const { name } = g.pick(g.chance(0.7) && place.made ? place.made.map(({ array }) => array) : g.arrays)
        return g.chance(0.5)
          ? node('fixed', `return ${name}`)
          : node('fixed', 'return [', g.num(place, 1), `, ${name}]`)
      }
      default:
        return node('stmt', 'return ', g.num(place, depth))
    }
  }

  return { block, assignment, jump, switching, swap }
}
