/** Parallel loops. */
import { type Block, type Node, node } from '../tree.ts'
import type { Grammar } from './grammar.ts'
import type { Name, Place, Reduction } from './place.ts'

export function parallel(g: Grammar): Pick<Grammar, 'prange'> {
  function prange(place: Place): Node {
    const counter = g.counter(place)
    const array = g.pick(g.arrays)
    const bound = g.chance(0.3) && place.names.some((n) => n.name === 'n') ? 'n' : `${array.name}.length`
    const common = bound === 'n' || array.values.length <= g.length
    const [range, counts] = g.weighted<readonly [string, Name['counts']]>(
      [8, () => [bound, { low: 0, high: 0 }]],
      [1, () => [`1, ${bound} - 1`, { low: 1, high: 1 }]],
      [1, () => [`0, ${bound}, ${g.between(1, 4)}`, { low: 0, high: 0 }]],
      [1, () => [`${bound === 'n' ? '(n - 1) | 0' : `${bound} - 1`}, -1, -${g.between(1, 2)}`, { low: 0, high: 0 }]],
      [0.5, () => [`2, ${bound}`, { low: 2, high: 0 }]],
      [0.4, () => ['-3, 5', undefined]],
      [0.4, () => ['7, 2', undefined]],
      [place.names.some((n) => n.name === 's') ? 3 : 0, () => [`0, ${bound}, s`, undefined]],
      [0.4, () => [`${bound} >> 1`, { low: 0, high: 0 }]],
    )
    const name: Name = { name: counter, kind: 'int', counts: common ? counts : undefined }
    const owned = new Map<string, () => Node>()
    const accumulated = g.accumulated()
    const written = g.arrays.filter((own) => own !== accumulated?.array && g.chance(0.4))
    for (const { name: own } of written) {
      const text = g.weighted<string>(
        [7, () => counter],
        [1, () => `${counter} + ${g.between(1, 2)}`],
        [counts && counts.low > 0 ? 1 : 0, () => `${counter} - 1`],
        [1, () => `${own}.length - 1 - ${counter}`],
        [0.4, () => `${counter} * 2`],
        [0.4, () => `2 * ${counter} + 1`],
      )
      owned.set(own, () => node('fixed', text))
    }
    const reductions: Reduction[] = []
    const sums = place.assignable.filter((n) => n.kind === 'num' && !/^[pqn]$/.test(n.name))
    for (const { name: sum } of sums) {
      if (!g.chance(0.4)) continue
      const op = g.pick(['+', '+', '-', '*', 'Math.min', 'Math.max'] as const)
      const extreme = op === 'Math.min' || op === 'Math.max'
      const whole = !extreme && !g.reassociates
      if (whole && op === '*') continue
      if (!extreme && !whole) g.reassociated = true
      reductions.push({ name: sum, op, whole })
    }
    g.otherReductions(place, reductions)
    const parallel = { owned, reductions, accumulated }
    const kept = place.names.filter((n) => !reductions.some((r) => r.name === n.name || r.companion?.name === n.name))
    const first = reductions.map((r) => (r.whole && /^[-+*]$/.test(r.op) ? `${r.name} = 3; ` : '')).join('')
    const head = `${first}for (const ${counter} of prange(${range})) `
    const made = place.made?.filter(({ alias }) => !alias).map(({ array: outer }) => ({ array: outer, own: false }))
    const inside: Partial<Place> = { made, assignable: [], parallel, breakable: 'iteration', labels: [] }
    // Nothing else in the loop may touch what it accumulates into.
    const at = accumulated ? g.arrays.indexOf(accumulated.array) : -1
    if (at >= 0) g.arrays.splice(at, 1)
    const here = (): Place => ({ ...place, ...inside, names: [...kept.filter((n) => n.name !== counter), name] })
    const body = g.weighted<Block>(
      [g.theme === 'masks' ? 0 : 4, () => g.straight(here())],
      [g.theme === 'masks' ? 0 : 4, () => g.body({ ...place, names: kept }, name, inside)],
      [2, () => g.divergent({ ...here(), depth: place.depth + 1, loops: place.loops + 1, switched: false })],
    )
    if (accumulated && at >= 0) g.arrays.splice(at, 0, accumulated.array)
    return node('stmt', head, body)
  }

  return { prange }
}
