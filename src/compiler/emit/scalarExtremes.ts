import { isFloat } from '../../ops/type.ts'
import type { Expr, SetStmt } from '../ir/nodes.ts'
import { subexpressions } from '../ir/walk.ts'

type Op = Extract<Expr, { kind: 'op' }>

/** The text of the smaller or larger of two floats without a branch; undefined for anything else. */
export function extremeText(
  { op, type, args }: Op,
  text: (expr: Expr) => string,
  use: (name: string) => string,
): string | undefined {
  if ((op !== 'Math.min' && op !== 'Math.max') || !isFloat(type)) return undefined
  const least = op === 'Math.min'
  const limit = limitIn(args)
  if (limit < 0) return `${use(least ? 'minimum' : 'maximum')}<${type}>(${args.map(text).join(', ')})`
  return `${use(least ? 'atMost' : 'atLeast')}<${type}>(${text(args[1 - limit])}, ${text(args[limit])})`
}

/** Which operand is a constant that is neither NaN nor -0, so that one instruction gives the extreme; -1 where none is. */
export function limitIn(args: readonly Expr[]): number {
  return args.findIndex((e) => e.kind === 'const' && !Object.is(e.value, -0) && !Number.isNaN(e.value))
}

/**
 * Whether a variable becomes the extreme of itself and another value, or of what is made of it and a constant: it seldom changes sides, a
 * branch is guessed right, and what follows need not wait.
 */
export function keepsExtreme(stmt: SetStmt): stmt is SetStmt & { readonly value: Op } {
  const { local, value } = stmt
  if (value.kind !== 'op' || (value.op !== 'Math.min' && value.op !== 'Math.max')) return false
  const isIt = (e: Expr): boolean => e.kind === 'local' && e.local === local
  const limited = value.args.some((arg) => arg.kind === 'const')
  return value.args.some((arg) => (limited ? subexpressions(arg).some(isIt) : isIt(arg)))
}
