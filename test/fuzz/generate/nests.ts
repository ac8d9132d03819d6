/** Loops over the rows and columns of flat arrays: maps, stencils, products, sums of rows, in parallel or in order. */
import type { ArrayArgument } from '../program.ts'
import { type Block, call, load, type Node, node, type Part, store } from '../tree.ts'
import type { Grammar } from './grammar.ts'
import type { Place } from './place.ts'
import { LITERALS, UNARY } from './values.ts'

/** The matrix that a nest takes flat arrays for, and the loops around a place in it. */
interface Nest {
  readonly place: Place
  readonly rows: number
  readonly width: number
  readonly w: string
  readonly parallel: boolean
  readonly written: readonly ArrayArgument[]
  /** The counter of each loop around, and how far it stays from the first and the last row or column. */
  readonly row: string
  readonly rowMargin: number
  readonly columns: readonly { readonly name: string; readonly margin: number }[]
  readonly sums: readonly string[]
  /** Rows that have names. */
  readonly lines: readonly { readonly name: string; readonly own: boolean; readonly of: ArrayArgument }[]
}

export function nests(g: Grammar): Pick<Grammar, 'nest'> {
  function nest(place: Place): Node {
    const { rows, width } = g.extents
    const matrix = g.matrices.length > 0 && g.chance(0.5) ? g.pick(g.matrices) : undefined
    const parallel = g.chance(0.6)
    const before: Node[] = []
    const named = (value: number, text: string): string => {
      if (g.chance(0.4)) return String(value)
      const name = g.fresh('w')
      before.push(node('fixed', `const ${name} = ${g.chance(0.5) ? value : text}`))
      return name
    }
    const long = g.arrays.find((a) => a.values.length === g.length && rows > 0)
    const made = g.chance(0.1) ? g.fresh('z') : undefined
    const shape = (fromEnd: number): string => `${matrix!.name}.shape[${matrix!.form!.shape.length - fromEnd}]`
    const w = matrix
      ? shape(1)
      : named(width, long ? `Math.floor(${long.name}.length / ${Math.floor(g.length / width)})` : String(width))
    const r = matrix ? shape(2) : named(rows, long ? `(${long.name}.length / ${w}) | 0` : String(rows))
    if (made) {
      const form = { shape: [rows, width], strides: [width, 1], offset: 0 }
      g.matrices.push({ name: made, dtype: 'float64', values: [], form })
      before.push(node('fixed', `const ${made} = zeros([${r}, ${w}])`))
    }
    const margin = g.chance(0.25) ? 1 : 0
    const row = g.counter(place)
    const fit = g.arrays.filter((a) => a.values.length >= rows * width)
    const all = [...g.arrays, ...g.matrices]
    const written = [
      g.pick(matrix ? g.matrices : fit.length > 0 ? fit : g.arrays),
      ...(g.chance(0.2) ? [g.pick(all)] : []),
    ]
    const range = margin === 1 ? `1, ${r} - 1` : r
    const from = margin === 1 ? `let ${row} = 1; ${row} < ${r} - 1` : `let ${row} = 0; ${row} < ${r}`
    const backwards = `let ${row} = ${r} - 1; ${row} >= 0; ${row}--`
    const head = parallel
      ? `for (const ${row} of prange(${range})) `
      : g.chance(0.1) && margin === 0
        ? `for (${backwards}) `
        : `for (${from}; ${row}++) `
    const inside: Nest = {
      place,
      rows,
      width,
      w,
      parallel,
      written,
      row,
      rowMargin: margin,
      columns: [],
      sums: [],
      lines: [],
    }
    before.push(node('stmt', head, g.chance(0.4) ? rowBody(inside) : lined(inside)))
    if (made) {
      const head2 = `for (let ${row} = 0; ${row} < ${r}; ${row}++) `
      const reading = { ...inside, parallel: false, rowMargin: 0, written: [g.pick(g.arrays)] }
      before.push(node('stmt', head2, { block: [columns(reading, (m) => [write(m)])] }))
      g.matrices.pop()
    }
    return before.length === 1 ? before[0] : node('stmt', { block: before })
  }

  /** `const r = m.row(i)` first, where there is a matrix. */
  function lined(n: Nest): Block {
    const fit = g.matrices.filter((m) => m.form!.shape.length === 2)
    if (fit.length === 0) return rowBody(n)
    const of = g.pick(fit)
    const name = g.fresh('r')
    const own = n.written.includes(of)
    const index = own || !g.wild ? n.row : g.pick(['0', '1', n.row])
    const { block } = rowBody({ ...n, lines: [{ name, own: own || !n.parallel, of }] })
    return { block: [node('fixed', `const ${name} = `, call(of.name, 'row', node('fixed', index))), ...block] }
  }

  function rowBody(n: Nest): Block {
    return g.weighted<Block>(
      [4, () => ({ block: [columns(n, (m) => [write(m)])] })],
      [2, () => ({ block: [columns(n, (m) => [write(m)]), columns(n, (m) => [write(m)])] })],
      [3, () => ({ block: summed(n, (m) => [write(m)]) })],
      [3, () => ({ block: [columns(n, (m) => summed(m, (inner) => [write(inner)]))] })],
      [3, () => ({ block: [columns(n, (m) => [columns(m, (inner) => [update(inner)])])] })],
      [2, () => ({ block: [columns(n, (m) => g.pick([() => [guarded(m)], () => [jumping(m), write(m)]])())] })],
    )
  }

  /** `for (let j = 0; j < w; j++) { … }`, in many forms. */
  function columns(n: Nest, body: (inner: Nest) => Node[]): Node {
    const name = 'ijklm'[n.place.loops + 1 + n.columns.length]
    const { w } = n
    const outer = n.columns.at(-1)?.name ?? n.row
    const [head, margin] = g.weighted<readonly [string, number]>(
      [10, () => [`let ${name} = 0; ${name} < ${w}; ${name}++`, 0]],
      [2, () => [`let ${name} = 1; ${name} < ${w} - 1; ${name}++`, 1]],
      [1, () => [`let ${name} = ${w} - 1; ${name} >= 0; ${name}--`, 0]],
      [1, () => [`let ${name} = 0; ${name} < ${w}; ${name} += ${g.between(2, 3)}`, 0]],
      [1, () => [`let ${name} = ${outer} + 1; ${name} < ${w}; ${name}++`, 0]],
      [1, () => [`let ${name} = 0; ${name} < Math.min(${outer}, ${w}); ${name}++`, 0]],
      [0.5, () => [`let ${name} = 0; ${name} <= ${outer} && ${name} < ${w}; ${name}++`, 0]],
    )
    return node('fixed', `for (${head}) `, { block: body({ ...n, columns: [...n.columns, { name, margin }] }) })
  }

  /** `let s = 0; for (…) s += …`, and what follows. */
  function summed(n: Nest, after: (inner: Nest) => Node[]): Node[] {
    const name = g.fresh('s')
    const start = g.pick(['0', '1', '0', '-0', 'Infinity', '0.5'])
    const sum = columns(n, (m) => {
      const set = g.weighted<Node>(
        [5, () => node('stmt', `${name} += `, value(m, 2))],
        [1, () => node('stmt', `${name} = Math.${g.pick(['min', 'max'])}(${name}, `, value(m, 1), ')')],
        [1, () => node('stmt', `${name} ${g.pick(['-=', '*='])} `, value(m, 1))],
        [1, () => node('stmt', `${name} = (${name} + `, value(m, 1), ') | 0')],
        [1, () => node('stmt', 'if (', value(m, 1), ` > ${name}) ${name} = `, value(m, 1))],
      )
      return g.chance(0.2) ? [node('stmt', 'if (', test(m), ') ', { block: [set] })] : [set]
    })
    return [node('fixed', `let ${name} = ${start}`), sum, ...after({ ...n, sums: [...n.sums, name] })]
  }

  function guarded(n: Nest): Node {
    const parts: Part[] = ['if (', test(n), ') ', { block: [write(n)] }]
    if (g.chance(0.4)) parts.push(' else ', { block: [write(n)] })
    return node('stmt', ...parts)
  }

  function jumping(n: Nest): Node {
    return node('stmt', 'if (', test(n), `) ${g.pick(['continue', 'break'])}`)
  }

  function test(n: Nest): Node {
    return node('bool', '(', value(n, 1), ` ${g.pick(['<', '>', '<=', '>=', '===', '!=='])} `, value(n, 1), ')')
  }

  /** A float32 element would be computed with as such. */
  const rounds = (array: ArrayArgument): boolean => array.dtype === 'float32' && !g.single

  function write(n: Nest): Node {
    const line = n.columns.length > 0 ? n.lines.find(({ own: mine }) => mine) : undefined
    if (line && g.chance(0.6))
      return store(line.name, node('fixed', g.pick(n.columns.slice(-2)).name), g.pick(['=', '+=']), value(n, 2))
    const array = g.pick(n.written)
    if (array.form) {
      const at = n.parallel || g.chance(0.7) ? ownPlace(n) : anyPlace(n)
      return g.set2(array, ...at, value(n, 3))
    }
    const operator = rounds(array) ? '=' : g.pick(['=', '=', '=', '+=', '-=', '*='])
    return store(array.name, own(n, array), operator, value(n, 3))
  }

  function update(n: Nest): Node {
    const array = g.pick(n.written)
    if (array.form) {
      const [row, column] = ownPlace(n)
      const plane = array.form.shape.length === 3 ? [node('fixed', '1')] : []
      const sum = node('num', call(array.name, 'get', ...plane, row, column), ` ${g.pick(['+', '-'])} `, value(n, 2))
      return call(array.name, 'set', ...plane, row, column, sum)
    }
    return store(array.name, own(n, array), rounds(array) ? '=' : g.pick(['+=', '+=', '-=']), value(n, 2))
  }

  /** Row and column of an element of the iteration's own. */
  function ownPlace(n: Nest): [Node, Node] {
    const column = n.columns.length > 0 ? g.pick(n.columns.slice(-2)).name : '0'
    return [node('fixed', n.row), node('fixed', g.chance(0.9) ? column : `${n.w} - 1 - ${column}`)]
  }

  function anyPlace(n: Nest): [Node, Node] {
    const [own, other] = ownPlace(n)
    const { rows, width } = n
    const column = n.columns.length > 0 ? g.pick(n.columns) : { name: '0', margin: 0 }
    const inner = node('fixed', n.columns.at(-1)?.name ?? '0')
    const outside = g.wild ? 1 : 0
    return g.weighted<[Node, Node]>(
      [6, () => [own, other]],
      [n.rowMargin * 2 + outside, () => [node('fixed', `${n.row} ${g.pick(['-', '+'])} 1`), other]],
      [column.margin * 2 + outside, () => [own, node('fixed', `${column.name} ${g.pick(['-', '+'])} 1`)]],
      [width <= rows || g.wild ? 2 : 0, () => [inner, other]],
      [rows <= width || g.wild ? 1 : 0, () => [inner, own]],
      [rows > 0 ? 0.5 : 0, () => [node('fixed', '0'), other]],
    )
  }

  function value(n: Nest, depth: number): Node {
    const sub = (): Node => value(n, depth - 1)
    const names = n.place.names.filter(({ kind }) => kind !== 'bool').map(({ name }) => name)
    const leaf = (): Node =>
      g.weighted<Node>(
        [8, () => read(n)],
        [n.sums.length * 3, () => node('num', g.pick(n.sums))],
        [1, () => node('num', g.pick([n.row, ...n.columns.map(({ name }) => name)]))],
        [names.length > 0 ? 1 : 0, () => node('num', g.pick(names))],
        [1, () => node('num', g.pick(LITERALS))],
      )
    if (depth <= 0) return leaf()
    return g.weighted<Node>(
      [3, leaf],
      [8, () => node('num', '(', sub(), ` ${g.pick(['+', '-', '*', '+', '*', '/'])} `, sub(), ')')],
      [1, () => node('num', `${g.pick(UNARY)}(`, sub(), ')')],
      [1, () => node('num', `Math.${g.pick(['min', 'max'])}(`, sub(), ', ', sub(), ')')],
      [1, () => node('num', '(', sub(), ` ${g.pick(['<', '>', '<='])} `, sub(), ' ? ', sub(), ' : ', sub(), ')')],
      [
        0.5,
        () => node('num', '(', sub(), ` ${g.pick(['|', '&', '^', '>>', '>>>', '%'])} `, g.pick(['0', '3', '7']), ')'),
      ],
    )
  }

  function read(n: Nest): Node {
    const line = n.columns.length > 0 && n.lines.length > 0 ? g.pick(n.lines) : undefined
    if (line && g.chance(0.3)) return load(line.name, node('fixed', g.pick(n.columns).name))
    if (g.matrices.length > 0 && g.chance(0.5)) {
      const matrix = g.pick(g.matrices)
      return g.element2(matrix, ...(n.parallel && n.written.includes(matrix) ? ownPlace(n) : anyPlace(n)))
    }
    const fit = g.arrays.filter((a) => !rounds(a))
    if (fit.length === 0) return node('num', g.pick(LITERALS))
    const array = g.pick(fit)
    const mine = n.parallel && n.written.includes(array)
    return load(array.name, mine ? own(n, array) : anywhere(n, array))
  }

  /** An element of the iteration's own row; of any row where the loop is serial. */
  function own(n: Nest, array: ArrayArgument): Node {
    if (!n.parallel && g.chance(0.3)) return anywhere(n, array)
    const column = n.columns.length > 0 ? g.pick(n.columns.slice(-2)).name : '0'
    const text = g.weighted<string>(
      [8, () => `${n.row} * ${n.w} + ${column}`],
      [1, () => `${column} + ${n.row} * ${n.w}`],
      [1, () => `${n.w} * (${n.row} + 1) - 1 - ${column}`],
    )
    return node('fixed', text)
  }

  /** An element of any row, in bounds but for the wild. */
  function anywhere(n: Nest, array: ArrayArgument): Node {
    const { w, row, width, rows } = n
    const fits = (last: number): number => (last < array.values.length || g.wild ? 1 : 0)
    const column = n.columns.length > 0 ? g.pick(n.columns) : { name: '0', margin: 0 }
    const inner = n.columns.at(-1)?.name ?? '0'
    const { name, margin } = column
    return node(
      'fixed',
      g.weighted<string>(
        [6 * fits(rows * width - 1) + 0.01, () => `${row} * ${w} + ${name}`],
        [2 * fits(width - 1), () => name],
        [fits(rows - 1), () => row],
        [n.rowMargin * 2 * fits(rows * width - 1), () => `(${row} ${g.pick(['-', '+'])} 1) * ${w} + ${name}`],
        [margin * 2 * fits(rows * width - 1), () => `${row} * ${w} + ${name} ${g.pick(['-', '+'])} 1`],
        [fits(width * width - 1) * 3, () => `${inner} * ${w} + ${name}`],
        [fits(width * width - 1), () => `${name} * ${w} + ${inner}`],
        [fits((width - 1) * rows + rows - 1), () => `${name} * ${rows} + ${row}`],
        [fits(rows * width - 1), () => `${row} * ${w}`],
        [fits(2), () => g.pick(['0', '1', '2'])],
      ),
    )
  }

  return { nest }
}
