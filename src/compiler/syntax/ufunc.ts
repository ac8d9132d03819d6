import type { SourceText } from '../../base/source.ts'
import { alwaysReturns, withoutReturns } from './returns.ts'
import { type Expr, type ForStmt, type Stmt, statements, type Tree, type Variable } from './tree.ts'

/** The loops of a ufunc over arrays that broadcast. */
export interface UfuncForm {
  /** Of each input the loops in which its elements change, outermost first; undefined for a scalar. */
  readonly axes: readonly (readonly number[] | undefined)[]
  /** The loops: the dimensions of the output. */
  readonly ndim: number
  /** Of the output, where it is not in C order. */
  readonly layout?: 'rows' | 'strided'
}

/**
 * A function of scalars as loops over arrays: parameters with axes become elements of arrays of the same name, and what is returned is
 * stored in `out`, whose shape says how many iterations there are. The innermost loop is parallel.
 */
export function elementwiseTree(tree: Tree, { axes, ndim }: UfuncForm, source: SourceText): Tree {
  const { at } = tree
  const counters = Array.from(
    { length: ndim },
    (_, d): Variable => ({ name: 'ijklmn'[d] ?? `i${d}`, kind: 'const', at }),
  )
  const out: Variable = { name: 'out', kind: 'param', at }
  const number = (value: number): Expr => ({ kind: 'number', value, at })
  const read = (variable: Variable): Expr => ({ kind: 'variable', variable, at })
  const position = (dims: readonly number[]): Expr => ({
    kind: 'position',
    // What changes in no loop is one element.
    indices: dims.length > 0 ? dims.map((d) => read(counters[d])) : [number(0)],
    at,
  })
  const body: Stmt[] = []
  const params = tree.params.map((param, i): Variable => {
    const own = axes[i]
    if (own === undefined) return param
    const array: Variable = { name: param.name, kind: 'param', at: param.at }
    // The scalar of the function's body is the element of this iteration.
    body.push({
      kind: 'set',
      variable: param,
      value: { kind: 'element', array, index: position(own), at: param.at },
      declares: true,
      at: param.at,
    })
    return array
  })
  body.push(...stored(tree.body, out, position([...counters.keys()]), tree, source))
  const loop = (d: number, inner: Stmt[]): ForStmt => ({
    kind: 'for',
    parallel: d === ndim - 1,
    counter: counters[d],
    start: number(0),
    stop: { kind: 'extent', array: out, of: 'shape', dim: d, at },
    step: number(1),
    inclusive: false,
    body: inner,
    at,
  })
  let nest: Stmt[] = [loop(ndim - 1, body)]
  const copies = copyAssigned(body, tree, params)
  for (let d = ndim - 2; d >= 0; d--) nest = [loop(d, nest)]
  const all = [...params, out]
  const sources = all.map((_, argument) => ({ argument, optional: false }))
  return { ...tree, params: all, sources, args: all.map(({ name }) => name), body: [...copies, ...nest] }
}

/** A scalar parameter that the body assigns starts anew in every iteration. */
function copyAssigned(body: Stmt[], tree: Tree, params: readonly Variable[]): Stmt[] {
  const changed = new Set(
    [...statements(body)].flatMap((stmt) => (stmt.kind === 'set' && !stmt.declares ? [stmt.variable] : [])),
  )
  const copies: Stmt[] = []
  tree.params.forEach((param, i) => {
    if (params[i] !== param || !changed.has(param)) return
    const saved: Variable = { name: `${param.name}_given`, kind: 'const', at: param.at }
    copies.push({
      kind: 'set',
      variable: saved,
      value: { kind: 'variable', variable: param, at: param.at },
      declares: true,
      at: param.at,
    })
    body.unshift({
      kind: 'set',
      variable: param,
      value: { kind: 'variable', variable: saved, at: param.at },
      declares: true,
      at: param.at,
    })
  })
  return copies
}

/** The body with each return made a store. */
function stored(block: readonly Stmt[], out: Variable, index: Expr, tree: Tree, source: SourceText): Stmt[] {
  if (!alwaysReturns(block))
    throw source.error(
      'type',
      tree.at,
      'a ufunc returns a value on every path, and this one may not',
      'add a return at the end',
    )
  return withoutReturns(
    block,
    ({ result, at }) => {
      if (!result.single)
        throw source.error('type', at, 'a ufunc returns one number', 'write a ufunc for each of the values')
      return [{ kind: 'store', array: out, index, value: result.values[0], at }]
    },
    tree.at,
  )
}
