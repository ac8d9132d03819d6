/** Kernels with arrays of arrays whose rows have lengths of their own: of numbers and of objects, under several names, in helpers and in parallel loops. */
import type { Argument, Program } from '../program.ts'
import type { Dice } from './dice.ts'

/** Rows that there are at least: names of them are taken modulo this number. */
const LEAST = 2

/** A program in the making. `few` bounds each length, and each loop over rows that grow. */
class Rows {
  readonly #dice: Dice
  readonly #recursive: boolean
  /** Whether rows are replaced, added and taken away; then no parallel loop reads them. */
  readonly #replaced: boolean
  /** Whether fields are assigned: then no object may change its place. */
  readonly #writes: boolean
  #names = 0

  constructor(dice: Dice) {
    this.#dice = dice
    this.#recursive = dice.chance(0.25)
    this.#replaced = dice.chance(0.5)
    this.#writes = dice.chance(0.5)
  }

  text(): string {
    const d = this.#dice
    const rows = d.pick([
      'Array.from({ length: 4 }, () => [])',
      'Array.from({ length: n + 3 }, (_, i) => [i])',
      '[[1, 2], [], [0.5]]',
      '[[], [...a], [n]]',
      '[[0, 1, 2], [3, 4, 5]]',
      'new Array(3).fill(0).map(() => [])',
      'Array.from({ length: 3 }, () => [1, 2, 3])',
    ])
    return `(a, out, n) => {
  const few = 12
  const rs = ${rows}
  const es = ${d.pick(['Array.from({ length: 3 }, () => [])', '[[{ to: 1, w: n }], [], []]'])}
  let s = 0, t = 1
  const total = (r) => {
    let sum = ${d.pick(['0', 'n', 't'])}
    for (const x of r) sum = sum * 0.5 + x
    return sum
  }
  const put = (r, x) => {
    if (r.length < few) r.push(x)
    ${d.pick(['', 't++', 'return', 'if (r.length > 2) s += r[1]'])}
  }
  const link = (u, v) => {
    ${d.pick(['', 'if (u === v) return'])}
    if (es[u].length < few) es[u].push({ to: v, w: ${d.pick(['s', 'u + 0.5', 't', 'es[u].length'])} })
  }
  ${this.#recursive ? this.#visit() : ''}
  rs[0].push(${this.#value()})
  ${this.#block(d.between(2, 4), 0)}
  ${this.#replaced ? '' : this.#parallel()}
  for (const r of rs) for (const x of r) s = s * 0.5 + x
  for (let u = 0; u < es.length; u++) for (const { to, w } of es[u]) s = s * 0.25 + to - w
  for (let i = 0; i < out.length; i++) out[i] ${d.pick(['=', '+='])} ${d.pick(['total(rs[i % rs.length])', 's + i', 'rs[i % rs.length].length', 'es[i % 3].length'])}
  return [s, t, rs.length, rs[0].length]
}`
  }

