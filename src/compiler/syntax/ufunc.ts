import type { SourceText } from '../../base/source.ts'
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

/** The block with each return made a store; what follows a return that may not happen goes into the other branch. */
function stored(block: readonly Stmt[], out: Variable, index: Expr, tree: Tree, source: SourceText): Stmt[] {
  for (let i = 0; i < block.length; i++) {
    const stmt = block[i]
    if (![...statements([stmt])].some((s) => s.kind === 'return')) continue
    const before = block.slice(0, i)
    if (stmt.kind === 'return') {
      if (stmt.value === undefined) throw source.error('type', stmt.at, 'a ufunc returns a value', 'return a number')
      return [...before, { kind: 'store', array: out, index, value: stmt.value, at: stmt.at }]
    }
    if (stmt.kind !== 'if')
      throw source.error(
        'unsupported',
        stmt.at,
        'a ufunc cannot return out of a loop',
        'set a variable in the loop, and return it at the end',
      )
    const rest = block.slice(i + 1)
    const yes = stored([...stmt.yes, ...rest], out, index, tree, source)
    const no = stored([...stmt.no, ...rest], out, index, tree, source)
    return [...before, { ...stmt, yes, no }]
  }
  throw source.error(
    'type',
    tree.at,
    'a ufunc returns a value on every path, and this one may not',
    'add a return at the end',
  )
}
