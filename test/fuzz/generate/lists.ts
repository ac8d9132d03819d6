/** Kernels with lists of their own: that grow while they are iterated over, of numbers and of objects, and helpers that give nothing. */
import type { Argument, Program } from '../program.ts'
import type { Dice } from './dice.ts'

/** A program in the making: its lists of numbers, and of records with their fields. */
class Lists {
  readonly #dice: Dice
  readonly #numbers = ['u', 'v', 'w']
  /** Of objects, or of pairs. */
  readonly #objects: boolean
  /** Whether fields are assigned: then no record may change its place. */
  readonly #writes: boolean
  #names = 0
  /** What a loop around iterates over, which is not to be given another list. */
  readonly #busy: string[] = []

  constructor(dice: Dice) {
    this.#dice = dice
    this.#objects = dice.chance(0.6)
    this.#writes = dice.chance(0.4)
  }

  text(): string {
    const d = this.#dice
    const [u, v, w] = this.#numbers
    const first = (): string =>
      d.pick(['[]', `[${this.number()}]`, '[1, 2, 3]', '[...a]', '[0.5, ...a]', 'Array.from(a)'])
    const records = d.pick(['[]', `[${this.#record()}]`, `[${this.#record()}, ${this.#record()}]`])
    return `(a, out, n) => {
  const few = 30
  let ${u} = ${first()}, ${v} = ${first()}
  const ${w} = ${first()}
  const rs = ${records}
  let s = 0, t = 1
  const odd = (x) => {
    ${d.pick(['for (let i = 0; i < a.length; i++)', 'for (const y of a)', `for (const y of ${w})`])} if (x ${d.pick(['>', '<', '==='])} ${d.pick(['s', 'n', '2'])}) return ${this.number()}
    ${d.pick(['return undefined', '', 'if (s > 3) return 7'])}
  }
  const add = (list, x) => {
    if (list.length < few) list.push(x)
    ${d.pick(['', 't++', `if (${w}.length > 3) return\n    t--`])}
  }
  const put = (x, y) => {
    if (rs.length < few) rs.push(${this.#objects ? '{ x, y }' : '[x, y]'})
  }
  const down = (k) => {
    if (k <= 0) return
    ${d.pick([`${w}[0] = k`, 'out[0] = k', 's += k', 'if (a.length > k) s += a[k]'])}
    down(k - ${d.pick(['1', '2'])})
    ${d.pick(['s++', '', 'down(k - 3)'])}
  }
  ${w}.push(${this.number()})
  rs.push(${this.#record()})
  ${this.#block(d.between(2, 5), 0)}
  ${d.chance(0.4) ? this.#parallel() : ''}
  for (const x of ${u}) s = s * 0.5 + x
  for (let i = 0; i < ${v}.length; i++) s = s * 0.5 - ${v}[i]
  for (const ${this.#objects ? '{ x, y }' : '[x, y]'} of rs) s = s * 0.25 + x - y
  for (let i = 0; i < out.length; i++) out[i] = ${d.pick([`${w}[i % ${w}.length]`, 's + i', `i < ${u}.length ? ${u}[i] : t`])}
  return ${d.pick(['[s, t]', 's', `[s, ${u}.length, ${v}.length, ${w}.length, rs.length]`, `[t, ${w}[0]]`])}
}`
  }

