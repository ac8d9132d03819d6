/**
 * Random kernels that walk through arrays, in two texts: the source, and a twin in which each element is read and written by a function
 * that throws where its index is none of the array's.
 */
export interface Walk {
  readonly source: string
  readonly twin: string
}

/** A program from a source of numbers from 0 up to 1. */
export function walk(random: () => number): Walk {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]
  const arrays = ['a', 'b', 'c']
  const names = ['i', 'j', 'k', 'lo', 'hi']
  let depth = 0
  let counters: string[] = []

  const key = (): string => pick([...names, ...counters, 'n', 'a.length', 'b.length', 'c.length'])
  const near = (): string => {
    const by = pick([0, 0, 1, 1, 2, 3])
    return by === 0 ? key() : `${key()} ${pick(['+', '-'])} ${by}`
  }
  const value = (): string =>
    pick([
      () => near(),
      () => near(),
      () => pick(['0', '0', '1', '2', '-1', '7']),
      () => `(${key()} + ${key()}) >> 1`,
      () => `Math.floor((${key()} + ${key()}) / 2)`,
      () => {
        const from = pick(names)
        return `${from} + ((${key()} - ${from}) >> 1)`
      },
      () => `Math.min(${near()}, ${near()})`,
      () => `Math.max(${near()}, ${near()})`,
      () => `${key()} - ${key()}`,
      () => `${key()} + ${key()}`,
      () => `${key()} >> 1`,
      () => `(${key()} / ${pick([2, 3])}) | 0`,
      () => `${key()} % ${pick(['3', 'n', 'a.length', 'k'])}`,
      () => `${key()} & ${pick(['3', '7', 'i'])}`,
      () => `(${comparison()} ? ${near()} : ${near()})`,
      () => element(),
    ])()
  const comparison = (): string => {
    const other = (): string => pick([near, near, () => pick(['0', '0', '1', '-1']), () => `${key()} - ${key()}`])()
    return `${near()} ${pick(['<', '<', '<', '<=', '>', '>=', '>=', '===', '!=='])} ${other()}`
  }
  const test = (): string =>
    pick([
      () => comparison(),
      () => `${comparison()} && ${comparison()}`,
      () => `${comparison()} && ${element()} > ${pick(['2', '5'])}`,
      () => `!(${comparison()} || ${comparison()})`,
      () => `${pick(names)} * ${pick(names)} < ${near()}`,
    ])()
  const element = (): string => `$r{${pick(arrays)}, ${near()}}`
  const line = (text: string): string => `${text}\n`
  const block = (): string => {
    depth++
    const count = 1 + Math.floor(random() * 3)
    const text = Array.from({ length: count }, statement).join('')
    depth--
    return text
  }
  const statement = (): string => {
    const simple = [
      () => line(`${pick(names)} = ${value()}`),
      () => line(`${pick(names)}${pick(['++', '--', ' += 2', ' -= 1'])}`),
      () => line(`s += ${element()}`),
      () => line(`s += ${element()} + ${element()}`),
      () => line(`$w{${pick(arrays)}, ${near()}, ${pick(['s', '3', key()])}}`),
      () =>
        line(`const q = ${pick(['i', 'j', 'k'])} + 1; if (q < ${key()}) s += $r{${pick(arrays)}, q - 1}`).replace(
          /^(.*)$/s,
          '{ $1 }\n',
        ),
      () => line(`if (${test()}) ${pick(['break', 'continue'])}`),
    ]
    const jumps = depth > 0 && counters.length + inLoop > 0
    const nested = [
      () => `if (${test()}) {\n${block()}} else {\n${block()}}\n`,
      () => `if (${test()}) {\n${block()}}\n`,
      () => loop(`while (${test()})`),
      () => loop(`while (${test()})`),
      () => counted(),
      () => counted(),
      () => line(`c = new Float64Array(${pick(['n', 'a.length', 'n + 1', 'b.length'])})`),
      () => line('{ const t = a; a = b; b = t }'),
    ]
    if (depth < 3 && random() < 0.5) return pick(nested)()
    return pick(jumps ? simple : simple.slice(0, -1))()
  }
  let inLoop = 0
  const loop = (head: string): string => {
    inLoop++
    const text = `${head} {\nif (--fuel < 0) return [s, i, j, k, lo, -1]\n${block()}}\n`
    inLoop--
    return text
  }
  const counted = (): string => {
    const name = `x${counters.length}`
    const up = random() < 0.7
    const head = up
      ? `for (let ${name} = ${pick(['0', '0', '1', near()])}; ${name} ${pick(['<', '<', '<='])} ${near()}; ${name}${pick(['++', '++', ' += 2'])})`
      : `for (let ${name} = ${near()}; ${name} ${pick(['>=', '>'])} ${pick(['0', '0', '1', near()])}; ${name}--)`
    const outside = counters
    counters = [...counters, name]
    const text = loop(head)
    counters = outside
    return text
  }

  const body = Array.from({ length: 3 + Math.floor(random() * 4) }, statement).join('')
  const whole = `(a, b, n) => {
let i = 0, j = 0, k = 1, lo = 0, hi = a.length, s = 0, fuel = 200
let c = new Float64Array(${pick(['n', 'a.length', '4'])})
${body}return [s, i, j, k, lo, hi]
}`
  return { source: printed(whole, false), twin: printed(whole, true) }
}

/** Prints `$r{a, i}` as `a[i]` or as a call. */
function printed(text: string, calls: boolean): string {
  let out = ''
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '$') {
      out += text[at]
      continue
    }
    const end = text.indexOf('}', at)
    const [array, index, value] = text.slice(at + 3, end).split(', ')
    if (calls) out += `$${text[at + 1]}(${[array, index, value].filter((part) => part !== undefined).join(', ')})`
    else out += value === undefined ? `${array}[${index}]` : `${array}[${index}] = ${value}`
    at = end
  }
  return out
}

/** What a twin reads and writes elements by. */
export const elements = {
  $r: (array: Float64Array, index: number): number => {
    if (!(index >= 0 && index < array.length)) throw new RangeError('outside')
    return array[index]
  },
  $w: (array: Float64Array, index: number, value: number): void => {
    if (!(index >= 0 && index < array.length)) throw new RangeError('outside')
    array[index] = value
  },
}
