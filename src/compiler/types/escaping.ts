import {
  type AllocateStmt,
  assigned,
  type Expr,
  parts,
  reads,
  type Stmt,
  statements,
  type Tree,
  type Variable,
} from '../syntax/tree.ts'

/** Where a new array may be when it is made once more. */
export interface Escape {
  /** Others may hold the array of the time before, or it may have been returned: another one is made. */
  readonly escapes: boolean
  /** The variable may hold another array meanwhile. */
  readonly moves: boolean
}

/** Finds for each array that a function makes whether its memory may be taken again when it is made once more. */
export function findEscapes(tree: Tree): (stmt: AllocateStmt) => Escape {
  const all = statements(tree.body)
  const given = new Map<Variable, Stmt[]>()
  for (const stmt of all)
    for (const variable of sourcesOf(stmt)) given.set(variable, [...(given.get(variable) ?? []), stmt])
  const made = new Map<Variable, number>()
  for (const stmt of all) for (const variable of assigned([stmt])) made.set(variable, (made.get(variable) ?? 0) + 1)
  return (stmt) => {
    const moves = made.get(stmt.array)! > 1
    const holders = new Set([stmt.array])
    let returned = false
    for (const holder of holders)
      for (const use of given.get(holder) ?? []) {
        if (use.kind === 'set') holders.add(use.variable)
        else if (use.kind === 'view') holders.add(use.array)
        else returned = true
      }
    if (returned) return { escapes: true, moves }
    if (holders.size === 1 && !moves) return { escapes: false, moves }
    // Nobody knows the array of the time before, where all that may hold it is of the block, and comes after.
    const block = blockOf(tree.body, stmt)!
    const rest = block.slice(block.indexOf(stmt))
    return { escapes: mentions(tree.body, holders) > mentions(rest, holders), moves }
  }
}

/** The arrays that a statement gives to another variable, or returns. */
function sourcesOf(stmt: Stmt): Variable[] {
  if (stmt.kind === 'set') return held(stmt.value)
  if (stmt.kind === 'view') return [stmt.of]
  return stmt.kind === 'return' ? stmt.result.values.flatMap(held) : []
}

/** The variables that a value may be one of. */
function held(value: Expr): Variable[] {
  if (value.kind === 'variable') return [value.variable]
  return value.kind === 'conditional' ? [...held(value.yes), ...held(value.no)] : []
}

/** The block that a statement stands in. */
function blockOf(block: readonly Stmt[], stmt: Stmt): readonly Stmt[] | undefined {
  if (block.includes(stmt)) return block
  for (const each of block)
    for (const inner of parts(each).blocks) {
      const found = blockOf(inner, stmt)
      if (found) return found
    }
  return undefined
}

/** How many statements of a block say one of some variables. */
function mentions(block: readonly Stmt[], variables: ReadonlySet<Variable>): number {
  return statements(block).filter((stmt) => {
    const { exprs } = parts(stmt)
    const own = [...('array' in stmt && typeof stmt.array === 'object' ? [stmt.array] : []), ...sourcesOf(stmt)]
    if (stmt.kind === 'set') own.push(stmt.variable)
    return (
      own.some((each) => variables.has(each)) || exprs.some((expr) => [...reads(expr)].some((v) => variables.has(v)))
    )
  }).length
}
