import type { Expr, IfStmt, Local, LoopStmt, Stmt } from '../ir/nodes.ts'
import { statements } from '../ir/walk.ts'

/** The flags of the loop around: set to false by its `break` and its `continue`. */
interface Around {
  readonly run?: Local
  readonly go?: Local
}

/** A rewritten block: whether one of its paths jumps, and whether each does. */
interface Rewritten {
  readonly block: Stmt[]
  readonly some: boolean
  readonly always: boolean
}

/**
 * Takes the jumps out of a block: what follows an `if` that jumps goes into its other branch, or under a flag. Lanes cannot jump
 * one by one; they sit out what the flags exclude. A loop that a `break` leaves gets a `run` flag.
 */
export function structure(body: readonly Stmt[]): readonly Stmt[] {
  return rewriteBody(body, undefined)
}

/** Whether an `if` leaves its loop on one side: who comes to the other has done every iteration so far in full. */
export function leavesLoop(stmt: IfStmt, run: Local | undefined): boolean {
  const last = stmt.yes.at(-1)
  return run !== undefined && last?.kind === 'set' && last.local === run
}

function rewrite(block: readonly Stmt[], around: Around): Rewritten {
  const out: Stmt[] = []
  for (let i = 0; i < block.length; i++) {
    const stmt = block[i]
    if (stmt.kind === 'break' || stmt.kind === 'continue') {
      out.push(setBool(stmt.kind === 'break' ? around.run! : around.go!, false, stmt))
      return { block: out, some: true, always: true }
    }
    if (stmt.kind === 'for' || stmt.kind === 'while') {
      out.push(...rewriteLoop(stmt))
      continue
    }
    if (stmt.kind !== 'if') {
      out.push(stmt)
      continue
    }
    const [yes, no] = [rewrite(stmt.yes, around), rewrite(stmt.no, around)]
    if (!yes.some && !no.some) {
      out.push({ ...stmt, yes: yes.block, no: no.block })
      continue
    }
    const rest = block.slice(i + 1)
    if (yes.always) {
      const other = rewrite([...stmt.no, ...rest], around)
      out.push({ ...stmt, yes: yes.block, no: other.block })
      return { block: out, some: true, always: other.always }
    }
    if (no.always) {
      const other = rewrite([...stmt.yes, ...rest], around)
      out.push({ ...stmt, yes: other.block, no: no.block })
      return { block: out, some: true, always: other.always }
    }
    out.push({ ...stmt, yes: yes.block, no: no.block })
    const after = rewrite(rest, around)
    if (after.block.length > 0)
      out.push({ kind: 'if', test: alive(around, stmt), yes: after.block, no: [], at: stmt.at })
    return { block: out, some: true, always: after.always }
  }
  return { block: out, some: false, always: false }
}

function rewriteLoop(stmt: LoopStmt): Stmt[] {
  const run: Local | undefined = jumpsOf(stmt.body).has('break') ? { name: 'run', type: 'bool' } : undefined
  const body = rewriteBody(stmt.body, run)
  const start = run ? [setBool(run, true, stmt)] : []
  // A loop that runs once is its body.
  if (stmt.kind === 'while' && stmt.doFirst && stmt.test.kind === 'const' && stmt.test.value === 0)
    return [...start, ...body]
  return [...start, run ? { ...stmt, body, run } : { ...stmt, body }]
}

/** The body of a loop, whose `continue` ends it. */
function rewriteBody(body: readonly Stmt[], run: Local | undefined): readonly Stmt[] {
  if (body.length === 0) return body
  const go: Local | undefined = jumpsOf(body).has('continue') ? { name: 'go', type: 'bool' } : undefined
  const { block } = rewrite(body, { run, go })
  if (go === undefined) return block
  const read = [...statements(block)].some((stmt) => stmt.kind === 'if' && readsFlag(stmt.test, go))
  return read ? [setBool(go, true, body[0]), ...block] : without(block, go)
}

/** A block without the sets of a flag that nothing reads. */
function without(block: readonly Stmt[], flag: Local): readonly Stmt[] {
  return block.flatMap((stmt): Stmt[] => {
    if (stmt.kind === 'set' && stmt.local === flag) return []
    return stmt.kind === 'if' ? [{ ...stmt, yes: without(stmt.yes, flag), no: without(stmt.no, flag) }] : [stmt]
  })
}

function setBool(local: Local, value: boolean, { at }: Stmt): Stmt {
  return { kind: 'set', local, value: { kind: 'const', type: 'bool', value: +value, at }, at }
}

/** The jumps of a loop's own body, not those of loops in it. */
function jumpsOf(block: readonly Stmt[]): Set<'break' | 'continue'> {
  const found = new Set<'break' | 'continue'>()
  for (const stmt of block) {
    if (stmt.kind === 'break' || stmt.kind === 'continue') found.add(stmt.kind)
    if (stmt.kind === 'if') for (const kind of [...jumpsOf(stmt.yes), ...jumpsOf(stmt.no)]) found.add(kind)
  }
  return found
}

function alive({ run, go }: Around, { at }: Stmt): Expr {
  const read = (local: Local): Expr => ({ kind: 'local', type: 'bool', local, at })
  if (run && go) return { kind: 'logical', type: 'bool', op: '&&', left: read(run), right: read(go), at }
  return read((run ?? go)!)
}

function readsFlag(test: Expr, flag: Local): boolean {
  if (test.kind === 'logical') return readsFlag(test.left, flag) || readsFlag(test.right, flag)
  return test.kind === 'local' && test.local === flag
}
