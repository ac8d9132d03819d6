/** 64-bit integers. */
import type { ArrayArgument } from '../program.ts'
import { load, type Node, node, store } from '../tree.ts'
import type { Grammar } from './grammar.ts'
import type { Place } from './place.ts'
import { BIGS, COMPARISONS } from './values.ts'

export function bigs(g: Grammar): Pick<Grammar, 'bigArgument' | 'bigStatements'> {
  /** An argument of BigInts. */
  function bigArgument(name: string, dtype: 'int64' | 'uint64'): ArrayArgument {
    const cut = dtype === 'int64' ? BigInt.asIntN : BigInt.asUintN
    const bigs = Array.from({ length: g.length }, () => {
      const edge = g.chance(0.3) ? g.pick(BIGS) : BigInt(g.between(-1000, 1000)) * 0x9e3779b97f4a7c15n
      return cut(64, edge)
    })
    return { name, dtype, values: [], bigs }
  }

  /** Statements over arrays of BigInts, each operation cut to 64 bits, as JavaScript does not by itself. */
  function bigStatements(place: Place, names: readonly string[], signed: boolean): Node[] {
    const cut = signed ? 'BigInt.asIntN' : 'BigInt.asUintN'
    const found: Node[] = []
    const [first, other] = [names[0], names[names.length - 1]]
    for (let count = g.between(1, 3); count > 0; count--) {
      const i = g.fresh('i')
      const held = g.fresh('z')
      const at = (array: string): Node => load(array, node('fixed', i), 'fixed')
      const ints = { ...place, names: [...place.names, { name: i, kind: 'int' as const }], assignable: [] }
      const value = (depth: number): Node => big(ints, cut, depth, held)
      const start = node('stmt', `let ${held} = `, at(g.pick(names)))
      const steps = (): Node[] =>
        Array.from({ length: g.between(0, 2) }, () => {
          const set = node('stmt', `${held} = `, value(2))
          return g.chance(0.3)
            ? node('stmt', 'if (', value(1), ` ${g.pick(COMPARISONS)} `, value(1), ') ', { block: [set] })
            : set
        })
      found.push(
        g.weighted<Node>(
          [
            4,
            () =>
              node('stmt', `for (const ${i} of prange(${first}.length)) `, {
                block: [start, ...steps(), store(first, node('fixed', i), '=', value(2))],
              }),
          ],
          [
            2,
            () =>
              node('stmt', `for (let ${i} = 1; ${i} < ${first}.length; ${i}++) `, {
                block: [
                  node('stmt', `let ${held} = `, load(first, node('fixed', `${i} - 1`), 'fixed')),
                  ...steps(),
                  store(first, node('fixed', i), '=', value(2)),
                ],
              }),
          ],
          [
            3,
            () => {
              const op = g.pick(['+', '^', '&', '|', '*'])
              const sum = g.fresh('s')
              return node('stmt', {
                block: [
                  node('stmt', `let ${sum} = `, signed ? '-3n' : '3n'),
                  node('stmt', `for (const ${i} of prange(${other}.length)) `, {
                    block: [start, node('stmt', `${sum} = ${cut}(64, ${sum} ${op} `, value(2), ')')],
                  }),
                  node('stmt', `if (${first}.length > 0) `, {
                    block: [store(first, node('fixed', '0'), '=', node('fixed', sum))],
                  }),
                ],
              })
            },
          ],
          [
            2,
            () => {
              const best = g.fresh('m')
              const op = g.pick(['<', '>', '<=', '>='])
              return node('stmt', {
                block: [
                  node('stmt', `let ${best} = 5n`),
                  node('stmt', `for (const ${i} of prange(${other}.length)) `, {
                    block: [start, node('fixed', `if (${held} ${op} ${best}) ${best} = ${held}`)],
                  }),
                  node('stmt', `if (${first}.length > 0) `, {
                    block: [store(first, node('fixed', '0'), '=', node('fixed', best))],
                  }),
                ],
              })
            },
          ],
        ),
      )
    }
    return found
  }

  function big(place: Place, cut: string, depth: number, held: string): Node {
    const sub = (): Node => big(place, cut, depth - 1, held)
    const leaf = (): Node =>
      g.weighted<Node>(
        [4, () => node('fixed', held)],
        [2, () => node('fixed', `${cut}(64, ${g.pick(BIGS)}n)`)],
        [1, () => node('fixed', `${cut}(64, BigInt(`, g.int(place, 0), ' | 0))')],
        [1, () => node('fixed', `${g.between(0, 9)}n`)],
      )
    if (depth <= 0) return leaf()
    return g.weighted<Node>(
      [3, leaf],
      [6, () => node('fixed', `${cut}(64, `, sub(), ` ${g.pick(['+', '-', '*', '&', '|', '^'])} `, sub(), ')')],
      [
        2,
        () =>
          node('fixed', `${cut}(64, `, sub(), ` ${g.pick(['<<', '>>'])} ${g.pick([0, 1, 7, 31, 33, 63, 64, 70])}n)`),
      ],
      [1, () => node('fixed', `${cut}(64, `, sub(), ` ${g.pick(['<<', '>>'])} (`, sub(), ' & 63n))')],
      [1, () => node('fixed', `${cut}(64, `, sub(), ` ${g.pick(['/', '%'])} (`, sub(), ' | 1n))')],
      [1, () => node('fixed', `${cut}(64, ${g.pick(['-', '~'])}(`, sub(), '))')],
      [1, () => node('fixed', `${cut}(${g.pick([1, 8, 32, 63])}, `, sub(), ')')],
      [1, () => node('fixed', '(', sub(), ` ${g.pick(COMPARISONS)} `, sub(), ' ? ', sub(), ' : ', sub(), ')')],
    )
  }

  return { bigArgument, bigStatements }
}
