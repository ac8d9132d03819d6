/** Random kernels: all that the language has, often at its edges. */
import { type DType, dtypes } from '#wamba/base/dtypes.js'
import { functions, opNamed } from '#wamba/ops/table.js'
import type { Argument, ArrayArgument, Program } from './program.ts'
import { type Block, load, type Node, node, type Part, store } from './tree.ts'

/** What fast-check's random numbers give. */
export interface Random {
  nextInt(min: number, max: number): number
  nextDouble(): number
}

const FLOATS: readonly number[] = [
  ...[
    0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, 3, 7, 255.5, 254.5, 256, -129, 65536.7, 2147483647, 2147483648,
    -2147483648,
  ],
  ...[
    -2147483649,
    4294967295,
    4294967296,
    2 ** 53,
    -(2 ** 53),
    2 ** 53 + 2,
    1e15,
    2 ** 63,
    -(2 ** 63),
    2 ** 64,
    2 ** 84,
    1e20,
    1e300,
    -1e300,
    1.7976931348623157e308,
  ],
  ...[5e-324, -5e-324, 2.2250738585072014e-308, 1e-310, 1e-45, 3.4028234663852886e38, 3.5e38, 1.401298464324817e-45],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
]
const LITERALS: readonly string[] = [
  ...[
    '0',
    '1',
    '2',
    '3',
    '0.5',
    '1.5',
    '0.1',
    '10',
    '255',
    '-1',
    '-2',
    '-0.5',
    '2147483647',
    '2147483648',
    '-2147483648',
    '4294967295',
    '1e300',
  ],
  ...[
    '9007199254740992',
    '5e-324',
    '0.25',
    '1e-7',
    '65536',
    '100',
    '-0',
    'NaN',
    'Infinity',
    '-Infinity',
    '31',
    '32',
    '1e21',
  ],
]
const INTEGERS: readonly string[] = [
  '0',
  '1',
  '2',
  '3',
  '5',
  '7',
  '8',
  '31',
  '32',
  '100',
  '255',
  '65535',
  '-1',
  '-2',
  '-3',
  '-128',
  '2147483647',
  '-2147483648',
  '4294967295',
  '65536',
  '1000003',
]
const LENGTHS: readonly number[] = [
  0, 1, 2, 3, 4, 6, 10, 12, 13, 18, 24, 30, 34, 48, 50, 66, 80, 96, 5, 7, 8, 9, 15, 16, 17, 20, 31, 32, 33, 40, 63, 64,
  65, 100,
]
const INTEGER_DTYPES: readonly DType[] = ['int8', 'int16', 'int32', 'uint8', 'uint8c', 'uint16', 'uint32']
const UNARY: readonly string[] = [
  'Math.sqrt',
  'Math.abs',
  'Math.floor',
  'Math.ceil',
  'Math.trunc',
  'Math.sign',
  'Math.round',
].filter((name) => functions.includes(name))
const INT_UNARY: readonly string[] = ['Math.clz32'].filter((name) => functions.includes(name))
/** Elementary functions of `Math`, whose last bit may be another than the engine's. */
const ELEMENTARY: readonly string[] = functions.filter((name) => name.startsWith('Math.') && opNamed(name).approximate)
const INT_BINARY: readonly string[] = ['Math.imul'].filter((name) => functions.includes(name))

const BIGS: readonly bigint[] = [
  ...[0n, 1n, -1n, 2n, 3n, 255n, -128n, 2n ** 31n, 2n ** 32n, -(2n ** 32n), 2n ** 53n + 1n, 2n ** 62n],
  ...[2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n, 2n ** 64n - 1n, 0x9e3779b97f4a7c15n, 0x5851f42d4c957f2dn],
]
const COMPARISONS: readonly string[] = ['<', '<=', '>', '>=', '===', '!==']

/** A name that can be read, and what is known of it. */
interface Name {
  readonly name: string
  readonly kind: 'num' | 'int' | 'bool'
  /** A loop's counter that stays within [low, length - high) of arrays of the common length. */
  readonly counts?: { readonly low: number; readonly high: number }
}

/** What the code at one place may do. */
interface Place {
  readonly names: readonly Name[]
  /** Names that may be assigned here. */
  readonly assignable: readonly Name[]
  readonly depth: number
  readonly loops: number
  /** The form of the indices at which arrays that a parallel loop writes are touched in it. */
  readonly parallel?: {
    readonly owned: ReadonlyMap<string, () => Node>
    readonly reductions: readonly Reduction[]
    readonly accumulated?: { readonly array: ArrayArgument; readonly op: string }
  }
  /** A loop may be left or continued; of a parallel loop, an iteration may only be ended. */
  readonly breakable?: 'loop' | 'iteration'
  readonly switched?: boolean
  /** The arrays that the kernel has made; `own` ones in this iteration of a parallel loop. */
  readonly made?: readonly { readonly array: ArrayArgument; readonly own: boolean }[]
  /** The labels of the loops around. */
  readonly labels?: readonly string[]
}

interface Reduction {
  readonly name: string
  readonly op: '+' | '-' | '*' | 'Math.min' | 'Math.max' | '&' | '|' | '^' | '||' | '&&' | Choice
  /** A sum of small integers, exact in any order. */
  readonly whole: boolean
  /** An integer variable. */
  readonly integer?: boolean
  /** A choice: the value of the iteration that goes with it. */
  readonly companion?: Name
}

/** `if (x < m) m = x`, and `if (!(x >= m)) m = x`. */
type Choice = '<' | '<=' | '>' | '>=' | '!<' | '!<=' | '!>' | '!>='
const CHOICES: readonly Choice[] = ['<', '<', '>', '>', '<=', '>=', '!<', '!<=', '!>', '!>=']

/** What programs are to be about: anything, or branches and loops of parallel iterations that go different ways. */
export type Theme = 'any' | 'masks'

/** Generates a program. */
export function generate(random: Random, theme: Theme = 'any'): Program {
  return new Generator(random, theme).program()
}

class Generator {
  readonly #random: Random
  /** float32 values may be computed with: then plain JavaScript gives other bits. */
  readonly #single: boolean
  /** Reductions may be reassociated: then too. */
  readonly #reassociates: boolean
  /** Elementary functions may be called: then too. */
  readonly #elementary: boolean
  /** Indices may well be out of bounds. */
  readonly #wild: boolean
  /** The value that is returned, if one is. */
  readonly #returns: 'num' | 'bool' | 'array' | 'object' | undefined
  /** Length of most arrays. */
  readonly #length: number
  readonly #arrays: ArrayArgument[] = []
  readonly #masks: boolean
  #reassociated = false
  #locals = 0
  /** Helpers that may be called, and the number of their parameters. */
  readonly #helpers: { readonly name: string; readonly arity: number; readonly recursive?: boolean }[] = []
  /** The code of a helper, which touches no elements: it may be called in any parallel loop. */
  #inHelper = false

  constructor(random: Random, theme: Theme) {
    this.#random = random
    this.#masks = theme === 'masks'
    this.#single = this.#chance(0.25)
    this.#reassociates = this.#chance(0.4)
    this.#elementary = ELEMENTARY.length > 0 && this.#chance(0.1)
    this.#wild = this.#chance(0.15)
    this.#returns = this.#chance(0.7) ? 'num' : this.#pick(['bool', 'array', 'object', undefined, undefined])
    this.#length = this.#chance(0.05) ? this.#between(4000, 9000) : this.#pick(LENGTHS)
  }

