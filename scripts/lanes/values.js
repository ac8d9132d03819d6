/**
 * The values that a function has for its lanes: a graph of operations on `v128`, in which nothing is computed twice.
 *
 * A value has a type and one or two parts: as many `v128` as its lanes fill. A constant has no parts until it meets lanes.
 */

/** Bytes of a lane and the namespace of its instructions. */
const shapes = {
  f64: { bytes: 8, shape: 'f64x2', float: true },
  f32: { bytes: 4, shape: 'f32x4', float: true },
  i64: { bytes: 8, shape: 'i64x2', float: false },
  i32: { bytes: 4, shape: 'i32x4', float: false },
}

const SIGN = { f64: ['i64', -(2n ** 63n)], f32: ['i32', -(2n ** 31n)] }

export class Graph {
  /** @param {2 | 4} lanes */
  constructor(lanes) {
    this.lanes = lanes
    this.nodes = []
    this.known = new Map()
  }

  /** An operation: `text` makes its AssemblyScript of that of its operands. */
  node(name, operands, text) {
    const key = `${name}(${operands.join(', ')})`
    const known = this.known.get(key)
    if (known !== undefined) return known
    this.nodes.push({ operands, text })
    this.known.set(key, this.nodes.length - 1)
    return this.nodes.length - 1
  }

  parts(type) {
    return (this.lanes * shapes[type].bytes) / 16
  }

  input(name, type) {
    return { type, parts: Array.from({ length: this.parts(type) }, () => this.node(name, [], () => name)) }
  }

  constant(type, value) {
    return { type, value }
  }

  /** A constant in every lane; other values as they are. */
  spread(value, type) {
    if (value.parts) return value
    const { shape, float } = shapes[type]
    const text = `${shape}.splat(${float ? floatText(Number(value.value), type) : integerText(value.value, type)})`
    return { type, parts: Array(this.parts(type)).fill(this.node(text, [], () => text)) }
  }

  apply(name, type, operands) {
    const spread = operands.map((operand) => this.spread(operand, operand.type))
    const parts = spread[0].parts.map((_, i) =>
      this.node(
        name,
        spread.map((operand) => operand.parts[i]),
        (...texts) => `${name}(${texts.join(', ')})`,
      ),
    )
    return { type, parts }
  }

  arithmetic(name, a, b) {
    return this.apply(`${shapes[a.type].shape}.${name}`, a.type, [a, b])
  }

  /** V8 makes the mask of an `abs` or a `neg` anew each time; a constant it takes out of the loop. */
  unary(name, a) {
    if (name === 'abs' || name === 'neg') {
      const [type, sign] = SIGN[a.type] ?? []
      if (type) {
        const mask = this.constant(type, name === 'neg' ? sign : ~sign)
        return {
          ...this.apply(name === 'neg' ? 'v128.xor' : 'v128.and', a.type, [a, this.spread(mask, type)]),
          type: a.type,
        }
      }
    }
    return this.apply(`${shapes[a.type].shape}.${name}`, a.type, [a])
  }

  bits(name, a, b) {
    return this.apply(`v128.${name}`, a.type, [a, b])
  }

  shift(name, a, count) {
    const { shape } = shapes[a.type]
    const parts = a.parts.map((part) =>
      this.node(`${shape}.${name} ${count}`, [part], (x) => `${shape}.${name}(${x}, ${count})`),
    )
    return { type: a.type, parts }
  }

  /** A mask, as wide as what is compared. */
  compare(name, a, b) {
    const { shape, bytes, float } = shapes[a.type]
    const signed = !float && name !== 'eq' && name !== 'ne' ? '_s' : ''
    const less = float && name === 'lt' ? [a, b] : undefined
    return { ...this.apply(`${shape}.${name}${signed}`, 'bool', [a, b]), bytes, less }
  }

  mask(name, operands) {
    const bytes = operands[0].bytes
    return {
      ...this.apply(
        `v128.${name}`,
        'bool',
        operands.map((m) => this.widen(m, bytes)),
      ),
      bytes,
    }
  }

  select(test, yes, no) {
    const type = yes.type ?? no.type
    const mask = this.widen(test, shapes[type].bytes)
    const extreme = this.extreme(test, yes, no, type)
    if (extreme) return extreme
    const zero = (v) => v.parts === undefined && Object.is(Number(v.value), 0)
    if (zero(no)) return { ...this.apply('v128.and', type, [this.spread(yes, type), mask]), type }
    if (zero(yes)) return { ...this.apply('v128.andnot', type, [this.spread(no, type), mask]), type }
    return { ...this.apply('v128.bitselect', type, [this.spread(yes, type), this.spread(no, type), mask]), type }
  }

  /** `a < b ? a : b` is pmin(b, a), `a < b ? b : a` is pmax(a, b), for NaN too. */
  extreme(test, yes, no, type) {
    if (test.less === undefined || test.less[0].type !== type) return undefined
    const same = (a, b) => this.spread(a, type).parts.every((part, i) => part === this.spread(b, type).parts[i])
    const [a, b] = test.less
    if (same(a, yes) && same(b, no)) return this.arithmetic('pmin', b, a)
    if (same(a, no) && same(b, yes)) return this.arithmetic('pmax', a, b)
    return undefined
  }

