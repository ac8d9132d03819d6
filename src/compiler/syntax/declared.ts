import type { SourceText } from '../../base/source.ts'
import type { LocalType } from '../options.ts'
import { type Expr, type Stmt, statements, type Tree, type Variable } from './tree.ts'

/**
 * The tree with variables of declared types, the option `locals`: what is assigned to a `float32` is rounded, to an `int32` wrapped,
 * and a `float64` stays one whatever it is combined with. Helpers keep variables of their own.
 *
 * @throws CompileError where there is no such variable, or one whose type is not a declaration's to say
 */
export function declareLocals(tree: Tree, locals: Readonly<Record<string, LocalType>>, source: SourceText): Tree {
  const declared = new Map<Variable, LocalType>()
  const own = new Map<string, Variable[]>()
  const assigned = new Set<Variable>()
  for (const stmt of statements(tree.body)) {
    const variable =
      stmt.kind === 'set'
        ? stmt.variable
        : stmt.kind === 'for'
          ? stmt.counter
          : stmt.kind === 'allocate'
            ? stmt.array
            : undefined
    if (variable === undefined || variable.kind === 'temp' || variable.at.text !== undefined) continue
    if (stmt.kind === 'set') assigned.add(variable)
    own.set(variable.name, [...(own.get(variable.name) ?? []), variable])
  }
  for (const [name, type] of Object.entries(locals)) {
    const param = tree.params.find((p) => p.name === name)
    if (param !== undefined)
      throw source.error(
        'type',
        param.at,
        `'${name}' is a parameter, and locals has its type`,
        'give it in a signature',
      )
    const found = own.get(name)
    if (found === undefined)
      throw source.error(
        'free-name',
        tree.at,
        `locals has the type of '${name}', and the function has no such variable`,
        own.size > 0 ? `its variables are ${[...own.keys()].join(', ')}` : 'it has none',
      )
    for (const variable of found) {
      if (!assigned.has(variable))
        throw source.error(
          'type',
          variable.at,
          `locals has the type of '${name}', which is no number that the function assigns`,
          'a counter takes its type from its loop, an array from what makes it',
        )
      declared.set(variable, type)
    }
  }
  return {
    ...tree,
    body: typed(tree.body, declared),
    wide: new Set([...declared].flatMap(([v, t]) => (t === 'float64' ? [v] : []))),
  }
}

function typed(block: readonly Stmt[], declared: ReadonlyMap<Variable, LocalType>): Stmt[] {
  return block.map((stmt): Stmt => {
    switch (stmt.kind) {
      case 'set': {
        const type = declared.get(stmt.variable)
        return type === undefined ? stmt : { ...stmt, value: converted(stmt.value, type) }
      }
      case 'if':
        return { ...stmt, yes: typed(stmt.yes, declared), no: typed(stmt.no, declared) }
      case 'for':
      case 'while':
        return { ...stmt, body: typed(stmt.body, declared) }
      default:
        return stmt
    }
  })
}

function converted(value: Expr, type: LocalType): Expr {
  const { at } = value
  if (type === 'float32') return { kind: 'call', name: 'Math.fround', args: [value], at }
  if (type === 'int32') return { kind: 'binary', op: '|', left: value, right: { kind: 'number', value: 0, at }, at }
  return value
}
