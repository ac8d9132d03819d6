import type { ArgType } from '../manifest.ts'
import { parts, type Stmt, type Tree } from './tree.ts'

/** The tree where the caller passes what is of these types and no others: each default is there, or gone. */
export function withArguments(tree: Tree, types: readonly (ArgType | undefined)[]): Tree {
  const present = new Set(tree.params.filter((_, i) => types[i] !== undefined))
  const arrays = new Set(tree.params.filter((_, i) => types[i]?.kind === 'array'))
  const resolve = (block: readonly Stmt[]): Stmt[] =>
    block.flatMap((stmt): Stmt[] => {
      if (stmt.kind === 'given') return resolve((stmt.array ? arrays : present).has(stmt.variable) ? stmt.yes : stmt.no)
      if (!parts(stmt).blocks.some((inner) => inner.some(hasGiven))) return [stmt]
      if (stmt.kind === 'if') return [{ ...stmt, yes: resolve(stmt.yes), no: resolve(stmt.no) }]
      return stmt.kind === 'for' || stmt.kind === 'while' ? [{ ...stmt, body: resolve(stmt.body) }] : [stmt]
    })
  if (present.size === tree.params.length && !tree.body.some(hasGiven)) return tree
  return {
    ...tree,
    params: tree.params.filter((param) => present.has(param)),
    sources: tree.sources.filter((_, i) => types[i] !== undefined),
    body: resolve(tree.body),
  }
}

function hasGiven(stmt: Stmt): boolean {
  return stmt.kind === 'given' || parts(stmt).blocks.some((block) => block.some(hasGiven))
}