  /** Iterations with arrays of their own, any number of them, of lengths that only they know. */
  #parallel(): string {
    const d = this.#dice
    const { counted, value } = {
      counted: d.pick(['i % 7', 'n', 'i', 'own.length * 2 % 9']),
      value: d.pick(['i', 'k', 't', 'own.length']),
    }
    const change = (): string =>
      d.pick([
        `for (let k = 0; k < ${counted}; k++) own.push(k * ${d.pick(['0.5', 'i', '3'])} - ${value.replace('k', 'i')})`,
        `{\n  const next = []\n  for (const x of own) if (x > ${d.pick(['0', '1', 'n'])}) next.push(x - 1, x)\n  own = next\n  }`,
        `own = own.map((x, k) => x * 0.5 + ${value})`,
        `own = own.filter((x) => x > ${d.pick(['0', 'i', 'n'])})`,
        `if (own.length > 1) own.${d.pick(['pop', 'shift'])}()`,
        'for (const x of a) if (x > i) own.push(x)',
        'own.sort((p, q) => p - q)',
        'own = own.slice(i % 3)',
        'own = [...own, i, ...a]',
        'own.push(...a.slice(0, i % 4))',
        `for (let k = 0; k < 3; k++) {\n  const row = new Float64Array(k + i % 3)\n  row.fill(k + 1)\n  for (const x of row) own.push(x)\n  }`,
        `{\n  let before = new Float64Array(3).fill(i)\n  for (let k = 0; k < 3; k++) {\n  const now = new Float64Array(3)\n  for (let j = 0; j < 3; j++) now[j] = before[2 - j] + j\n  before = now\n  }\n  own.push(before[0], before[2])\n  }`,
      ])
    return `for (const i of prange(out.length)) {
  let own = ${d.pick(['[]', '[i]', '[i, 1, 2]', '[...a]', '[...a].filter((x) => x > i)'])}
  own.push(1)
  ${Array.from({ length: d.between(1, 4) }, change).join('\n  ')}
  let sum = 0
  for (const x of own) sum = sum * 0.5 + x
  out[i] = sum${d.pick(['', ' + own.length', ' + (own.length > 0 ? own[0] : 2)'])}
  }`
  }

  #record(): string {
    const [x, y] = [this.number(), this.number()]
    return this.#objects ? `{ x: ${x}, y: ${y} }` : `[${x}, ${y}]`
  }

  /** A number that is there everywhere. */
  number(depth = 1): string {
    const d = this.#dice
    if (depth > 0 && d.chance(0.4))
      return `(${this.number(depth - 1)} ${d.pick(['+', '-', '*', '%', '+', '-'])} ${this.number(depth - 1)})`
    return d.pick(['n', '1', '0.5', '2', 'a.length', '3', '-1', 'n', '-0'])
  }

  /** One that may look at lists and variables. */
  #value(depth = 1): string {
    const d = this.#dice
    if (depth > 0 && d.chance(0.4))
      return `(${this.#value(depth - 1)} ${d.pick(['+', '-', '*', '%', '/'])} ${this.#value(depth - 1)})`
    const list = d.pick(this.#numbers)
    return d.weighted<string>(
      [3, () => this.number(0)],
      [2, () => d.pick(['s', 't'])],
      [1, () => `${list}.length`],
      [1, () => `(${list}.length > 0 ? ${list}[${list}.length - 1] : ${this.number(0)})`],
      [1, () => `(odd(${d.pick(['s', 't', 'n'])}) ?? ${this.number(0)})`],
      [1, () => `(${list}.find((z) => z > ${d.pick(['s', 'n', '1'])}) ?? ${this.number(0)})`],
      [1, () => `(rs.length > 0 ? ${this.#field('rs[rs.length - 1]')} : 0)`],
      [0.5, () => `${list}.reduce((p, q) => p * 0.5 + q, ${this.number(0)})`],
      [0.5, () => `${list}.indexOf(${d.pick(['s', '1', 'n'])})`],
      [0.5, () => `(${list}.length > 0 ? ${list}.at(-1) : 0)`],
      [0.5, () => `rs.reduce((p, ${this.#objects ? '{ x, y }' : '[x, y]'}) => p + x * y, 0)`],
      [0.5, () => `rs.findIndex((r) => ${this.#field('r')} > ${d.pick(['s', 't', '1'])})`],
    )
  }

  #field(record: string): string {
    const [x, y] = this.#objects ? ['.x', '.y'] : ['[0]', '[1]']
    return `${record}${this.#dice.pick([x, y])}`
  }

  #block(size: number, depth: number): string {
    return Array.from({ length: size }, () => this.#statement(depth)).join('\n  ')
  }

  #statement(depth: number): string {
    const d = this.#dice
    const list = d.pick(this.#numbers)
    const body = (): string => this.#block(d.between(1, 3), depth + 1)
    const i = `i${this.#names++}`
    const deep = depth < 2 ? 1 : 0
    const jump = d.chance(0.3) ? `if (${this.#value()} > ${this.#value()}) ${d.pick(['continue', 'break'])}` : ''
    const within = (over: string, make: () => string): string => {
      this.#busy.push(over)
      const text = make()
      this.#busy.pop()
      return text
    }
    return d.weighted<string>(
      [3, () => `if (${list}.length < few) ${list}.push(${this.#value()})`],
      [1, () => `if (${list}.length < few) ${list}.push(${this.#value(0)}, ${this.#value(0)})`],
      [
        2,
        () =>
          `if (${list}.length > 1) ${d.pick(['s', 't'])} ${d.pick(['=', '+='])} ${list}.${d.pick(['pop', 'shift', 'pop'])}()`,
      ],
      [1, () => `if (${list}.length < few) ${list}.unshift(${this.#value(0)})`],
      [1, () => `if (${list}.length < few) ${list}.splice(${d.between(-2, 4)}, ${d.between(0, 2)}, ${this.#value(0)})`],
      [0.5, () => `${list}.splice(${d.between(1, 4)}, ${d.between(0, 2)})`],
      [1, () => `if (${list}.length > 2) ${list}.length = ${d.between(1, 2)}`],
      [1, () => `if (${list}.length > 2) [${list}[0], ${list}[1]] = [${list}[1], ${list}[0]]`],
      [
        1,
        () =>
          `if (${list}.length > 0) ${list}[${d.pick(['0', `${list}.length - 1`])}] ${d.pick(['=', '+=', '-='])} ${this.#value()}`,
      ],
      [2, () => `add(${list}, ${this.#value()})`],
      [1, () => `put(${this.#value()}, ${this.#value()})`],
      [1, () => `if (rs.length < few) rs.push(${this.#record()})`],
      [1, () => (this.#writes ? this.#assignField() : this.#move())],
      [1, () => `down(${d.between(0, 5)})`],
      [1, () => this.#exchange()],
      [
        1,
        () =>
          `{\n  const r = odd(${this.#value(0)})\n  if (r ${d.pick(['!== undefined', '=== undefined', '!= null'])}) t++\n  }`,
      ],
      [1, () => `${d.pick(['s', 't'])} = ${this.#value()}`],
      [deep, () => `if (${this.#value()} > ${this.#value()}) {\n  ${body()}\n  }`],
      [
        3 * deep,
        () =>
          within(
            list,
            () =>
              `for (let ${i} = 0; ${i} < ${list}.length; ${i}++) {\n  ${jump}\n  s += ${list}[${i}]\n  ${body()}\n  if (${i} > 60) break\n  }`,
          ),
      ],
      [
        3 * deep,
        () =>
          within(
            list,
            () =>
              `{\n  let c = 0\n  for (const ${i} of ${list}) {\n  ${jump}\n  t += ${i}\n  ${body()}\n  if (c++ > 60) break\n  }\n  }`,
          ),
      ],
      [
        deep,
        () =>
          `{\n  let c = 0\n  for (const ${this.#objects ? '{ x, y }' : '[x, y]'} of rs) {\n  s += x - y\n  ${body()}\n  if (c++ > 60) break\n  }\n  }`,
      ],
      [
        deep,
        () =>
          `for (let ${i} = 0, c = 0; ${i} < rs.length && c < 60; ${i}++, c++) {\n  const r = rs[${i}]\n  t += ${this.#field('r')}\n  ${body()}\n  }`,
      ],
      [
        deep,
        () =>
          `{\n  let c = 0\n  while (${list}.length > 1 && c++ < 60) {\n  const z = ${list}.pop()\n  ${d.pick(['s += z', `if (z > t) ${d.pick(['break', 'continue'])}`])}\n  ${body()}\n  }\n  }`,
      ],
    )
  }

  #assignField(): string {
    const d = this.#dice
    const at = d.pick(['0', 'rs.length - 1'])
    return d.pick([
      `if (rs.length > 0) ${this.#field(`rs[${at}]`)} ${d.pick(['=', '+=', '-='])} ${this.#value()}`,
      `if (rs.length > 0) {\n  const r = rs[${at}]\n  ${this.#field('r')} ${d.pick(['=', '+='])} ${this.#value()}\n  s += ${this.#field('r')}\n  }`,
      `rs.forEach((r, k) => {\n  ${this.#field('r')} += k\n  })`,
    ])
  }

  #move(): string {
    const d = this.#dice
    return d.pick([
      `if (rs.length > 1) {\n  const ${this.#objects ? '{ x, y }' : '[x, y]'} = rs.${d.pick(['pop', 'shift'])}()\n  s += x * y\n  }`,
      'if (rs.length > 1) [rs[0], rs[1]] = [rs[1], rs[0]]',
      `if (rs.length > 1) {\n  const r = rs[0]\n  rs[0] = rs[rs.length - 1]\n  rs[rs.length - 1] = r\n  s += ${this.#field('r')}\n  }`,
      `if (rs.length > 0) rs[${d.pick(['0', 'rs.length - 1'])}] = ${this.#record()}`,
      `rs.sort((p, q) => ${this.#objects ? 'p.x - q.x' : 'p[0] - q[0]'})`,
      'if (rs.length > 2) rs.length = 2',
    ])
  }

  /** Another list for a name, where no loop around runs over it. */
  #exchange(): string {
    const d = this.#dice
    const [u, v, w] = this.#numbers
    if (this.#busy.includes(u) || this.#busy.includes(v)) return 't++'
    return d.pick([
      `;[${u}, ${v}] = [${v}, ${u}]`,
      `${u} = []`,
      `${v} = [${this.#value()}, ${this.#value()}]`,
      `${u} = ${w}.slice(${d.between(0, 2)})`,
      `${v} = ${u}.map((z) => z * 0.5)`,
      `${u} = [...${v}, ...${w}].slice(0, few)`,
      `${u} = ${v}.filter((z) => z > ${this.#value(0)})`,
      `{\n  const next = []\n  for (const z of ${u}) if (z > t) next.push(z)\n  ${u} = next\n  }`,
    ])
  }
}

/** A program about lists. */
export function listProgram(dice: Dice): Program {
  const length = dice.pick([0, 1, 2, 3, 5, 8])
  const numbers = (): number[] => Array.from({ length }, () => dice.between(-6, 6) / 2)
  const dtype = dice.pick(['float64', 'float64', 'int32', 'uint8', 'int16'] as const)
  const args: Argument[] = [
    { name: 'a', dtype, values: numbers().map((x) => (dtype === 'float64' ? x : Math.abs(Math.trunc(x)))) },
    {
      name: 'out',
      dtype: dice.pick(['float64', 'uint8', 'int16', 'uint8c'] as const),
      values: numbers().map(Math.abs),
    },
    { name: 'n', value: dice.between(-1, 9) },
  ]
  // Sorting by what may be NaN depends on the method.
  return { args, body: { block: [] }, text: new Lists(dice).text(), exact: true }
}