  /** The magnitude of one and the sign of another. */
  copysign(a, b) {
    const sign = this.constant(...SIGN[a.type])
    return {
      ...this.apply('v128.bitselect', a.type, [this.spread(b, a.type), a, this.spread(sign, sign.type)]),
      type: a.type,
    }
  }

  reinterpret(a, type) {
    return { ...a, type }
  }

  /** An element of a table for each lane. */
  gather(at, type, offset) {
    const { bytes } = shapes[type]
    const perPart = 16 / bytes
    const index = shapes[at.type].bytes
    const parts = Array.from({ length: this.parts(type) }, (_, p) => {
      let part
      for (let lane = 0; lane < perPart; lane++) {
        const i = p * perPart + lane
        const from = at.parts[Math.floor((i * index) / 16)]
        const word = (i % (16 / index)) * (index / 4)
        const address = this.node(`word ${word}`, [from], (x) => `<usize>i32x4.extract_lane(${x}, ${word})`)
        part =
          lane === 0
            ? this.node(`load${bytes} ${offset}`, [address], (x) => `v128.load${bytes * 8}_zero(${x}, ${offset})`)
            : this.node(
                `lane ${lane} ${offset}`,
                [address, part],
                (x, v) => `v128.load${bytes * 8}_lane(${x}, ${v}, ${lane}, ${offset})`,
              )
      }
      return part
    })
    return { type, parts }
  }

  convert(a, type) {
    if (a.type === type) return a
    if (a.type === 'bool') return a
    const name = `${a.type} to ${type}`
    if (a.parts === undefined) return this.constant(type, a.value)
    if (type === 'f64' && (a.type === 'f32' || a.type === 'i32')) {
      const from = a.type === 'f32' ? 'f64x2.promote_low_f32x4' : 'f64x2.convert_low_i32x4_s'
      const [part] = a.parts
      const upper = this.node('upper', [part], (x) => `v128.shuffle<i64>(${x}, ${x}, 1, 0)`)
      return { type, parts: [part, upper].map((p) => this.node(from, [p], (x) => `${from}(${x})`)) }
    }
    if (type === 'f32' && a.type === 'f64') {
      const [low, high] = a.parts.map((p) => this.node('demote', [p], (x) => `f32x4.demote_f64x2_zero(${x})`))
      return { type, parts: [this.node('join', [low, high], (x, y) => `v128.shuffle<i64>(${x}, ${y}, 0, 2)`)] }
    }
    if (type === 'f32' && a.type === 'i32') return { ...this.apply('f32x4.convert_i32x4_s', 'f32', [a]), type }
    throw new Error(`no lanes for the conversion ${name}`)
  }

  /** A vector that is not zero where any lane of a mask is set. */
  any({ parts }) {
    return parts.reduce((a, b) => this.node('v128.or', [a, b], (x, y) => `v128.or(${x}, ${y})`))
  }

  /** A mask for lanes of another width. */
  widen(mask, bytes) {
    if (mask.bytes === bytes) return mask
    if (bytes === 4) {
      const [low, high] = mask.parts
      return {
        ...mask,
        bytes,
        parts: [this.node('narrow', [low, high], (x, y) => `v128.shuffle<i32>(${x}, ${y}, 0, 2, 4, 6)`)],
      }
    }
    const parts = ['low', 'high'].map((half) =>
      this.node(half, [mask.parts[0]], (x) => `i64x2.extend_${half}_i32x4_s(${x})`),
    )
    return { ...mask, bytes, parts }
  }

  /** Statements that compute what `results` need, and the texts of these: what is used once stands where it is used. */
  print(results) {
    const uses = new Map()
    const visit = (id) => {
      uses.set(id, (uses.get(id) ?? 0) + 1)
      if (uses.get(id) === 1) for (const operand of this.nodes[id].operands) visit(operand)
    }
    for (const id of results) visit(id)
    const lines = []
    const texts = new Map()
    this.nodes.forEach(({ operands, text }, id) => {
      if (!uses.has(id)) return
      const own = text(...operands.map((operand) => texts.get(operand)))
      if (uses.get(id) === 1 || operands.length === 0) {
        texts.set(id, own)
        return
      }
      lines.push(`const t${id} = ${own}`)
      texts.set(id, `t${id}`)
    })
    return { lines, texts: results.map((id) => texts.get(id)) }
  }
}

function floatText(value, type) {
  const text = Object.is(value, -0)
    ? '-0.0'
    : Number.isFinite(value)
      ? String(value).replace('e+', 'e')
      : value > 0
        ? '1.0 / 0.0'
        : value < 0
          ? '-1.0 / 0.0'
          : '0.0 / 0.0'
  const decimal = /[.e]/.test(text) ? text : `${text}.0`
  return type === 'f32' ? `<f32>(${decimal})` : decimal
}

function integerText(value, type) {
  return type === 'i64' ? `<i64>${BigInt.asIntN(64, value)}` : `${BigInt.asIntN(32, value)}`
}
