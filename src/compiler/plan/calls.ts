import type { SourceText } from '../../base/source.ts'
import type { ForStmt, Func, Stmt } from '../ir/nodes.ts'
import { expressions, statements } from '../ir/walk.ts'

/** Rejects calls in a parallel loop of functions that make arrays: only the kernel's own thread has memory for as many as they may make. */
export function rejectMakers(loop: ForStmt, func: Func, source: SourceText): void {
  for (const stmt of statements(loop.body)) {
    const maker = stmt.kind === 'call' ? makerAmong(calledFrom(stmt.callee, func), func) : undefined
    if (maker === undefined) continue
    const [name] = maker.split('$')
    throw source.error(
      'unsupported',
      stmt.at,
      `'${name}' calls itself and makes arrays, and this is a prange`,
      `make them outside, and pass them to '${name}'; or use a plain loop`,
    )
  }
}

function makerAmong(names: ReadonlySet<string>, func: Func): string | undefined {
  const makers = func.functions.filter(({ body }) => statements(body).some(({ kind }) => kind === 'allocate'))
  return makers.find(({ name }) => names.has(name))?.name
}

/** The functions that run where one is called. */
function calledFrom(name: string, func: Func, found: Set<string> = new Set()): ReadonlySet<string> {
  if (found.has(name)) return found
  found.add(name)
  for (const callee of calleesOf(func.functions.find((each) => each.name === name)?.body ?? []))
    calledFrom(callee, func, found)
  return found
}

function calleesOf(body: readonly Stmt[]): string[] {
  const calls = statements(body).flatMap((stmt) => (stmt.kind === 'call' ? [stmt.callee] : []))
  return [...calls, ...expressions(body).flatMap((expr) => (expr.kind === 'invoke' ? [expr.callee] : []))]
}
