/** The types of BigInt expressions: what JavaScript throws a TypeError for is a CompileError, by name. */
import type { SourceText } from '../../base/source.ts'
import { counted } from '../../base/text.ts'
import { type Big, bigMinus, bigRange, bigResult, commonSign, cutBig, signed } from '../../ops/big.ts'
import { BOOL, bigFact, EXACT, type Fact, within } from '../../ops/fact.ts'
import type { BinaryOp, Expr } from '../syntax/tree.ts'

type Binary = Extract<Expr, { kind: 'binary' }>
type Call = Extract<Expr, { kind: 'call' }>

const comparisons: ReadonlySet<BinaryOp> = new Set(['<', '<=', '>', '>=', '===', '!=='])

/** Whether an operation on these is one of BigInts: one of them is a BigInt. */
export function isBig(...facts: readonly Fact[]): boolean {
  return facts.some((fact) => fact.big !== undefined)
}

/** What an operand is as a BigInt; a whole number may be compared with one. */
export function bigOf(fact: Fact, compares = false): Big | undefined {
  const big = fact.big ?? fact.either
  if (big || !compares || fact.bool || !within(fact, -EXACT, EXACT)) return big
  return bigRange(BigInt(fact.lo), BigInt(fact.hi))
}

export function binaryFact(expr: Binary, left: Fact, right: Fact, source: SourceText): Fact {
  const { op, at } = expr
  if (op === '>>>') throw source.error('type', at, 'BigInts have no >>>', 'write BigInt.asUintN(64, x) >> n')
  const compares = comparisons.has(op)
  const [a, b] = [bigOf(left, compares), bigOf(right, compares)]
  if (a === undefined || b === undefined) {
    const number = a === undefined ? expr.left : expr.right
    const whole = number.kind === 'number' && Number.isInteger(number.value)
    throw source.error(
      'type',
      at,
      `a BigInt is ${compares ? 'compared' : 'combined'} with a number`,
      whole ? `write ${number.value}n` : 'convert one of them: BigInt(i), or Number(b)',
    )
  }
  if (signed.has(op) && !(op === '>>' ? a.sign !== 'bits' : known(a, b, compares)))
    throw mixed(op === '>>' || a.sign === 'bits' ? expr.left : b.sign === 'bits' ? expr.right : expr, source)
  if (compares) return BOOL
  return bigFact(bigResult(op, a, b))
}

/** Whether two are numbers that can be told apart; signed and unsigned ones can be compared. */
function known(a: Big, b: Big, compares: boolean): boolean {
  if (a.sign === 'bits' || b.sign === 'bits') return false
  return compares || commonSign(a, b) !== 'bits'
}

/** The error for a value of which only the low 64 bits are known, where the number counts. */
export function mixed(expr: Expr, source: SourceText): Error {
  return source.error(
    'type',
    expr.at,
    'this BigInt may not fit 64 bits, signed or unsigned',
    'say which 64 bits are meant: BigInt.asIntN(64, x) or BigInt.asUintN(64, x)',
  )
}

export function unaryFact(expr: Extract<Expr, { kind: 'unary' }>, { big }: Fact, source: SourceText): Fact {
  if (expr.op === '!') return BOOL
  if (expr.op === '+')
    throw source.error('type', expr.at, 'a BigInt has no unary plus', 'write Number(b) for the number that it is')
  return bigFact(bigMinus(big!, expr.op === '~' ? -1n : 0n))
}

export function callFact(expr: Call, args: readonly Fact[], source: SourceText): Fact {
  const { name, at } = expr
  const cuts = name !== 'BigInt'
  if (args.length !== (cuts ? 2 : 1))
    throw source.error(
      'type',
      at,
      `${name} got ${counted(args.length, 'argument')} and takes ${cuts ? 2 : 1}`,
      cuts ? `write ${name}(64, x)` : 'write BigInt(i)',
    )
  if (!cuts) return bigFact(args[0].big ?? fromNumber(args[0]))
  const [bits, value] = [expr.args[0], bigOf(args[1])]
  if (bits.kind !== 'number' || !Number.isInteger(bits.value) || bits.value < 0 || bits.value > 64)
    throw source.error('type', bits.at, 'the number of bits is a constant from 0 to 64', `write ${name}(64, x)`)
  if (value === undefined)
    throw source.error('type', expr.args[1].at, `${name} takes a BigInt, and this is a number`, 'write BigInt(i)')
  return bigFact(cutBig(name === 'BigInt.asIntN' ? 's64' : 'u64', bits.value, value))
}

function fromNumber(fact: Fact): Big {
  if (within(fact, -EXACT, EXACT)) return bigRange(BigInt(fact.lo), BigInt(fact.hi))
  return bigRange(-(2n ** 63n), 2n ** 63n - 1n)
}

/** `Number(b)` */
export function numberFact(expr: Call, big: Big, source: SourceText): Fact {
  if (big.sign === 'bits') throw mixed(expr.args[0], source)
  // Rounding keeps the order, so the ends are those of the rounded values.
  const [lo, hi] = [Number(big.lo), Number(big.hi)]
  return { ...BOOL, bool: false, lo, hi }
}
