/** Helpers within a kernel, some of which call themselves. */
import { type Node, node, type Part } from '../tree.ts'
import type { Grammar } from './grammar.ts'
import type { Name, Place } from './place.ts'

export function functions(g: Grammar): Pick<Grammar, 'helper' | 'recursive' | 'call'> {
  function helper(place: Place, name: string): Node {
    const params = ['x', 'y'].slice(0, g.between(1, 2))
    const inside: Place = {
      ...place,
      names: [...place.names, ...params.map((param): Name => ({ name: param, kind: 'num' }))],
      assignable: [],
    }
    g.inHelper = true
    const body = g.weighted<readonly Part[]>(
      [2, () => ['(', g.num(inside, 2), ')']],
      [1, () => ['{ if (', g.bool(inside, 1), ') return ', g.num(inside, 1), '; return ', g.num(inside, 2), ' }']],
      [
        1,
        () => [
          '{ let z = ',
          g.num(inside, 1),
          '; if (',
          g.bool(inside, 1),
          ') { z += ',
          g.num(inside, 1),
          ' } else x = z; return ',
          g.num({ ...inside, names: [...inside.names, { name: 'z', kind: 'num' }] }, 2),
          ' }',
        ],
      ],
    )
    g.inHelper = false
    g.helpers.push({ name, arity: params.length })
    if (g.chance(0.3) && body.length > 3) return node('stmt', `function ${name}(${params.join(', ')}) `, ...body)
    return node('stmt', `const ${name} = (${params.join(', ')}) => `, ...body)
  }

  /** A function that calls itself, `y` times at most one in another. */
  function recursive(place: Place, name: string): Node {
    const params: Name[] = [
      { name: 'x', kind: 'num' },
      { name: 'y', kind: 'num' },
    ]
    const inside: Place = { ...place, names: [...place.names, ...params], assignable: [] }
    const others = g.helpers.splice(0)
    g.inHelper = true
    const again = (): Node => node('fixed', `${name}(`, g.num(inside, 1), ', y - 1)')
    const combined = g.weighted<readonly Part[]>(
      [2, () => [again(), ` ${g.pick(['+', '-', '*'])} `, g.num(inside, 1)]],
      [1, () => [again(), ` ${g.pick(['+', '-'])} `, again()]],
      [1, () => [g.bool(inside, 1), ' ? ', again(), ' : ', g.num(inside, 1)]],
      [1, () => [again()]],
    )
    const end = g.num(inside, 2)
    const body: readonly Part[] = g.chance(0.5)
      ? ['!(y > 0) ? ', end, ' : (', ...combined, ')']
      : ['{ if (!(y > 0)) return ', end, '; if (', g.bool(inside, 1), ') x += 1; return ', ...combined, ' }']
    g.inHelper = false
    g.helpers.push(...others, { name, arity: 2, recursive: true })
    if (body[0] !== '!(y > 0) ? ' && g.chance(0.5)) return node('fixed', `function ${name}(x, y) `, ...body)
    return node('fixed', `const ${name} = (x, y) => `, ...body)
  }

  function call(place: Place, depth: number): Node {
    const { name, arity, recursive } = g.pick(g.helpers)
    const parts: Part[] = [`${name}(`, g.num(place, depth - 1)]
    if (recursive) parts.push(`, ${g.between(0, 6)}`)
    else if (arity > 1) parts.push(', ', g.num(place, depth - 1))
    return node('num', ...parts, ')')
  }

  return { helper, recursive, call }
}
