/** Runs a function of straight-line AssemblyScript on lanes: calls are written out, what it computes becomes a graph. */
import * as as from 'assemblyscript'
import { typeName } from './program.js'

const { NodeKind, LiteralKind } = as

const ARITHMETIC = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div' }
const COMPARISON = { '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge', '==': 'eq', '!=': 'ne' }
const BITS = { '&': 'and', '|': 'or', '^': 'xor' }
const SHIFT = { '<<': 'shl', '>>': 'shr_s', '>>>': 'shr_u' }
const WIDTH = { i64: 64, usize: 64, i32: 32 }

export class Evaluator {
  constructor(program, graph) {
    this.program = program
    this.graph = graph
    /** Module variables, by `file:name`. */
    this.variables = new Map()
  }

  /** What the function gives for the values. */
  call(func, args) {
    const frame = {
      file: this.program.get(func.file),
      locals: new Map(func.params.map((param, i) => [param.name, this.fit(args[i], param.type)])),
    }
    for (const statement of func.body) {
      if (statement.kind === NodeKind.Return) return this.fit(this.expr(statement.value, frame), func.result)
      this.statement(statement, frame)
    }
    return undefined
  }

  statement(statement, frame) {
    if (statement.kind === NodeKind.Variable) {
      for (const { name, type, initializer } of statement.declarations)
        frame.locals.set(name.text, this.fit(this.expr(initializer, frame), typeName(type)))
    } else if (statement.kind === NodeKind.Expression) this.expr(statement.expression, frame)
    else
      throw new Error(
        `${frame.file.name}.ts: ${as.getRangeSource?.name ?? 'a statement'} of kind ${statement.kind} has no lanes`,
      )
  }

  /** A literal takes the type of its place. */
  fit(value, type) {
    return value?.parts === undefined && type !== undefined && value !== undefined ? this.typed(value, type) : value
  }

  typed(value, type) {
    if (value.type === type || type === 'bool') return value
    if (value.choice) {
      const [test, yes, no] = value.choice
      return this.graph.select(test, this.typed(yes, type), this.typed(no, type))
    }
    const integer = WIDTH[type] !== undefined
    const number = integer
      ? BigInt(value.value)
      : type === 'f32'
        ? Math.fround(Number(value.value))
        : Number(value.value)
    return this.graph.constant(type, number)
  }

  expr(node, frame) {
    switch (node.kind) {
      case NodeKind.Parenthesized:
        return this.expr(node.expression, frame)
      case NodeKind.Literal:
        return this.literal(node)
      case NodeKind.Identifier:
        return this.name(node.text, frame)
      case NodeKind.Binary:
        return this.binary(as.operatorTokenToString(node.operator), node, frame)
      case NodeKind.UnaryPrefix:
        return this.prefix(as.operatorTokenToString(node.operator), this.expr(node.operand, frame))
      case NodeKind.Ternary: {
        const [test, yes, no] = [node.condition, node.ifThen, node.ifElse].map((e) => this.expr(e, frame))
        return this.ternary(test, yes, no)
      }
      case NodeKind.Assertion:
        return this.cast(this.expr(node.expression, frame), typeName(node.toType))
      case NodeKind.Call:
        return this.invoke(node, frame)
      default:
        throw new Error(`${frame.file.name}.ts: an expression of kind ${node.kind} has no lanes`)
    }
  }

  literal(node) {
    if (node.literalKind === LiteralKind.Float) return { type: undefined, value: node.value }
    const { low, high } = node.value
    return { type: undefined, value: (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0) }
  }

  name(name, frame) {
    const local = frame.locals.get(name)
    if (local !== undefined) return local
    const { file } = frame
    const imported = file.imports.get(name)
    if (imported) return this.name(imported.name, { file: this.program.get(imported.file), locals: new Map() })
    const constant = file.constants.get(name)
    if (constant) return this.fit(this.expr(constant.value, { file, locals: new Map() }), constant.type)
    const variable = this.variables.get(`${file.name}:${name}`)
    if (variable !== undefined) return variable
    throw new Error(`${file.name}.ts: '${name}' has no value here`)
  }

