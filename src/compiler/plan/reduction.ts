import { EXACT, INT32_MAX, INT32_MIN } from '../../ops/fact.ts'
import { type NumberType, type Type, types } from '../../ops/type.ts'
import type { Expr, Local, Stmt } from '../ir/nodes.ts'

/** Operations that iterations may combine in any grouping: exactly, but for `+` and `*` of floats. */
export type Reducer = '+' | '*' | 'Math.min' | 'Math.max' | '&' | '|' | '^' | '&&' | '||' | 'Math.imul'

/** A value that each block of iterations hands on to main. */
export interface Partial {
  readonly local: Local
  /** What it holds where a block begins. */
  readonly start: number | bigint
  /** The block's value, as the merge reads it. */
  readonly part: Local
}

/** `s = s op e`. */
export interface Fold {
  readonly kind: 'fold'
  readonly op: Reducer
  readonly local: Local
  /** The type that is combined. */
  readonly type: Type
  readonly partials: readonly [Partial]
  readonly merge: readonly Stmt[]
}

/** A fold that lanes make each for itself. */
export type LaneFold = Fold & { readonly type: NumberType }

/** Stripes of a reduction in the canonical order. */
export const STRIPES = 16
/** Iterations of a canonical block at most. */
export const LONGEST_BLOCK = 4096

/** The same constant, assigned by some iterations. */
export interface Flag {
  readonly kind: 'flag'
  readonly local: Local
  readonly partials: readonly [Partial]
  readonly merge: readonly Stmt[]
}

/** `if (x < best) { best = x; at = i }`: the extreme, and values of the iteration that has it. */
export interface Pick {
  readonly kind: 'pick'
  /** How a candidate compares with the best so far where it is taken. */
  readonly relation: Relation
  /** Whether it is taken too where the two do not compare: one is NaN. */
  readonly unordered: boolean
  /** The extreme. */
  readonly local: Local
  /** The extreme, what goes with it, and `taken` where there is one. */
  readonly partials: readonly Partial[]
  readonly merge: readonly Stmt[]
}

export type Relation = '<' | '<=' | '>' | '>='

/** Scalars that the iterations of a parallel loop combine. The merge combines a block's partials with the values so far. */
export type Reduction = Fold | Flag | Pick

/** A condition of a Pick: a candidate `x` is taken where `x relation local` holds, and `given` does. */
export interface Choice {
  readonly local: Local
  readonly candidate: Expr
  readonly relation: Relation
  readonly unordered: boolean
}

/** The value that changes nothing: -0 for a sum, since -0 + x is x for every x. */
export function identity(op: Reducer, type: Type): number {
  const float = type === 'f64' || type === 'f32'
  switch (op) {
    case '+':
      return float ? -0 : 0
    case '*':
    case 'Math.imul':
    case '&&':
      return 1
    case '|':
    case '^':
    case '||':
      return 0
    case '&':
      return -1
    case 'Math.min':
      return float ? Number.POSITIVE_INFINITY : type === 'i64' ? EXACT : INT32_MAX
    case 'Math.max':
      return float ? Number.NEGATIVE_INFINITY : type === 'i64' ? -EXACT : INT32_MIN
    default:
      return op satisfies never
  }
}

/** Whether a reduction is reassociated, and so runs in the stripes of the canonical order; the others are exact in any order. */
export function striped(reduction: Reduction): reduction is Fold & { type: 'f64' | 'f32' } {
  if (reduction.kind !== 'fold' || reduction.type === 'bool') return false
  return types[reduction.type].float && (reduction.op === '+' || reduction.op === '*')
}

/** How the plan names it. */
export function reductionText(reduction: Reduction): string {
  const [first, ...others] = reduction.partials.filter(({ local }) => !local.hidden).map(({ local }) => local.name)
  const name = `'${first}'${others.length > 0 ? ` with ${others.map((other) => `'${other}'`).join(', ')}` : ''}`
  if (reduction.kind === 'fold') return `${name}: ${reduction.op} of ${reduction.type}`
  if (reduction.kind === 'flag') return `${name}: set to a constant`
  const extreme = reduction.relation.startsWith('<') ? 'least' : 'greatest'
  return `${name}: ${reduction.relation.endsWith('=') ? 'last' : 'first'} ${extreme} ${reduction.local.type}`
}