  #visit(): string {
    const d = this.#dice
    return `const visit = (u, depth) => {
    ${d.pick(['t++', 's += es[u].length', 's += rs[u % rs.length].length'])}
    if (depth > 3) return
    for (const e of es[u]) {
      ${d.pick(['', 's -= e.w'])}
      visit(e.to, depth + 1)
      ${d.pick(['', `put(rs[u % ${LEAST}], e.to)`, this.#writes ? 'e.w += 1' : 'if (es[u].length < few) es[u].push({ to: u, w: depth })'])}
      if (t++ > 50) break
    }
  }`
  }

  /** Iterations that read rows, and write an element of their own. */
  #parallel(): string {
    const d = this.#dice
    return d.pick([
      '',
      'for (const i of prange(out.length)) {\n  let sum = 0\n  for (const x of rs[i % rs.length]) sum += x\n  out[i] = sum\n  }',
      'for (const i of prange(out.length)) {\n  const r = rs[i % rs.length]\n  for (let k = 0; k < r.length; k++) if (r[k] > 1) out[i] += r[k]\n  }',
      'for (const i of prange(out.length)) {\n  for (const { to, w } of es[i % 3]) out[i] += to * w\n  }',
      this.#writes ? 'for (const i of prange(3)) {\n  for (const e of es[i]) e.w += i\n  }' : '',
    ])
  }

  #value(depth = 1): string {
    const d = this.#dice
    if (depth > 0 && d.chance(0.4))
      return `(${this.#value(depth - 1)} ${d.pick(['+', '-', '*', '%', '/'])} ${this.#value(depth - 1)})`
    const row = this.#row()
    return d.weighted<string>(
      [3, () => d.pick(['n', '1', '0.5', '2', '3', '-1', '-0', 'a.length'])],
      [2, () => d.pick(['s', 't'])],
      [1, () => `${row}.length`],
      [0.5, () => 'rs.length'],
      [1, () => `(${row}.length > 0 ? ${row}[${d.pick(['0', `${row}.length - 1`])}] : ${this.#value(0)})`],
      [0.7, () => `total(${row})`],
      [0.4, () => `${row}.reduce((p, q) => p * 0.5 + q, ${d.pick(['n', '0', 's'])})`],
      [0.3, () => `${row}.indexOf(${d.pick(['1', 'n', 's'])})`],
      [0.3, () => `(${row}.some((x) => x > ${d.pick(['s', '1'])}) ? 1 : 2)`],
      [0.4, () => `es[${this.#third()}].length`],
      [this.#writes ? 0 : 0.4, () => `es[${this.#third()}].reduce((p, e) => p + e.w, 0)`],
    )
  }

  #row(): string {
    return `rs[${this.#dice.pick(['0', '1', 'rs.length - 1', `t % ${LEAST} | 0`])}]`
  }

  /** One of the three rows of objects. */
  #third(): string {
    return this.#dice.pick(['0', '1', '2', '(n + 3) % 3'])
  }

  #block(size: number, depth: number): string {
    return Array.from({ length: size }, () => this.#statement(depth)).join('\n  ')
  }

  #statement(depth: number): string {
    const d = this.#dice
    const row = this.#row()
    const i = `i${this.#names++}`
    const third = this.#third()
    const deep = depth < 1 ? 1 : 0
    const [writes, moves] = this.#writes ? [1, 0] : [0, 1]
    const body = (): string => this.#block(d.between(1, 2), depth + 1)
    const counted = (text: string): string => `{\n  let c = 0\n  ${text}\n  }`
    const jump = d.chance(0.3) ? `if (${this.#value()} > ${this.#value()}) ${d.pick(['continue', 'break'])}` : ''
    const replaced = this.#replaced ? 1 : 0
    return d.weighted<string>(
      [3, () => `if (${row}.length < few) ${row}.push(${this.#value()})`],
      [1, () => `if (${row}.length < few) ${row}.push(${this.#value(0)}, ${this.#value(0)})`],
      [
        2,
        () =>
          `if (${row}.length > 1) ${d.pick(['s', 't'])} ${d.pick(['=', '+='])} ${row}.${d.pick(['pop', 'shift'])}()`,
      ],
      [
        2,
        () =>
          `if (${row}.length > 0) ${row}[${d.pick(['0', `${row}.length - 1`])}] ${d.pick(['=', '+=', '*='])} ${this.#value()}`,
      ],
      [1, () => `put(${row}, ${this.#value()})`],
      [2, () => `link(${third}, ${this.#third()})`],
      [1, () => `if (es[${third}].length < few) es[${third}].push({ to: ${this.#third()}, w: ${this.#value()} })`],
      [writes, () => `if (es[${third}].length > 0) es[${third}][0].w ${d.pick(['=', '+='])} ${this.#value()}`],
      [
        moves,
        () =>
          `if (es[${third}].length > 1) {\n  const { to, w } = es[${third}].${d.pick(['pop', 'shift'])}()\n  s += to * w\n  }`,
      ],
      [this.#recursive ? 1 : 0, () => `visit(${third}, ${d.between(0, 3)})`],
      [
        1,
        () =>
          `{\n  const r = ${row}\n  ${d.pick(['if (r.length < few) r.push(s)', 'if (r.length > 0) r[0] = t', 'put(r, n)'])}\n  s += ${d.pick(['r.length', 'total(r)'])}\n  }`,
      ],
      [
        replaced,
        () =>
          `rs[${d.pick(['0', '1'])}] = ${d.pick(['[]', `[${this.#value()}]`, `[${this.#value()}, ${this.#value()}]`, `${this.#row()}.slice()`, `[...${this.#row()}]`])}`,
      ],
      [
        replaced,
        () =>
          `if (rs.length < few) rs.push(${d.pick(['[]', `[${this.#value()}]`, `[...${this.#row()}, s]`, '[...a]'])})`,
      ],
      [replaced, () => `if (rs.length > ${LEAST + 1}) ${d.pick(['rs.pop()', 'rs.shift()', 's += rs.pop().length'])}`],
      [replaced, () => ';[rs[0], rs[1]] = [rs[1], rs[0]]'],
      [1, () => `${d.pick(['s', 't'])} = ${this.#value()}`],
      [deep, () => `if (${this.#value()} > ${this.#value()}) {\n  ${body()}\n  }`],
      [
        2 * deep,
        () =>
          counted(
            `for (const ${i} of ${row}) {\n  ${jump}\n  s = s * 0.5 + ${i}\n  ${body()}\n  if (c++ > 30) break\n  }`,
          ),
      ],
      [
        deep,
        () =>
          counted(`for (const ${i} of rs) {\n  ${jump}\n  s += ${i}.length\n  ${body()}\n  if (c++ > 30) break\n  }`),
      ],
      [
        deep,
        () =>
          `for (let ${i} = 0; ${i} < ${row}.length; ${i}++) {\n  ${jump}\n  t += ${i}\n  ${body()}\n  if (${i} > 30) break\n  }`,
      ],
      [
        deep,
        () =>
          `for (let ${i} = 0; ${i} < rs.length && ${i} < 30; ${i}++) {\n  const r = rs[${i}]\n  for (let k = 0; k < r.length; k++) {\n  r[k] ${d.pick(['=', '+=', '-='])} ${d.pick(['k', 's', 't', i])}\n  }\n  ${body()}\n  }`,
      ],
      [
        deep,
        () =>
          counted(
            `for (const e of es[${third}]) {\n  ${jump}\n  s += e.to\n  ${writes ? d.pick(['e.w = s', 'e.to = t & 1']) : ''}\n  ${body()}\n  if (c++ > 30) break\n  }`,
          ),
      ],
      [
        deep,
        () =>
          counted(
            `while (${row}.length > 1 && c++ < 30) {\n  s -= ${row}.${d.pick(['pop', 'shift'])}()\n  ${body()}\n  }`,
          ),
      ],
    )
  }
}

/** A program about rows of their own lengths. */
export function rowProgram(dice: Dice): Program {
  const length = dice.pick([0, 1, 2, 3, 5, 8])
  const numbers = (): number[] => Array.from({ length }, () => dice.between(-6, 6) / 2)
  const args: Argument[] = [
    { name: 'a', dtype: 'float64', values: numbers() },
    { name: 'out', dtype: dice.pick(['float64', 'int16', 'uint8c'] as const), values: numbers().map(Math.abs) },
    { name: 'n', value: dice.between(-1, 6) },
  ]
  return { args, body: { block: [] }, text: new Rows(dice).text(), exact: true }
}