  binary(op, node, frame) {
    if (op === '=') {
      const value = this.expr(node.right, frame)
      const { text } = node.left
      if (frame.locals.has(text)) frame.locals.set(text, value)
      else this.variables.set(`${frame.file.name}:${text}`, this.fit(value, frame.file.variables.get(text)))
      return value
    }
    let a = this.expr(node.left, frame)
    let b = this.expr(node.right, frame)
    const type = a.parts ? a.type : b.parts ? b.type : (a.type ?? b.type)
    if (a.parts === undefined && type !== 'bool') a = this.fit(a, type)
    if (b.parts === undefined && type !== 'bool') b = this.fit(b, type)
    const { graph } = this
    if (a.parts === undefined && b.parts === undefined) return graph.constant(type, fold(op, a.value, b.value, type))
    if (op === '&&' || op === '||') return graph.mask(op === '&&' ? 'and' : 'or', [a, b])
    if (COMPARISON[op]) {
      if (a.type === 'bool')
        return op === '!=' ? graph.mask('xor', [a, b]) : graph.mask('not', [graph.mask('xor', [a, b])])
      return graph.compare(COMPARISON[op], a, b)
    }
    if (ARITHMETIC[op]) return graph.arithmetic(ARITHMETIC[op], a, b)
    if (BITS[op]) return a.type === 'bool' ? graph.mask(BITS[op], [a, b]) : graph.bits(BITS[op], a, b)
    return graph.shift(SHIFT[op], a, Number(b.value))
  }

  prefix(op, a) {
    if (op === '!') return this.graph.mask('not', [a])
    if (a.parts === undefined) return { ...a, value: typeof a.value === 'bigint' ? -a.value : -a.value }
    return this.graph.unary('neg', a)
  }

  ternary(test, yes, no) {
    const type = yes.parts ? yes.type : no.parts ? no.type : (yes.type ?? no.type)
    const { graph } = this
    // Of two literals: it takes its type from its place, as a literal does.
    if (type === undefined) return { type, choice: [test, yes, no] }
    const [a, b] = [this.fit(yes, type), this.fit(no, type)]
    if (type === 'bool') return graph.mask('bitselect', [a, b, test])
    return graph.select(test, a, b)
  }

  cast(value, type) {
    if (value.parts === undefined) return this.typed(value, type)
    // An address is the low half of an integer lane.
    if (type === 'usize') return value
    return this.graph.convert(value, type)
  }

  invoke(node, frame) {
    const name = node.expression.text
    const type = typeName(node.typeArguments?.[0])
    const args = node.args.map((arg) => this.expr(arg, frame))
    const { graph } = this
    const own = frame.file.functions.get(name)
    if (own) return this.call(own, args)
    const imported = frame.file.imports.get(name)
    if (imported) return this.call(this.program.get(imported.file).functions.get(imported.name), args)
    switch (name) {
      case 'abs':
      case 'sqrt':
      case 'floor':
      case 'ceil':
      case 'trunc':
      case 'nearest':
        return graph.unary(name, args[0])
      case 'min':
      case 'max':
        return graph.arithmetic(name, this.fit(args[0], args[1].type), this.fit(args[1], args[0].type))
      case 'copysign':
        return graph.copysign(graph.spread(this.fit(args[0], type), type), args[1])
      case 'reinterpret':
        return graph.reinterpret(graph.spread(args[0], args[0].type), type)
      case 'load':
        return graph.gather(args[0], type, Number(args[1]?.value ?? 0n))
      default:
        throw new Error(`${frame.file.name}.ts: ${name} has no lanes`)
    }
  }
}

function fold(op, a, b, type) {
  const integer = WIDTH[type] !== undefined || (type === undefined && typeof a === 'bigint' && typeof b === 'bigint')
  const [x, y] = integer ? [BigInt(a), BigInt(b)] : [Number(a), Number(b)]
  const round = type === 'f32' ? Math.fround : (v) => v
  switch (op) {
    case '+':
      return round(x + y)
    case '-':
      return round(x - y)
    case '*':
      return round(x * y)
    case '/':
      return round(x / y)
    case '<<':
      return x << y
    default:
      throw new Error(`a constant ${op} is not folded`)
  }
}