  program(): Program {
    const args: Argument[] = []
    const count = this.#between(1, 4)
    for (let i = 0; i < count; i++) this.#arrays.push(this.#arrayArgument('abcd'[i]))
    args.push(...this.#arrays)
    const names: Name[] = []
    for (const name of ['p', 'q'].slice(0, this.#between(0, 2))) {
      const value = this.#chance(0.4)
        ? this.#between(-4, 12)
        : this.#chance(0.8)
          ? this.#pick(FLOATS)
          : this.#random.nextDouble() * 100 - 50
      const declared = this.#chance(0.1) ? 'float64' : this.#single && this.#chance(0.3) ? 'float32' : undefined
      args.push({ name, value, declared })
      names.push({ name, kind: 'num' })
    }
    if (this.#chance(0.4)) {
      args.push({ name: 'n', value: this.#chance(0.85) ? this.#length : this.#between(-2, 20) })
      names.push({ name: 'n', kind: 'int' })
    }
    if (this.#chance(0.1)) {
      args.push({ name: 's', value: this.#pick([1, 2, 3, 7, -1, -2]) })
      names.push({ name: 's', kind: 'int' })
    }
    if (this.#chance(0.1)) {
      args.push({ name: 'flag', value: this.#chance(0.5) })
      names.push({ name: 'flag', kind: 'bool' })
    }
    const place: Place = {
      names,
      assignable: names.filter((n) => n.name !== 'n' && n.name !== 's' && this.#chance(0.3)),
      depth: 0,
      loops: 0,
    }
    const signed = this.#chance(0.5)
    const bigs = (this.#chance(0.15) ? ['w', 'v'].slice(0, this.#between(1, 2)) : []).map((name) =>
      this.#bigArgument(name, signed ? 'int64' : 'uint64'),
    )
    args.push(...bigs)
    const helpers = Array.from({ length: this.#chance(0.2) ? this.#between(1, 2) : 0 }, (_, i) =>
      this.#chance(0.3) ? this.#recursive(place, 'fg'[i]) : this.#helper(place, 'fg'[i]),
    )
    const wide =
      bigs.length > 0
        ? this.#bigStatements(
            place,
            bigs.map(({ name }) => name),
            signed,
          )
        : []
    const size = this.#masks ? this.#between(0, 2) : this.#between(2, 6)
    const { block: statements } = this.#block(place, size, true)
    const diverging = this.#masks ? [this.#prange(place)] : []
    const block: Block = { block: [...helpers, ...wide, ...diverging, ...statements] }
    if (this.#single || this.#elementary) this.#reassociated = true
    return { args, body: block, exact: !this.#reassociated }
  }

  #between(least: number, most: number): number {
    return this.#random.nextInt(least, most)
  }

  #chance(probability: number): boolean {
    return this.#random.nextDouble() < probability
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#between(0, list.length - 1)]
  }

  /** One of the values, by weight. */
  #weighted<T>(...choices: readonly (readonly [weight: number, make: () => T])[]): T {
    let at = this.#random.nextDouble() * choices.reduce((sum, [weight]) => sum + weight, 0)
    for (const [weight, make] of choices) {
      at -= weight
      if (at < 0) return make()
    }
    return choices[0][1]()
  }

  #helper(place: Place, name: string): Node {
    const params = ['x', 'y'].slice(0, this.#between(1, 2))
    const inside: Place = {
      ...place,
      names: [...place.names, ...params.map((param): Name => ({ name: param, kind: 'num' }))],
      assignable: [],
    }
    this.#inHelper = true
    const body = this.#weighted<readonly Part[]>(
      [2, () => ['(', this.#num(inside, 2), ')']],
      [
        1,
        () => [
          '{ if (',
          this.#bool(inside, 1),
          ') return ',
          this.#num(inside, 1),
          '; return ',
          this.#num(inside, 2),
          ' }',
        ],
      ],
      [
        1,
        () => [
          '{ let z = ',
          this.#num(inside, 1),
          '; if (',
          this.#bool(inside, 1),
          ') { z += ',
          this.#num(inside, 1),
          ' } else x = z; return ',
          this.#num({ ...inside, names: [...inside.names, { name: 'z', kind: 'num' }] }, 2),
          ' }',
        ],
      ],
    )
    this.#inHelper = false
    this.#helpers.push({ name, arity: params.length })
    if (this.#chance(0.3) && body.length > 3) return node('stmt', `function ${name}(${params.join(', ')}) `, ...body)
    return node('stmt', `const ${name} = (${params.join(', ')}) => `, ...body)
  }

  /** A function that calls itself, `y` times at most one in another. */
  #recursive(place: Place, name: string): Node {
    const params: Name[] = [
      { name: 'x', kind: 'num' },
      { name: 'y', kind: 'num' },
    ]
    const inside: Place = { ...place, names: [...place.names, ...params], assignable: [] }
    const others = this.#helpers.splice(0)
    this.#inHelper = true
    const again = (): Node => node('fixed', `${name}(`, this.#num(inside, 1), ', y - 1)')
    const combined = this.#weighted<readonly Part[]>(
      [2, () => [again(), ` ${this.#pick(['+', '-', '*'])} `, this.#num(inside, 1)]],
      [1, () => [again(), ` ${this.#pick(['+', '-'])} `, again()]],
      [1, () => [this.#bool(inside, 1), ' ? ', again(), ' : ', this.#num(inside, 1)]],
      [1, () => [again()]],
    )
    const end = this.#num(inside, 2)
    const body: readonly Part[] = this.#chance(0.5)
      ? ['!(y > 0) ? ', end, ' : (', ...combined, ')']
      : ['{ if (!(y > 0)) return ', end, '; if (', this.#bool(inside, 1), ') x += 1; return ', ...combined, ' }']
    this.#inHelper = false
    this.#helpers.push(...others, { name, arity: 2, recursive: true })
    if (body[0] !== '!(y > 0) ? ' && this.#chance(0.5)) return node('fixed', `function ${name}(x, y) `, ...body)
    return node('fixed', `const ${name} = (x, y) => `, ...body)
  }

  #return(place: Place, depth: number): Node {
    switch (this.#returns) {
      case 'bool':
        return node('stmt', 'return ', this.#bool(place, depth))
      case 'array':
        return node(
          'stmt',
          'return [',
          this.#num(place, depth),
          ', ',
          this.#bool(place, 1),
          ', ',
          this.#num(place, 1),
          ']',
        )
      case 'object':
        return node('stmt', 'return { low: ', this.#num(place, depth), ', high: ', this.#num(place, 1), ' }')
      default:
        return node('stmt', 'return ', this.#num(place, depth))
    }
  }

  // ---- arguments ----

  #arrayArgument(name: string): ArrayArgument {
    const dtype = this.#weighted<DType>(
      [5, () => 'float64'],
      [2, () => 'float32'],
      [2, () => 'int32'],
      [3, () => this.#pick(INTEGER_DTYPES)],
    )
    const length = this.#chance(0.8)
      ? this.#length
      : Math.max(0, this.#pick([this.#length - 1, this.#length + 1, this.#length * 2, this.#length * 4, 0, 6]))
    const before = this.#arrays.at(-1) ?? undefined
    const values = Array.from({ length: Math.min(length, 20000) }, () => 0)
    if (this.#chance(0.25))
      for (let i = 0; i < values.length; i++) values[i] = this.#between(0, Math.max(0, this.#length - 1))
    else {
      const tame = this.#chance(0.3)
      for (let i = 0; i < values.length; i++) values[i] = this.#value(dtype, tame)
    }
    const argument = { name, dtype, values }
    // Over another array of the same dtype: wholly, or shifted.
    if (before === undefined || before.dtype !== dtype || 'over' in before || !this.#chance(0.12)) return argument
    const bytes = { float64: 8, float32: 4, int32: 4, uint32: 4, int16: 2, uint16: 2 }[dtype as string] ?? 1
    const shift = this.#chance(0.4) ? 0 : Math.min(before.values.length, this.#between(0, 3))
    return { name, dtype, values: before.values.slice(shift), over: { array: before.name, from: shift * bytes } }
  }

  #value(dtype: DType, tame: boolean): number {
    if (dtype === 'float64' || dtype === 'float32') {
      if (!tame && this.#chance(0.15)) return this.#pick(FLOATS)
      return this.#chance(0.5)
        ? this.#between(-8, 8) / 2
        : (this.#random.nextDouble() - 0.5) * 10 ** this.#between(-2, 3)
    }
    return tame
      ? this.#between(0, 9)
      : this.#chance(0.2)
        ? this.#pick([2147483647, -2147483648, -1, 255, 127, -128, 65535, 32768, 4294967295])
        : this.#between(-300, 300)
  }

  // ---- expressions ----

  #text(kind: 'num' | 'int' | 'bool', text: string): Node {
    return node(kind, text)
  }

  #array(...dtypes: readonly DType[]): ArrayArgument | undefined {
    const found = dtypes.length ? this.#arrays.filter((a) => dtypes.includes(a.dtype)) : this.#arrays
    return found.length ? this.#pick(found) : undefined
  }

  #readable(place: Place, kind: Name['kind']): Name | undefined {
    const found = place.names.filter(
      (n) =>
        (n.kind === kind || (kind === 'num' && n.kind === 'int')) &&
        !place.parallel?.reductions.some((r) => r.name === n.name || r.companion?.name === n.name),
    )
    return found.length ? this.#pick(found) : undefined
  }

  #num(place: Place, depth = 3): Node {
    const sub = (): Node => this.#num(place, depth - 1)
    const leaf = (): Node =>
      this.#weighted<Node>(
        [3, () => this.#text('num', this.#pick(LITERALS))],
        [5, () => this.#text('num', this.#readable(place, 'num')?.name ?? this.#pick(LITERALS))],
        [5, () => this.#element(place, depth)],
        [1, () => this.#int(place, 0)],
      )
    if (depth <= 0) return leaf()
    return this.#weighted<Node>(
      [5, leaf],
      [8, () => node('num', '(', sub(), ` ${this.#pick(['+', '-', '*', '+', '-', '*', '/', '%'])} `, sub(), ')')],
      [1, () => node('num', '((', sub(), ') ** 2)')],
      [3, () => node('num', `${this.#pick(UNARY)}(`, sub(), ')')],
      [2, () => this.#extreme(place, depth, 'num')],
      [2, () => node('num', '(', this.#bool(place, depth - 1), ' ? ', sub(), ' : ', sub(), ')')],
      [1, () => node('num', '(- ', sub(), ')')],
      [0.5, () => node('num', '(+ ', sub(), ')')],
      [0.5, () => node('num', '(', sub(), this.#pick([' && ', ' || ']), sub(), ')')],
      [0.4, () => node('num', '(', this.#bool(place, depth - 1), ` ${this.#pick(['+', '-', '*'])} `, sub(), ')')],
      [1, () => (this.#single ? node('num', 'Math.fround(', sub(), ')') : sub())],
      [3, () => this.#int(place, depth - 1)],
      [place.assignable.length ? 0.3 : 0, () => this.#effect(place, depth)],
      [this.#inHelper ? 0 : 0.15, () => this.#elementEffect(place, depth)],
      [this.#elementary ? 3 : 0, () => this.#elementaryCall(sub)],
      [this.#helpers.length, () => this.#call(place, depth)],
    )
  }

  #extreme(place: Place, depth: number, kind: 'num' | 'int'): Node {
    const sub = (): Node => (kind === 'num' ? this.#num(place, depth - 1) : this.#int(place, depth - 1))
    const args: Part[] = [sub(), ', ', sub()]
    if (this.#chance(0.15)) args.push(', ', sub())
    return node(kind, `Math.${this.#pick(['min', 'max'])}(`, ...args, ')')
  }

  #elementaryCall(sub: () => Node): Node {
    const name = this.#pick(ELEMENTARY)
    const parts: Part[] = [`${name}(`, sub()]
    if (opNamed(name).arity > 1) parts.push(', ', sub())
    return node('num', ...parts, ')')
  }

  /** An assignment as an expression. */
  #effect(place: Place, depth: number): Node {
    const variables = place.assignable.filter((n) => n.kind === 'num')
    if (variables.length === 0) return this.#num(place, depth - 1)
    const { name } = this.#pick(variables)
    return this.#weighted<Node>(
      [1, () => node('num', `(${name} = `, this.#num(place, depth - 1), ')')],
      [1, () => node('num', `(${name} ${this.#pick(['+=', '-=', '*='])} `, this.#num(place, depth - 1), ')')],
      [1, () => node('num', `(${this.#pick([`${name}++`, `${name}--`, `++${name}`, `--${name}`])})`)],
    )
  }

  #call(place: Place, depth: number): Node {
    const { name, arity, recursive } = this.#pick(this.#helpers)
    const parts: Part[] = [`${name}(`, this.#num(place, depth - 1)]
    if (recursive) parts.push(`, ${this.#between(0, 6)}`)
    else if (arity > 1) parts.push(', ', this.#num(place, depth - 1))
    return node('num', ...parts, ')')
  }

  /** An assignment to an element as an expression. */
  #elementEffect(place: Place, depth: number): Node {
    const arrays = this.#writable(place).filter((a) => a.dtype !== 'float32' || this.#single)
    if (arrays.length === 0) return this.#num(place, depth - 1)
    const array = this.#pick(arrays)
    const operator = this.#pick(['=', '+=', '-=', '++', '--'])
    const { parts, element } = store(
      array.name,
      this.#index(place, array, 0),
      operator,
      operator[1] === operator[0] ? undefined : this.#num(place, depth - 1),
    )
    return { kind: 'num', parts, element }
  }

  /** The arrays that may be written at a place. */
  #writable(place: Place): ArrayArgument[] {
    const { parallel } = place
    const made = (place.made ?? []).filter(({ own }) => own || parallel === undefined).map(({ array }) => array)
    return [...(parallel ? this.#arrays.filter((a) => parallel.owned.has(a.name)) : this.#arrays), ...made, ...made]
  }

  /** The arrays that may be read at a place. */
  #readables(place: Place): ArrayArgument[] {
    return [...this.#arrays, ...(place.made ?? []).map(({ array }) => array)]
  }

  /** `const t = new Float64Array(8)`. */
  #made(place: Place): { stmt: Node; array: ArrayArgument } {
    const name = `t${this.#locals++}`
    const fit: readonly DType[] = this.#single
      ? ['float64', 'float32', 'int32', 'uint8']
      : ['float64', 'int32', 'uint16', 'int8', 'uint8c']
    const dtype = this.#pick(fit)
    const view = dtypes[dtype].array.name
    const short = place.loops > 0 || this.#chance(0.4)
    const length = short ? this.#between(1, 8) : this.#length
    const text = short ? String(length) : `${this.#pick(this.#arrays).name}.length`
    return {
      stmt: node('stmt', `const ${name} = new ${view}(${text})`),
      array: { name, dtype, values: Array(length).fill(0) },
    }
  }

  /** An element of any array; of a float32 array in exact programs only where float64 is what it becomes. */
  #element(place: Place, depth: number): Node {
    if (this.#inHelper) return this.#text('num', this.#pick(LITERALS))
    const array = this.#pick(this.#readables(place))
    if (array.dtype !== 'float32' || this.#single) return load(array.name, this.#index(place, array, depth - 1))
    const wide = this.#array('float64', ...INTEGER_DTYPES)
    if (wide === undefined) return this.#text('num', this.#pick(LITERALS))
    const [x, y] = [
      load(array.name, this.#index(place, array, 0), 'fixed'),
      load(wide.name, this.#index(place, wide, 0), 'fixed'),
    ]
    return node('num', '(', x, ` ${this.#pick(['+', '-', '*', '/'])} `, y, ')')
  }

  #int(place: Place, depth: number): Node {
    const sub = (): Node => this.#int(place, depth - 1)
    const leaf = (): Node =>
      this.#weighted<Node>(
        [3, () => this.#text('int', this.#pick(INTEGERS))],
        [5, () => this.#text('int', this.#readable(place, 'int')?.name ?? this.#pick(INTEGERS))],
        [2, () => this.#text('int', `${this.#pick(this.#arrays).name}.length`)],
        [
          3,
          () => {
            const found = this.#readables(place).filter((a) => INTEGER_DTYPES.includes(a.dtype))
            const array = found.length > 0 ? this.#pick(found) : undefined
            return array && !this.#inHelper
              ? load(array.name, this.#index(place, array, depth - 1), 'int')
              : this.#text('int', this.#pick(INTEGERS))
          },
        ],
      )
    if (depth <= 0) return leaf()
    return this.#weighted<Node>(
      [4, leaf],
      [4, () => node('int', '(', sub(), ` ${this.#pick(['+', '-', '*'])} `, sub(), ')')],
      [3, () => node('int', '(', sub(), ` ${this.#pick(['&', '|', '^', '<<', '>>', '>>>'])} `, sub(), ')')],
      [
        2,
        () =>
          node('int', '(', this.#num(place, depth - 1), this.#pick([' | 0', ' >>> 0', ' & 7', ' >> 1', ' ^ 5']), ')'),
      ],
      [1, () => node('int', '(~', this.#num(place, depth - 1), ')')],
      [
        1,
        () =>
          node(
            'int',
            '(',
            sub(),
            ` % `,
            this.#pick([sub(), this.#text('int', '3'), this.#text('int', '-4'), this.#text('int', '8')]),
            ')',
          ),
      ],
      [1, () => this.#extreme(place, depth, 'int')],
      [1, () => node('int', 'Math.abs(', sub(), ')')],
      [0.5, () => node('int', '(- ', sub(), ')')],
      [0.5, () => node('int', '((', sub(), ') ** 2)')],
      [1, () => node('int', '(', this.#bool(place, depth - 1), ' ? ', sub(), ' : ', sub(), ')')],
      [INT_UNARY.length, () => node('int', `${this.#pick(INT_UNARY)}(`, sub(), ')')],
      [INT_BINARY.length, () => node('int', `${this.#pick(INT_BINARY)}(`, sub(), ', ', sub(), ')')],
    )
  }

  #bool(place: Place, depth: number): Node {
    const sub = (): Node => this.#bool(place, depth - 1)
    const compare = (): Node => {
      const make = (): Node => (this.#chance(0.35) ? this.#int(place, depth - 1) : this.#num(place, depth - 1))
      return node(
        'bool',
        '(',
        make(),
        ` ${this.#pick(['<', '<=', '>', '>=', '===', '!==', '<', '>', '==', '!='])} `,
        make(),
        ')',
      )
    }
    if (depth <= 0) {
      const name = this.#readable(place, 'bool')
      if (name && this.#chance(0.5)) return this.#text('bool', name.name)
    }
    return this.#weighted<Node>(
      [8, compare],
      [depth > 0 ? 2 : 0, () => node('bool', '(', sub(), this.#pick([' && ', ' || ']), sub(), ')')],
      [depth > 0 ? 1 : 0, () => node('bool', '(!', sub(), ')')],
      [depth > 0 ? 0.5 : 0, () => node('bool', '(!', this.#num(place, depth - 1), ')')],
      [0.2, () => this.#text('bool', this.#pick(['true', 'false']))],
    )
  }

  /** An index of an array, mostly in bounds. */
  #index(place: Place, array: ArrayArgument, depth: number): Node {
    const owned = place.parallel?.owned.get(array.name)
    if (owned) return owned()
    const counters = place.names.filter((n) => n.counts)
    const { name } = array
    const clamped = (): Node =>
      this.#weighted<Node>(
        [2, () => node('int', 'Math.min(Math.max(', this.#int(place, depth), `, 0), ${name}.length - 1)`)],
        [2, () => node('int', '((', this.#int(place, depth), ` >>> 0) % ${name}.length)`)],
        [1, () => node('int', '(', this.#num(place, depth), ` & ${this.#pick([1, 3])})`)],
        [array.values.length > 3 ? 2 : 0, () => this.#text('int', String(this.#between(0, 3)))],
      )
    if (this.#wild && this.#chance(0.3))
      return this.#weighted<Node>(
        [3, () => this.#int(place, depth)],
        [1, () => this.#num(place, depth)],
        [1, () => this.#text('int', this.#pick(INTEGERS))],
        [
          counters.length ? 3 : 0,
          () => node('int', `${this.#pick(counters).name} ${this.#pick(['+', '-', '*'])} ${this.#between(0, 5)}`),
        ],
      )
    if (counters.length === 0 || this.#chance(0.15)) return clamped()
    const { name: counter, counts } = this.#pick(counters)
    const { low, high } = counts!
    return this.#weighted<Node>(
      [6, () => this.#text('int', counter)],
      [low > 0 ? 2 : 0, () => this.#text('int', `${counter} - ${low}`)],
      [high > 0 ? 2 : 0, () => this.#text('int', this.#pick([`${counter} + ${high}`, `${high} + ${counter}`]))],
      [1, () => this.#text('int', `${name}.length - 1 - ${counter}`)],
      [1, () => node('int', `(${counter} * `, this.#text('int', this.#pick(['2', '3', '5'])), `) % ${name}.length`)],
    )
  }

  // ---- statements ----

  #block(place: Place, size: number, outermost = false): Block {
    const block: Node[] = []
    let { names, assignable, made } = place
    for (let i = 0; i < size; i++) {
      const here: Place = { ...place, names, assignable, made }
      if (this.#chance(0.04)) {
        const { stmt, array } = this.#made(here)
        block.push(stmt)
        made = [...(made ?? []), { array, own: place.parallel !== undefined }]
        continue
      }
      if (this.#chance(outermost ? 0.4 : 0.2) && names.length < 12) {
        const { stmt, name } = this.#declaration(here)
        block.push(stmt)
        names = [...names, name]
        // A const is declared too.
        if (String(stmt.parts[0]).startsWith('let')) assignable = [...assignable, name]
      } else block.push(this.#statement(here, outermost))
    }
    if (outermost && this.#returns) {
      const here: Place = { ...place, names, assignable, made }
      block.push(this.#return(here, 3))
    }
    return { block }
  }

  #declaration(place: Place): { stmt: Node; name: Name } {
    const name = `v${this.#locals++}`
    const kind = this.#weighted<Name['kind']>([7, () => 'num'], [2, () => 'int'], [1, () => 'bool'])
    const value =
      kind === 'bool'
        ? this.#bool(place, 2)
        : kind === 'int'
          ? this.#int(place, 2)
          : this.#chance(0.4)
            ? this.#text('num', this.#pick(LITERALS))
            : this.#num(place, 2)
    return { stmt: node('stmt', `${this.#chance(0.8) ? 'let' : 'const'} ${name} = `, value), name: { name, kind } }
  }

  #statement(place: Place, outermost: boolean): Node {
    const deep = place.depth >= 4
    return this.#weighted<Node>(
      [place.assignable.length ? 5 : 0, () => this.#assignment(place)],
      [6, () => this.#store(place)],
      [place.parallel?.reductions.length ? 5 : 0, () => this.#reduction(place)],
      [place.parallel?.accumulated ? 6 : 0, () => this.#accumulation(place)],
      [deep ? 0 : 2, () => this.#if(place)],
      [deep || place.loops >= 3 ? 0 : 2.5, () => this.#loop(place)],
      [deep || place.loops >= 2 ? 0 : 1, () => this.#while(place)],
      [
        place.parallel || !(outermost || place.loops <= 1) || (this.#length > 100 && place.loops > 0) ? 0 : 4,
        () => this.#prange(place),
      ],
      [
        place.breakable || place.switched ? 0.5 : 0,
        () => node('stmt', 'if (', this.#bool(place, 1), `) ${this.#jump(place)}`),
      ],
      [deep ? 0 : 0.3, () => this.#switch(place)],
      [place.assignable.length > 1 ? 0.3 : 0, () => this.#swap(place)],
      [
        place.parallel === undefined && this.#returns ? 0.3 : 0,
        () => node('stmt', 'if (', this.#bool(place, 1), ') ', this.#return(place, 2)),
      ],
      [0.3, () => node('stmt', { block: [this.#declaration(place).stmt, this.#store(place)] })],
    )
  }

  #assignment(place: Place): Node {
    const { name, kind } = this.#pick(place.assignable)
    if (kind === 'bool') return node('stmt', `${name} = `, this.#bool(place, 2))
    if (kind === 'int')
      return this.#weighted<Node>(
        [3, () => node('stmt', `${name} = `, this.#int(place, 2))],
        [
          1,
          () => node('stmt', `${name} ${this.#pick(['&=', '|=', '^=', '<<=', '>>=', '>>>='])} `, this.#int(place, 1)),
        ],
        [1, () => node('stmt', `${name} = (${name} ${this.#pick(['+', '-', '*'])} `, this.#int(place, 1), ') | 0')],
        [1, () => node('stmt', `${name} ${this.#pick(['+=', '-='])} `, this.#int(place, 1))],
        [1, () => node('stmt', `${name}${this.#pick(['++', '--'])}`)],
      )
    return this.#weighted<Node>(
      [4, () => node('stmt', `${name} = `, this.#num(place, 3))],
      [4, () => node('stmt', `${name} ${this.#pick(['+=', '-=', '*=', '/=', '%=', '+='])} `, this.#num(place, 2))],
      [1, () => node('stmt', `${name}${this.#pick(['++', '--'])}`)],
    )
  }

  #store(place: Place): Node {
    const writable = this.#writable(place)
    if (writable.length === 0) return node('stmt', ';')
    const array = this.#pick(writable)
    const index = this.#index(place, array, 1)
    // A float32 element would be computed with as such.
    const plain = array.dtype === 'float32' && !this.#single
    return this.#weighted<Node>(
      [6, () => store(array.name, index, '=', this.#num(place, 3))],
      [
        plain && array.dtype === 'float32' ? 1 : 0,
        () => store(array.name, index, '=', node('num', 'Math.fround(', this.#num(place, 2), ')')),
      ],
      [plain ? 0 : 2, () => store(array.name, index, this.#pick(['+=', '-=', '*=', '/=']), this.#num(place, 2))],
      [plain ? 0 : 0.5, () => store(array.name, index, this.#pick(['++', '--']))],
      [
        plain || array.dtype === 'float64' ? 0 : 0.5,
        () => store(array.name, index, this.#pick(['|=', '&=', '>>=', '<<=', '^=', '>>>=']), this.#int(place, 1)),
      ],
    )
  }

  #jump(place: Place): string {
    const jumps: string[] = []
    if (place.breakable) jumps.push('continue')
    if (place.breakable === 'loop' || place.switched) jumps.push('break')
    for (const label of place.labels ?? []) jumps.push(`break ${label}`, `continue ${label}`)
    return this.#pick(jumps)
  }

  #switch(place: Place): Node {
    const inner: Place = { ...place, depth: place.depth + 1, switched: true }
    const parts: Part[] = [
      'switch (',
      this.#chance(0.7) ? node('int', '((', this.#num(place, 1), ') & 3)') : this.#int(place, 1),
      ') { ',
    ]
    for (const label of ['case 0:', 'case 1:', 'default:', 'case 2:']) {
      if (!this.#chance(0.7)) continue
      parts.push(`${label} `, this.#chance(0.2) ? '' : this.#block(inner, 1), this.#chance(0.7) ? ' break; ' : ' ')
    }
    return node('stmt', ...parts, '}')
  }

  #swap(place: Place): Node {
    const [x, y] = [this.#pick(place.assignable), this.#pick(place.assignable)]
    if (x.name === y.name || x.kind === 'bool' || y.kind === 'bool') return this.#assignment(place)
    return node('stmt', `;[${x.name}, ${y.name}] = [${y.name}, ${x.name}]`)
  }

  #if(place: Place): Node {
    const inner: Place = { ...place, depth: place.depth + 1 }
    const parts: Part[] = ['if (', this.#bool(place, 2), ') ', this.#block(inner, this.#between(1, 2))]
    if (this.#chance(0.4)) parts.push(' else ', this.#block(inner, this.#between(1, 2)))
    return node('stmt', ...parts)
  }

  /** A counter's name by the depth of its loop, so that loops one after another share names. */
  #counter(place: Place): string {
    return 'ijkl'[Math.min(3, place.loops)]
  }

  #body(place: Place, counter: Name | undefined, more: Partial<Place> = {}): Block {
    const inner: Place = {
      ...place,
      names: counter ? [...place.names.filter((n) => n.name !== counter.name), counter] : place.names,
      depth: place.depth + 1,
      loops: place.loops + 1,
      breakable: 'loop',
      switched: false,
      ...more,
    }
    return this.#block(inner, this.#between(1, 3))
  }

  /** A serial loop, now and then with a label. */
  #loop(outside: Place): Node {
    const label = this.#chance(0.12) ? `L${this.#locals++}` : undefined
    const loop = this.#counted(label ? { ...outside, labels: [...(outside.labels ?? []), label] } : outside)
    return label ? node('stmt', `${label}: `, loop) : loop
  }

  /** A serial counted loop, in any of its forms. */
  #counted(place: Place): Node {
    const counter = this.#counter(place)
    const name = (counts?: Name['counts'], kind: 'num' | 'int' = 'int'): Name => ({ name: counter, kind, counts })
    const array = this.#pick(this.#arrays)
    const whole = place.loops === 0 || this.#length * (place.loops === 1 ? 1 : 8) <= 40
    const bound = `${array.name}.length`
    const common = array.values.length <= this.#length ? { low: 0, high: 0 } : undefined
    const over = (low: number, high: number): Name => name(common && { low, high })
    if (!whole || this.#chance(0.2)) {
      const count = this.#between(1, 5)
      const [from, step] = this.#pick([
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
        this.#body(place, from.startsWith('0') ? name(this.#length > count ? { low: 0, high: 0 } : undefined) : name()),
      )
    }
    return this.#weighted<Node>(
      [
        4,
        () =>
          node('stmt', `for (let ${counter} = 0; ${counter} < ${bound}; ${counter}++) `, this.#body(place, over(0, 0))),
      ],
      [
        1,
        () =>
          node(
            'stmt',
            `for (let ${counter} = 1; ${counter} < ${bound} - 1; ${counter}++) `,
            this.#body(place, over(1, 1)),
          ),
      ],
      [
        1,
        () =>
          node(
            'stmt',
            `for (let ${counter} = 0; ${counter} <= ${bound} - 1; ${counter} += ${this.#between(1, 3)}) `,
            this.#body(place, over(0, 0)),
          ),
      ],
      [
        1,
        () =>
          node(
            'stmt',
            `for (let ${counter} = 2; ${counter} < ${bound}; ${counter} += ${this.#between(1, 4)}) `,
            this.#body(place, over(2, 0)),
          ),
      ],
      [
        1,
        () =>
          node(
            'stmt',
            `for (let ${counter} = ${bound} - 1; ${counter} >= 0; ${counter}--) `,
            this.#body(place, over(0, 0)),
          ),
      ],
      [
        1,
        () =>
          node(
            'stmt',
            `for (let ${counter} = ${bound} - 1; ${counter} > 0; ${counter} -= ${this.#between(1, 3)}) `,
            this.#body(place, over(1, 0)),
          ),
      ],
      [1, () => node('stmt', `for (let ${counter} = ${bound}; ${counter}-- > 0; ) `, this.#body(place, over(0, 0)))],
      [
        1,
        () =>
          node(
            'stmt',
            `for (const ${counter} of ${place.parallel ? 'prange' : 'range'}(${bound})) `,
            this.#body(place, over(0, 0)),
          ),
      ],
      [
        1,
        () =>
          node(
            'stmt',
            `for (const ${counter} of range(${bound} - 2, -1, -${this.#between(1, 2)})) `,
            this.#body(place, over(0, 1)),
          ),
      ],
      [
        (this.#single || array.dtype !== 'float32') && !place.parallel?.owned.has(array.name) ? 1 : 0,
        () =>
          node(
            'stmt',
            `for (const x of ${array.name}) `,
            this.#body({ ...place, names: [...place.names, { name: 'x', kind: 'num' }] }, undefined),
          ),
      ],
      // A fraction as step or bound, a bound that the body moves, a counter that the body moves, a counter that lives on.
      [
        0.7,
        () =>
          node(
            'stmt',
            `for (let ${counter} = 0; ${counter} < ${this.#between(1, 4)}.5; ${counter} += ${this.#pick(['0.5', '0.25', '1'])}) `,
            this.#body(place, name(undefined, 'num')),
          ),
      ],
      [
        0.7,
        () =>
          node(
            'stmt',
            `for (let ${counter} = 0; ${counter} < ${bound} / 2; ${counter}++) `,
            this.#body(place, over(0, 0)),
          ),
      ],
      [
        0.5,
        () =>
          node(
            'stmt',
            `for (let ${counter} = 0, end = ${bound}; ${counter} < end; ${counter}++) `,
            node(
              'fixed',
              '{ end -= ',
              this.#text('int', this.#pick(['1', '0', '2'])),
              '; ',
              this.#body(place, over(0, 0)),
              ' }',
            ),
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
              this.#body(place, over(0, 0), { breakable: undefined, labels: [] }),
              ' if (',
              this.#bool({ ...place, names: [...place.names, name()] }, 1),
              `) ${counter} += 2`,
            ),
            ' }',
          ),
      ],
    )
  }

  #while(place: Place): Node {
    const counter = `w${this.#locals++}`
    const most = place.loops > 0 ? 5 : 12
    const inner: Place = {
      ...place,
      names: [
        ...place.names,
        { name: counter, kind: 'int', counts: this.#length > most ? { low: 0, high: 0 } : undefined },
      ],
    }
    if (this.#chance(0.25))
      return node(
        'fixed',
        `let ${counter} = 0; do { ${counter}++; `,
        this.#body(inner, undefined),
        ` } while (${counter} < ${most} && `,
        this.#bool({ ...inner, assignable: [] }, 2),
        ')',
      )
    return node(
      'fixed',
      `let ${counter} = 0; while (${counter} < ${most} && `,
      this.#bool(inner, 2),
      `) { ${counter} = ${counter} + 1; `,
      this.#body(inner, undefined),
      ' }',
    )
  }

  // ---- parallel loops ----

  #prange(place: Place): Node {
    const counter = this.#counter(place)
    const array = this.#pick(this.#arrays)
    const bound = this.#chance(0.3) && place.names.some((n) => n.name === 'n') ? 'n' : `${array.name}.length`
    const common = bound === 'n' || array.values.length <= this.#length
    const [range, counts] = this.#weighted<readonly [string, Name['counts']]>(
      [8, () => [bound, { low: 0, high: 0 }]],
      [1, () => [`1, ${bound} - 1`, { low: 1, high: 1 }]],
      [1, () => [`0, ${bound}, ${this.#between(1, 4)}`, { low: 0, high: 0 }]],
      [
        1,
        () => [`${bound === 'n' ? '(n - 1) | 0' : `${bound} - 1`}, -1, -${this.#between(1, 2)}`, { low: 0, high: 0 }],
      ],
      [0.5, () => [`2, ${bound}`, { low: 2, high: 0 }]],
      [0.4, () => ['-3, 5', undefined]],
      [0.4, () => ['7, 2', undefined]],
      [place.names.some((n) => n.name === 's') ? 3 : 0, () => [`0, ${bound}, s`, undefined]],
      [0.4, () => [`${bound} >> 1`, { low: 0, high: 0 }]],
    )
    const name: Name = { name: counter, kind: 'int', counts: common ? counts : undefined }
    const owned = new Map<string, () => Node>()
    const accumulated = this.#accumulated()
    const written = this.#arrays.filter((own) => own !== accumulated?.array && this.#chance(0.4))
    for (const { name: own } of written) {
      const text = this.#weighted<string>(
        [7, () => counter],
        [1, () => `${counter} + ${this.#between(1, 2)}`],
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
      if (!this.#chance(0.4)) continue
      const op = this.#pick(['+', '+', '-', '*', 'Math.min', 'Math.max'] as const)
      const extreme = op === 'Math.min' || op === 'Math.max'
      const whole = !extreme && !this.#reassociates
      if (whole && op === '*') continue
      if (!extreme && !whole) this.#reassociated = true
      reductions.push({ name: sum, op, whole })
    }
    this.#otherReductions(place, reductions)
    const parallel = { owned, reductions, accumulated }
    const kept = place.names.filter((n) => !reductions.some((r) => r.name === n.name || r.companion?.name === n.name))
    const first = reductions.map((r) => (r.whole && /^[-+*]$/.test(r.op) ? `${r.name} = 3; ` : '')).join('')
    const head = `${first}for (const ${counter} of prange(${range})) `
    const made = place.made?.map(({ array: outer }) => ({ array: outer, own: false }))
    const inside: Partial<Place> = { made, assignable: [], parallel, breakable: 'iteration', labels: [] }
    // Nothing else in the loop may touch what it accumulates into.
    const at = accumulated ? this.#arrays.indexOf(accumulated.array) : -1
    if (at >= 0) this.#arrays.splice(at, 1)
    const here = (): Place => ({ ...place, ...inside, names: [...kept.filter((n) => n.name !== counter), name] })
    const body = this.#weighted<Block>(
      [this.#masks ? 0 : 4, () => this.#straight(here())],
      [this.#masks ? 0 : 4, () => this.#body({ ...place, names: kept }, name, inside)],
      [2, () => this.#divergent({ ...here(), depth: place.depth + 1, loops: place.loops + 1, switched: false })],
    )
    if (accumulated && at >= 0) this.#arrays.splice(at, 0, accumulated.array)
    return node('stmt', head, body)
  }

  /** An array that the iterations of a loop accumulate into, sometimes. */
  #accumulated(): { array: ArrayArgument; op: string } | undefined {
    const fit = this.#arrays.filter((a) => a.values.length > 0 && (a.dtype !== 'float32' || this.#single))
    if (this.#arrays.length < 2 || fit.length === 0 || !this.#chance(0.2)) return undefined
    const array = this.#pick(fit)
    const float = array.dtype.startsWith('float')
    const compares = ['>', '<', '>=', '<=']
    const op = this.#pick(['+', '+', '-', '*', 'Math.min', 'Math.max', ...compares, ...(float ? [] : ['&', '|', '^'])])
    if (float && !op.startsWith('Math') && !compares.includes(op)) {
      if (!this.#reassociates) return undefined
      this.#reassociated = true
    }
    return { array, op }
  }

  /** Choices with companions, bits of integers, conditions. */
  #otherReductions(place: Place, reductions: Reduction[]): void {
    const free = (kind: Name['kind']): Name[] =>
      place.assignable.filter(
        (n) =>
          n.kind === kind &&
          !/^[pqn]$/.test(n.name) &&
          !reductions.some((r) => r.name === n.name || r.companion?.name === n.name),
      )
    for (const { name } of free('num')) {
      if (reductions.some((r) => r.companion?.name === name) || !this.#chance(0.3)) continue
      const others = [...free('num'), ...free('int')].filter((n) => n.name !== name)
      const companion = others.length > 0 && this.#chance(0.6) ? this.#pick(others) : undefined
      reductions.push({ name, op: this.#pick(CHOICES), whole: false, companion })
    }
    for (const { name } of free('int'))
      if (this.#chance(0.3))
        reductions.push({ name, op: this.#pick(['&', '|', '^', '+'] as const), whole: true, integer: true })
    for (const { name } of free('bool'))
      if (this.#chance(0.3)) reductions.push({ name, op: this.#pick(['||', '&&'] as const), whole: true })
  }

  /** A straight line of statements, which can become SIMD. */
  #straight(place: Place): Block {
    const block: Node[] = []
    let { names } = place
    for (let i = this.#between(0, 2); i > 0; i--) {
      const name = `v${this.#locals++}`
      block.push(node('stmt', `const ${name} = `, this.#lane({ ...place, names }, 2)))
      names = [...names, { name, kind: 'num' }]
    }
    const here: Place = { ...place, names }
    for (const array of this.#writable(place)) {
      const plain = array.dtype === 'float32' && !this.#single
      block.push(
        store(
          array.name,
          this.#index(here, array, 0),
          plain ? '=' : this.#pick(['=', '=', '+=', '*=', '-=']),
          this.#lane(here, 3),
        ),
      )
    }
    for (const reduction of place.parallel!.reductions) {
      const { name, op, whole } = reduction
      const other = this.#otherReduction(here, reduction, () => this.#lane(here, 1))
      if (other) {
        block.push(other)
        continue
      }
      const term = whole ? this.#small(here) : this.#lane(here, 2)
      if (op === 'Math.min' || op === 'Math.max') block.push(node('stmt', `${name} = ${op}(${name}, `, term, ')'))
      else block.push(node('stmt', `${name} ${op}= `, term))
    }
    return { block }
  }

  /** Variables of each iteration's own, which branches and loops change that iterations take and leave at different times. */
  #divergent(place: Place): Block {
    const block: Node[] = []
    let { names } = place
    const own: Name[] = []
    for (let i = this.#between(2, 4); i > 0; i--) {
      const kind = this.#weighted<Name['kind']>([6, () => 'num'], [3, () => 'int'], [1, () => 'bool'])
      const variable: Name = { name: `v${this.#locals++}`, kind }
      const here: Place = { ...place, names }
      const value = kind === 'num' ? this.#lane(here, 1) : kind === 'int' ? this.#int(here, 1) : this.#bool(here, 1)
      block.push(node('stmt', `let ${variable.name} = `, value))
      names = [...names, variable]
      own.push(variable)
    }
    const inside: Place = { ...place, names, assignable: own }
    const branch = (here: Place): Block => this.#diverging({ ...here, depth: here.depth + 1 }, this.#between(1, 3))
    block.push(...this.#diverging(inside, this.#between(2, 4)).block)
    if (this.#chance(0.3)) block.push(node('stmt', 'if (', this.#bool(inside, 1), ') ', branch(inside)))
    for (const array of this.#writable(inside)) {
      const { name } = this.#pick(own.filter((variable) => variable.kind !== 'bool').concat(own))
      const value = node('num', `+${name}`)
      const write = store(
        array.name,
        this.#index(inside, array, 0),
        '=',
        array.dtype === 'float32' ? node('num', 'Math.fround(', value, ')') : value,
      )
      block.push(this.#chance(0.2) ? node('stmt', 'if (', this.#bool(inside, 1), ') ', { block: [write] }) : write)
    }
    for (const reduction of place.parallel!.reductions) {
      const other = this.#otherReduction(inside, reduction, () => this.#lane(inside, 1))
      const { name, op, whole } = reduction
      const term = whole ? this.#small(inside) : this.#lane(inside, 1)
      if (other) block.push(other)
      else if (op === 'Math.min' || op === 'Math.max') block.push(node('stmt', `${name} = ${op}(${name}, `, term, ')'))
      else block.push(node('stmt', `${name} ${op}= `, term))
    }
    return { block }
  }

  /** Statements of which most are branches and loops over what differs from iteration to iteration. */
  #diverging(place: Place, size: number): Block {
    const deep = place.depth >= 5
    const loop = (head: readonly Part[], tail: string, counts: Name): Node => {
      const inner: Place = {
        ...place,
        names: [...place.names, counts],
        depth: place.depth + 1,
        loops: place.loops + 1,
        breakable: 'loop',
        switched: false,
      }
      return node('fixed', ...head, this.#diverging(inner, this.#between(1, 3)), tail)
    }
    const counter = (): Name => ({ name: `w${this.#locals++}`, kind: 'int' })
    const most = (): string => String(this.#between(1, place.loops > 1 ? 3 : 9))
    const one = (): Node =>
      this.#weighted<Node>(
        [6, () => this.#assignment(place)],
        [place.breakable ? 2 : 0, () => node('stmt', 'if (', this.#bool(place, 1), `) ${this.#jump(place)}`)],
        [
          place.breakable ? 1 : 0,
          () =>
            node('stmt', 'if (', this.#bool(place, 1), ') ', {
              block: [this.#assignment(place), node('stmt', this.#jump(place))],
            }),
        ],
        [
          deep ? 0 : 3,
          () => {
            const inner: Place = { ...place, depth: place.depth + 1 }
            const parts: Part[] = ['if (', this.#bool(place, 2), ') ', this.#diverging(inner, this.#between(1, 2))]
            if (this.#chance(0.5)) parts.push(' else ', this.#diverging(inner, this.#between(1, 2)))
            return node('stmt', ...parts)
          },
        ],
        [deep ? 0 : 0.5, () => this.#switch(place)],
        [place.assignable.length > 1 ? 0.4 : 0, () => this.#swap(place)],
        [0.7, () => this.#store(place)],
        [
          deep || place.loops >= 4 ? 0 : 1.5,
          () => {
            const count = counter()
            const test: Part[] = this.#chance(0.8) ? [' && ', this.#bool(place, 1)] : []
            return loop(
              [`let ${count.name} = 0; while (${count.name} < ${most()}`, ...test, `) { ${count.name}++; `],
              ' }',
              count,
            )
          },
        ],
        [
          deep || place.loops >= 4 ? 0 : 1.5,
          () => {
            const count = counter()
            const bound = this.#chance(0.5) ? [most()] : ['(', this.#int(place, 1), ' & 7)']
            const start = this.#chance(0.7) ? ['0'] : ['(', this.#int(place, 0), ' & 3)']
            const step = this.#pick(['++', '++', ' += 2', ' += 3'])
            return loop(
              [`for (let ${count.name} = `, ...start, `; ${count.name} < `, ...bound, `; ${count.name}${step}) `],
              '',
              count,
            )
          },
        ],
        [
          deep || place.loops >= 4 ? 0 : 0.6,
          () => {
            const count = counter()
            return loop([`let ${count.name} = 0; for (;;) { if (${count.name}++ >= ${most()}) break; `], ' }', count)
          },
        ],
        [
          deep || place.loops >= 4 ? 0 : 0.5,
          () => {
            const count = counter()
            return loop(
              [`let ${count.name} = 0; do { if (++${count.name} > ${most()}) break; `],
              ` } while (${this.#readable(place, 'bool')?.name ?? `${count.name} & 3`})`,
              count,
            )
          },
        ],
      )
    return { block: Array.from({ length: size }, one) }
  }

  /** A number of operations that SIMD has. */
  #lane(place: Place, depth: number): Node {
    const sub = (): Node => this.#lane(place, depth - 1)
    const leaf = (): Node =>
      this.#weighted<Node>(
        [6, () => this.#laneElement(place)],
        [2, () => this.#text('num', this.#readable(place, 'num')?.name ?? this.#pick(LITERALS))],
        [2, () => this.#text('num', this.#pick(LITERALS))],
      )
    if (depth <= 0) return leaf()
    const test = (): Node =>
      this.#weighted<Node>(
        [5, () => node('bool', '(', sub(), ` ${this.#pick(['<', '<=', '>', '>=', '===', '!=='])} `, sub(), ')')],
        [
          1,
          () => node('bool', '((', sub(), ' < ', sub(), `) ${this.#pick(['&&', '||'])} (`, sub(), ' >= ', sub(), '))'),
        ],
        [0.5, () => node('bool', '(!(', sub(), ' < ', sub(), '))')],
        [0.3, () => node('bool', '(', this.#int(place, 0), ' < ', this.#int(place, 0), ')')],
      )
    return this.#weighted<Node>(
      [3, leaf],
      [8, () => node('num', '(', sub(), ` ${this.#pick(['+', '-', '*', '/'])} `, sub(), ')')],
      [2, () => node('num', `${this.#pick(UNARY)}(`, sub(), ')')],
      [2, () => node('num', `Math.${this.#pick(['min', 'max'])}(`, sub(), ', ', sub(), ')')],
      [2, () => node('num', '(', test(), ' ? ', sub(), ' : ', sub(), ')')],
      [1, () => node('num', '((', sub(), ') ** 2)')],
      [1, () => node('num', '(- ', sub(), ')')],
      [this.#elementary ? 3 : 0, () => this.#elementaryCall(sub)],
      [this.#single ? 1 : 0, () => node('num', 'Math.fround(', sub(), ')')],
      [
        0.5,
        () =>
          node(
            'int',
            '(',
            this.#int(place, 0),
            ` ${this.#pick(['&', '|', '^', '+', '-', '*'])} `,
            this.#int(place, 0),
            ')',
          ),
      ],
    )
  }

  #laneElement(place: Place): Node {
    const fit = this.#arrays.filter(
      (a) => a.dtype === 'float64' || a.dtype === 'int32' || (this.#single && a.dtype === 'float32'),
    )
    if (fit.length === 0) return this.#element(place, 0)
    const array = this.#pick(fit)
    const owned = place.parallel?.owned.get(array.name)
    const counter = place.names.findLast((n) => n.counts)
    if (owned || counter === undefined) return load(array.name, this.#index(place, array, 0))
    const { low, high } = counter.counts!
    return load(
      array.name,
      this.#text(
        'int',
        this.#pick([counter.name, counter.name, `${counter.name} - ${low}`, `${counter.name} + ${high}`]),
      ),
    )
  }

  #reduction(place: Place): Node {
    const reduction = this.#pick(place.parallel!.reductions)
    const { name, op, whole } = reduction
    const other = this.#otherReduction(place, reduction, () => this.#num(place, 1))
    if (other) return other
    const term = whole ? this.#small(place) : this.#num(place, 2)
    if (op === 'Math.min' || op === 'Math.max')
      return node('stmt', `${name} = ${op}(`, ...(this.#chance(0.6) ? [`${name}, `, term, ')'] : [term, `, ${name})`]))
    if (this.#chance(0.7)) return node('stmt', `${name} ${op}= `, term)
    if (op === '-' || this.#chance(0.5)) return node('stmt', `${name} = ${name} ${op} `, term)
    return node('stmt', `${name} = `, term, ` ${op} ${name}`)
  }

  #otherReduction(place: Place, { name, op, integer, companion }: Reduction, value: () => Node): Node | undefined {
    if (op === '||' || op === '&&') {
      const found = op === '||'
      return this.#weighted<Node>(
        [1, () => this.#joined(place, name, op)],
        [1, () => node('stmt', `if (`, this.#bool(place, 1), `) ${name} = ${found}`)],
        [1, () => node('stmt', `${name} = `, this.#bool(place, 1), found ? ` ? true : ${name}` : ` ? ${name} : false`)],
      )
    }
    if (op === '&' || op === '|' || op === '^') return node('stmt', `${name} ${op}= `, this.#int(place, 1))
    if (op === '+' && integer) return node('stmt', `${name} = (${name} + `, this.#int(place, 1), ') | 0')
    if (!(CHOICES as readonly string[]).includes(op)) return undefined
    const text = `c${this.#locals++}`
    const relation = op.replace('!', '')
    const mirrored = relation.replace(/[<>]/, (sign) => (sign === '<' ? '>' : '<'))
    const test = this.#chance(0.5) ? `${text} ${relation} ${name}` : `${name} ${mirrored} ${text}`
    const negated = op.startsWith('!')
    const set = `${name} = ${text}`
    if (companion) {
      const sets = [set, `${companion.name} = `]
      // No element: each block of iterations takes candidates of its own, and may throw where the loop as a whole would not.
      const found = this.#readable(place, companion.kind)?.name ?? this.#pick(['7', '-2', '31'])
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
    const choose = this.#chance(0.5)
      ? `if (${negated ? `!(${test})` : test}) ${set}`
      : `${name} = ${test} ? ${negated ? `${name} : ${text}` : `${text} : ${name}`}`
    return node('stmt', { block: [node('stmt', `const ${text} = `, value()), node('stmt', choose)] })
  }

  /** `any = any || e`: what is evaluated is so in every iteration, as a block that found nothing goes on where the loop would not. */
  #joined(place: Place, name: string, op: string): Node {
    const value = `c${this.#locals++}`
    return node('stmt', {
      block: [
        node('stmt', `const ${value} = `, this.#bool(place, 1)),
        node('stmt', `${name} = ${name} ${op} ${value}`),
      ],
    })
  }

  /** `h[k] += e` of the array that the loop accumulates into. */
  #accumulation(place: Place): Node {
    const { array, op } = place.parallel!.accumulated!
    const mask = this.#pick([0, 1, 3, 7].filter((m) => m < array.values.length))
    const index = (): Node => node('int', '((', this.#int(place, 1), `) & ${mask})`)
    const float = array.dtype.startsWith('float')
    const term = float ? this.#num(place, 2) : this.#int(place, 1)
    if (/^[<>]/.test(op)) {
      const [at, value] = ['at', 'x'].map((name) => `${name}${this.#locals++}`)
      const element = `${array.name}[${at}]`
      const test = this.#chance(0.5)
        ? `${value} ${op} ${element}`
        : `${element} ${op.replace(/[<>]/, (c) => (c === '<' ? '>' : '<'))} ${value}`
      const stmt = this.#chance(0.3)
        ? `${element} = ${test} ? ${value} : ${element}`
        : `if (${test}) ${element} = ${value}`
      return node('stmt', {
        block: [node('stmt', `const ${at} = `, index()), node('stmt', `const ${value} = `, term), node('fixed', stmt)],
      })
    }
    if (/^[-+*]/.test(op) && this.#chance(0.3)) {
      const [at, held] = ['at', 'x'].map((name) => `${name}${this.#locals++}`)
      const element = `${array.name}[${at}]`
      const more = float ? this.#num(place, 1) : this.#int(place, 1)
      const first = node('stmt', `const ${at} = `, index())
      if (this.#chance(0.5))
        return node('stmt', {
          block: [first, node('fixed', `${element} = ${element} ${op} `, term, op === '-' ? ' + ' : ` ${op} `, more)],
        })
      return node('stmt', {
        block: [first, node('fixed', `const ${held} = ${element}`), node('fixed', `${element} = ${held} ${op} `, term)],
      })
    }
    if (op.startsWith('Math')) {
      const at = `at${this.#locals++}`
      return node('stmt', {
        block: [
          node('stmt', `const ${at} = `, index()),
          node('stmt', `${array.name}[${at}] = ${op}(${array.name}[${at}], `, term, ')'),
        ],
      })
    }
    return store(array.name, index(), `${op}=`, term)
  }

  // ---- 64-bit integers ----

  /** An argument of BigInts. */
  #bigArgument(name: string, dtype: 'int64' | 'uint64'): ArrayArgument {
    const cut = dtype === 'int64' ? BigInt.asIntN : BigInt.asUintN
    const bigs = Array.from({ length: this.#length }, () => {
      const edge = this.#chance(0.3) ? this.#pick(BIGS) : BigInt(this.#between(-1000, 1000)) * 0x9e3779b97f4a7c15n
      return cut(64, edge)
    })
    return { name, dtype, values: [], bigs }
  }

  /** Statements over arrays of BigInts, each operation cut to 64 bits, as JavaScript does not by itself. */
  #bigStatements(place: Place, names: readonly string[], signed: boolean): Node[] {
    const cut = signed ? 'BigInt.asIntN' : 'BigInt.asUintN'
    const found: Node[] = []
    const [first, other] = [names[0], names[names.length - 1]]
    for (let count = this.#between(1, 3); count > 0; count--) {
      const i = `i${this.#locals++}`
      const held = `z${this.#locals++}`
      const at = (array: string): Node => load(array, node('fixed', i), 'fixed')
      const ints = { ...place, names: [...place.names, { name: i, kind: 'int' as const }], assignable: [] }
      const big = (depth: number): Node => this.#big(ints, cut, depth, held)
      const start = node('stmt', `let ${held} = `, at(this.#pick(names)))
      const steps = (): Node[] =>
        Array.from({ length: this.#between(0, 2) }, () => {
          const set = node('stmt', `${held} = `, big(2))
          return this.#chance(0.3)
            ? node('stmt', 'if (', big(1), ` ${this.#pick(COMPARISONS)} `, big(1), ') ', { block: [set] })
            : set
        })
      found.push(
        this.#weighted<Node>(
          [
            4,
            () =>
              node('stmt', `for (const ${i} of prange(${first}.length)) `, {
                block: [start, ...steps(), store(first, node('fixed', i), '=', big(2))],
              }),
          ],
          [
            2,
            () =>
              node('stmt', `for (let ${i} = 1; ${i} < ${first}.length; ${i}++) `, {
                block: [
                  node('stmt', `let ${held} = `, load(first, node('fixed', `${i} - 1`), 'fixed')),
                  ...steps(),
                  store(first, node('fixed', i), '=', big(2)),
                ],
              }),
          ],
          [
            3,
            () => {
              const op = this.#pick(['+', '^', '&', '|', '*'])
              const sum = `s${this.#locals++}`
              return node('stmt', {
                block: [
                  node('stmt', `let ${sum} = `, signed ? '-3n' : '3n'),
                  node('stmt', `for (const ${i} of prange(${other}.length)) `, {
                    block: [start, node('stmt', `${sum} = ${cut}(64, ${sum} ${op} `, big(2), ')')],
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
              const best = `m${this.#locals++}`
              const op = this.#pick(['<', '>', '<=', '>='])
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

  #big(place: Place, cut: string, depth: number, held: string): Node {
    const sub = (): Node => this.#big(place, cut, depth - 1, held)
    const leaf = (): Node =>
      this.#weighted<Node>(
        [4, () => node('fixed', held)],
        [2, () => node('fixed', `${cut}(64, ${this.#pick(BIGS)}n)`)],
        [1, () => node('fixed', `${cut}(64, BigInt(`, this.#int(place, 0), ' | 0))')],
        [1, () => node('fixed', `${this.#between(0, 9)}n`)],
      )
    if (depth <= 0) return leaf()
    return this.#weighted<Node>(
      [3, leaf],
      [6, () => node('fixed', `${cut}(64, `, sub(), ` ${this.#pick(['+', '-', '*', '&', '|', '^'])} `, sub(), ')')],
      [
        2,
        () =>
          node(
            'fixed',
            `${cut}(64, `,
            sub(),
            ` ${this.#pick(['<<', '>>'])} ${this.#pick([0, 1, 7, 31, 33, 63, 64, 70])}n)`,
          ),
      ],
      [1, () => node('fixed', `${cut}(64, `, sub(), ` ${this.#pick(['<<', '>>'])} (`, sub(), ' & 63n))')],
      [1, () => node('fixed', `${cut}(64, `, sub(), ` ${this.#pick(['/', '%'])} (`, sub(), ' | 1n))')],
      [1, () => node('fixed', `${cut}(64, ${this.#pick(['-', '~'])}(`, sub(), '))')],
      [1, () => node('fixed', `${cut}(${this.#pick([1, 8, 32, 63])}, `, sub(), ')')],
      [1, () => node('fixed', '(', sub(), ` ${this.#pick(COMPARISONS)} `, sub(), ' ? ', sub(), ' : ', sub(), ')')],
    )
  }

  /** A whole number whose sums stay exact. */
  #small(place: Place): Node {
    return node('fixed', '((', this.#num(place, 2), `) & ${this.#pick([1, 7, 255])})`)
  }
}
