import type { Expr, Local, LoopStmt, SetStmt, Stmt } from '../ir/nodes.ts'
import { mayFault, statements } from '../ir/walk.ts'
import { mapBlock } from '../passes/rewrite.ts'
import { readElsewhere } from './liveness.ts'
import { leavesLoop } from './structure.ts'

/**
 * Counters that go in step: `n` of `while (n < most && …) { …; n++ }` has one value in all lanes that are still in the loop, however many
 * have left. The loop gets a scalar counter beside it; `n` itself keeps in each lane where that lane left, if anybody asks.
 */
export function lockstep(body: readonly Stmt[]): Lockstep {
  const split: Split = new Map()
  const block = visit(body, split)
  // What may throw runs, whoever asks for its value.
  const throws = statements(block).flatMap((stmt) => (stmt.kind === 'set' && mayFault(stmt.value) ? [stmt.local] : []))
  const unread = new Set([...split.values()].filter((local) => !readElsewhere(block, local) && !throws.includes(local)))
  const counters = new Set(split.keys())
  if (unread.size === 0) return { block, counters }
  const rest = mapBlock(
    block,
    (e) => e,
    (stmt) => (stmt.kind === 'set' && unread.has(stmt.local) ? [] : [stmt]),
  )
  return { block: rest, counters }
}

export interface Lockstep {
  readonly block: readonly Stmt[]
  /** The scalar counters. */
  readonly counters: ReadonlySet<Local>
}

/** Scalar counters, and the locals that they go in step with. */
type Split = Map<Local, Local>

/** Splits the counters of a block's loops, and notes them. */
function visit(block: readonly Stmt[], split: Split): readonly Stmt[] {
  const out: Stmt[] = []
  for (const stmt of block) {
    if (stmt.kind === 'if') {
      out.push({ ...stmt, yes: visit(stmt.yes, split), no: visit(stmt.no, split) })
    } else if (stmt.kind === 'for' || stmt.kind === 'while') {
      let loop: LoopStmt = { ...stmt, body: visit(stmt.body, split) }
      for (const update of updates(loop.body, loop.run)) {
        const at = out.findLastIndex((s) => s.kind === 'set' && s.local === update.local)
        const start = out[at]
        if (start?.kind !== 'set' || start.value.kind !== 'const') continue
        if (
          out.slice(at + 1).some((s) => [...statements([s])].some((t) => t.kind === 'set' && t.local === update.local))
        )
          continue
        const count: Local = { name: `${update.local.name}_step`, type: update.local.type }
        out.splice(at + 1, 0, { ...start, local: count })
        loop = counted(loop, update, count)
        split.set(count, update.local)
      }
      out.push(loop)
    } else out.push(stmt)
  }
  return out
}

/** `n = n + constant`, in every iteration of all lanes that do not leave in it, and nowhere else in the loop. */
function updates(body: readonly Stmt[], run: Local | undefined): SetStmt[] {
  const sets = [...statements(body)].filter((stmt) => stmt.kind === 'set')
  const reached = (block: readonly Stmt[]): readonly Stmt[] =>
    block.flatMap((stmt) => [stmt, ...(stmt.kind === 'if' && leavesLoop(stmt, run) ? reached(stmt.no) : [])])
  return reached(body).filter((stmt): stmt is SetStmt => {
    if (stmt.kind !== 'set' || stmt.value.kind !== 'op' || stmt.local.type === 'bool') return false
    const { args, op } = stmt.value
    const step = (op === '+' || op === '-') && args[0].kind === 'local' && args[0].local === stmt.local
    return step && args[1].kind === 'const' && sets.filter((s) => s.local === stmt.local).length === 1
  })
}

/** The loop with `count` in place of what it counts. */
function counted<T extends LoopStmt>(loop: T, update: SetStmt, count: Local): T {
  const rename = (e: Expr): Expr => (e.kind === 'local' && e.local === update.local ? { ...e, local: count } : e)
  // The update of the lanes' own counter reads it as it is.
  const own: Stmt = update
  const [renamed] = mapBlock([loop], rename, (stmt) =>
    stmt.kind === 'set' && stmt.local === update.local ? [own, { ...stmt, local: count }] : [stmt],
  )
  return renamed as T
}
