import type { SourceText } from '../../base/source.ts'
import { alwaysReturns, withoutReturns } from './returns.ts'
import { type Expr, type Stmt, statements, type Tree, type Variable } from './tree.ts'

/**
 * A function of scalars as a loop over arrays: parameters that `arrays` marks become elements of arrays of the same name, and what is
 * returned is stored in `out`, whose length is the number of iterations.
 */
export function elementwiseTree(tree: Tree, arrays: readonly boolean[], source: SourceText): Tree {
  const { at } = tree
  const counter: Variable = { name: 'i', kind: 'const', at }
  const out: Variable = { name: 'out', kind: 'param', at }
  const index: Expr = { kind: 'variable', variable: counter, at }
  const body: Stmt[] = []
  const params = tree.params.map((param, i): Variable => {
    if (!arrays[i]) return param
    const array: Variable = { name: param.name, kind: 'param', at: param.at }
    // The scalar of the function's body is the element of this iteration.
    body.push({
      kind: 'set',
      variable: param,
      value: { kind: 'element', array, index, at: param.at },
      declares: true,
      at: param.at,
    })
    return array
  })
  body.push(...stored(tree.body, out, index, tree, source))
  const number = (value: number): Expr => ({ kind: 'number', value, at })
  const loop: Stmt = {
    kind: 'for',
    parallel: true,
    counter,
    start: number(0),
    stop: { kind: 'length', array: out, at },
    step: number(1),
    inclusive: false,
    body,
    at,
  }
  return { name: tree.name, params: [...params, out], body: [copyAssigned(loop, tree, params)].flat(), at }
}

/** A scalar parameter that the body assigns starts anew in every iteration. */
function copyAssigned(loop: Extract<Stmt, { kind: 'for' }>, tree: Tree, params: readonly Variable[]): Stmt[] {
  const changed = new Set(
    [...statements(loop.body)].flatMap((stmt) => (stmt.kind === 'set' && !stmt.declares ? [stmt.variable] : [])),
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
    loop.body.unshift({
      kind: 'set',
      variable: param,
      value: { kind: 'variable', variable: saved, at: param.at },
      declares: true,
      at: param.at,
    })
  })
  return [...copies, loop]
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
