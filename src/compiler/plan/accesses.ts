import type { DType } from '../../base/dtypes.ts'
import { type Fact, INT32, within } from '../../ops/fact.ts'
import { smallElement } from '../../ops/type.ts'
import type { Access, ArrayRef, Expr, ForStmt, Stmt } from '../ir/nodes.ts'
import { printExpr } from '../ir/print.ts'
import { accessesOf, assignedLocals } from '../ir/walk.ts'
import { linear } from './affine.ts'
import type { Checks } from './checks.ts'
import { definitions, expanded } from './definitions.ts'
import type { Facts } from './facts.ts'
import { NotVectorised } from './notVectorised.ts'
import { type Spacing, spacingOf } from './spacing.ts'
import type { Strides } from './strides.ts'

/** How an access moves from lane to lane. */
export type Shape = 'uniform' | 'contiguous' | 'strided' | 'gathered'

/**
 * What keeps an access within its array: nothing is needed, as no lane can leave it; the mask, as no lane that is on can; or a check,
 * after which the iterations run again one by one, to throw where the first of them throws.
 */
export type Guard = 'none' | 'masked' | 'checked'

export interface AccessPlan {
  readonly shape: Shape
  /** Elements from lane to lane; undefined where gathered. */
  readonly stride: number | undefined
  /** Where strided by a distance of run time: that, and the first lane's element. */
  readonly spacing?: Spacing
  readonly guard: Guard
  /** Of a check: 32 bits of the index are enough for it. */
  readonly narrow: boolean
  /** Of a write: the elements that lanes which are off would write are nobody else's, and may be written back as they are. */
  readonly own: boolean
}

/** dtypes whose elements are values in lanes of their width, when they are stored. */
const whole: ReadonlySet<DType> = new Set<DType>([
  ...(['float64', 'float32', 'int32', 'uint32'] as const),
  ...(Object.keys(smallElement) as DType[]),
])

/** Plans the accesses of a body whose iterations are lanes. */
export function planAccesses(
  loop: ForStmt,
  body: readonly Stmt[],
  of: Strides,
  checks: Checks,
  classOf: (array: ArrayRef) => ArrayRef,
  accumulated: ReadonlySet<ArrayRef>,
  facts: Facts,
): Map<Access, AccessPlan> {
  const plans = new Map<Access, AccessPlan>()
  const variant = assignedLocals(body).add(loop.counter)
  const all = [...accessesOf(body)]
  const known = definitions(body)
  const step = loop.step.kind === 'const' ? loop.step.value : undefined
  const indices = new Map<ArrayRef, Set<string>>()
  for (const { access, index } of all) {
    if (!access.store) continue
    const key = classOf(access.array)
    indices.set(key, (indices.get(key) ?? new Set()).add(`${access.array.name}[${printExpr(expanded(index, known))}]`))
  }
  for (const { access, index } of all) {
    const { array, store } = access
    const stride = accumulated.has(array) ? undefined : of.of(index)
    if (store && stride === 0) throw new NotVectorised(`its iterations write one element of '${array.name}'`, access.at)
    const guard: Guard = checks.everywhere.has(access) ? 'none' : checks.proven.has(access) ? 'masked' : 'checked'
    const spacing =
      stride === undefined && guard !== 'checked' && !accumulated.has(array)
        ? spacingOf(index, of, known, variant, loop.counter)
        : undefined
    const shape: Shape = spacing
      ? 'strided'
      : stride === undefined
        ? 'gathered'
        : stride === 0
          ? 'uniform'
          : stride === 1
            ? 'contiguous'
            : 'strided'
    if (guard === 'checked' && index.kind === 'position')
      throw new NotVectorised(`'${array.name}' keeps a bounds check: ${checks.inline.get(access)}`, access.at)
    const own =
      guard === 'none' &&
      shape === 'contiguous' &&
      whole.has(array.dtype) &&
      indices.get(classOf(array))?.size === 1 &&
      linear(expanded(index, known), loop.counter, variant)?.coefficient === step
    const narrow = guard === 'checked' && fits32(facts.of(index))
    plans.set(access, { shape, stride, spacing, guard, narrow, own })
  }
  rejectLateChecks(body, all, plans, classOf)
  return plans
}

/**
 * Whether 32 bits of an index tell an element of an array from what lies outside: a value from -2^31 to below 2^32, of which a negative
 * one reads as one beyond every length.
 */
function fits32(index: Fact): boolean {
  return within(index, INT32.lo, 2 ** 32 - 1)
}

/** A check that fails has the iterations run again: so no write may stand before it, but one that nobody reads. */
function rejectLateChecks(
  body: readonly Stmt[],
  all: readonly { access: Access; index: Expr }[],
  plans: ReadonlyMap<Access, AccessPlan>,
  classOf: (array: ArrayRef) => ArrayRef,
): void {
  const checked = all.find(({ access }) => plans.get(access)!.guard === 'checked')
  if (checked === undefined) return
  const written = new Set(all.filter(({ access }) => access.store).map(({ access }) => classOf(access.array)))
  if (!all.some(({ access }) => !access.store && written.has(classOf(access.array)))) return
  let wrote = false
  const visit = (block: readonly Stmt[]): void => {
    for (const stmt of block) {
      const own = [...accessesOf([stmt])]
      const looped = (stmt.kind === 'for' || stmt.kind === 'while') && own.some(({ access }) => access.store)
      if ((wrote || looped) && own.some(({ access }) => plans.get(access)!.guard === 'checked'))
        throw new NotVectorised(`'${checked.access.array.name}' keeps a bounds check after a write`, checked.access.at)
      if (stmt.kind === 'if') {
        visit(stmt.yes)
        visit(stmt.no)
      }
      if (own.some(({ access }) => access.store)) wrote = true
    }
  }
  visit(body)
}
