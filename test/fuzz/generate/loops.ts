/** Serial loops of every form. */
import { type Block, type Node, node } from '../tree.ts'
import type { Grammar } from './grammar.ts'
import type { Name, Place } from './place.ts'

export function loops(g: Grammar): Pick<Grammar, 'counter' | 'body' | 'loop' | 'whileLoop'> {
  /** A counter's name by the depth of its loop, so that loops one after another share names. */
  function counter(place: Place): string {
    return 'ijkl'[Math.min(3, place.loops)]
  }

  function body(place: Place, counter: Name | undefined, more: Partial<Place> = {}): Block {
    const inner: Place = {
      ...place,
      names: counter ? [...place.names.filter((n) => n.name !== counter.name), counter] : place.names,
      depth: place.depth + 1,
      loops: place.loops + 1,
      breakable: 'loop',
      switched: false,
      ...more,
    }
    return g.block(inner, g.between(1, 3))
  }

  /** A serial loop, now and then with a label. */
  function loop(outside: Place): Node {
    const label = g.chance(0.12) ? g.fresh('L') : undefined
    const loop = counted(label ? { ...outside, labels: [...(outside.labels ?? []), label] } : outside)
    return label ? node('stmt', `${label}: `, loop) : loop
  }

  /** A serial counted loop, in any of its forms. */
  function counted(place: Place): Node {
    const counter = g.counter(place)
    const name = (counts?: Name['counts'], kind: 'num' | 'int' = 'int'): Name => ({ name: counter, kind, counts })
    const array = g.pick(g.arrays)
    const whole = place.loops === 0 || g.length * (place.loops === 1 ? 1 : 8) <= 40
    const bound = `${array.name}.length`
    const common = array.values.length <= g.length ? { low: 0, high: 0 } : undefined
    const over = (low: number, high: number): Name => name(common && { low, high })
    if (!whole || g.chance(0.2)) {
      const count = g.between(1, 5)
      const [from, step] = g.pick([
        [`0; ${counter} < ${count}`, `${counter}++`],
        [`${count}; ${counter} >= 0`, `${counter}--`],
        [`-3; ${counter} <= ${count}`, `${counter} += 2`],
        [`${count}; ${counter} > -2`, `${counter} -= 3`],
        [`2147483643; ${counter} < 2147483647`, `${counter}++`],
        [`2147483643; ${counter} <= 2147483647`, `${counter}++`],
        [`-2147483645; ${counter} >= -2147483648`, `${counter}--`],
      ])
      return node(
        'stmt',
        `for (let ${counter} = ${from}; ${step}) `,
        body(place, from.startsWith('0') ? name(g.length > count ? { low: 0, high: 0 } : undefined) : name()),
      )
    }
    return g.weighted<Node>(
      [
        4,
        () => node('stmt', `for (let ${counter} = 0; ${counter} < ${bound}; ${counter}++) `, body(place, over(0, 0))),
      ],
      [
        1,
        () =>
          node('stmt', `for (let ${counter} = 1; ${counter} < ${bound} - 1; ${counter}++) `, body(place, over(1, 1))),
      ],
      [
        1,
        () =>
          node(
            'stmt',
            `for (let ${counter} = 0; ${counter} <= ${bound} - 1; ${counter} += ${g.between(1, 3)}) `,
            body(place, over(0, 0)),
          ),
      ],
      [
        1,
        () =>
          node(
            'stmt',
            `for (let ${counter} = 2; ${counter} < ${bound}; ${counter} += ${g.between(1, 4)}) `,
            body(place, over(2, 0)),
          ),
      ],
      [
        1,
        () =>
          node('stmt', `for (let ${counter} = ${bound} - 1; ${counter} >= 0; ${counter}--) `, body(place, over(0, 0))),
      ],
      [
        1,
        () =>
          node(
            'stmt',
            `for (let ${counter} = ${bound} - 1; ${counter} > 0; ${counter} -= ${g.between(1, 3)}) `,
            body(place, over(1, 0)),
          ),
      ],
      [1, () => node('stmt', `for (let ${counter} = ${bound}; ${counter}-- > 0; ) `, body(place, over(0, 0)))],
      [
        1,
        () =>
          node(
            'stmt',
            `for (const ${counter} of ${place.parallel ? 'prange' : 'range'}(${bound})) `,
            body(place, over(0, 0)),
          ),
      ],
      [
        1,
        () =>
          node(
            'stmt',
            `for (const ${counter} of range(${bound} - 2, -1, -${g.between(1, 2)})) `,
            body(place, over(0, 1)),
          ),
      ],
      [
        (g.single || array.dtype !== 'float32') && !place.parallel?.owned.has(array.name) ? 1 : 0,
        () =>
          node(
            'stmt',
            `for (const x of ${array.name}) `,
            body({ ...place, names: [...place.names, { name: 'x', kind: 'num' }] }, undefined),
          ),
      ],
      // A fraction as step or bound, a bound that the body moves, a counter that the body moves, a counter that lives on.
      [
        0.7,
        () =>
          node(
            'stmt',
            `for (let ${counter} = 0; ${counter} < ${g.between(1, 4)}.5; ${counter} += ${g.pick(['0.5', '0.25', '1'])}) `,
            body(place, name(undefined, 'num')),
          ),
      ],
      [
        0.7,
        () =>
          node('stmt', `for (let ${counter} = 0; ${counter} < ${bound} / 2; ${counter}++) `, body(place, over(0, 0))),
      ],
      [
        0.5,
        () =>
          node(
            'stmt',
            `for (let ${counter} = 0, end = ${bound}; ${counter} < end; ${counter}++) `,
            node('fixed', '{ end -= ', node('int', g.pick(['1', '0', '2'])), '; ', body(place, over(0, 0)), ' }'),
          ),
      ],
      [
        0.7,
        () =>
          node(
            'stmt',
            `for (let ${counter} = 0; ${counter} < ${bound}; ${counter}++) { `,
            node(
              'fixed',
              body(place, over(0, 0), { breakable: undefined, labels: [] }),
              ' if (',
              g.bool({ ...place, names: [...place.names, name()] }, 1),
              `) ${counter} += 2`,
            ),
            ' }',
          ),
      ],
    )
  }

  function whileLoop(place: Place): Node {
    const counter = g.fresh('w')
    const most = place.loops > 0 ? 5 : 12
    const inner: Place = {
      ...place,
      names: [
        ...place.names,
        { name: counter, kind: 'int', counts: g.length > most ? { low: 0, high: 0 } : undefined },
      ],
    }
    if (g.chance(0.25))
      return node(
        'fixed',
        `let ${counter} = 0; do { ${counter}++; `,
        body(inner, undefined),
        ` } while (${counter} < ${most} && `,
        g.bool({ ...inner, assignable: [] }, 2),
        ')',
      )
    return node(
      'fixed',
      `let ${counter} = 0; while (${counter} < ${most} && `,
      g.bool(inner, 2),
      `) { ${counter} = ${counter} + 1; `,
      body(inner, undefined),
      ' }',
    )
  }

  return { counter, body, loop, whileLoop }
}
