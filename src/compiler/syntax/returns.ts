import { type Expr, type Span, type Stmt, statements, type Variable } from './tree.ts'

type ReturnStmt = Extract<Stmt, { kind: 'return' }>

/**
 * How control goes on after a former return: it falls off the end of the function by itself; or a flag is set, and what follows tests
 * it; or a flag is set and the loop is left.
 */
type Mode = 'fall' | 'flag' | 'break'

/** Whether a block returns on every path. */
export function alwaysReturns(block: readonly Stmt[]): boolean {
  const last = block.at(-1)
  if (last?.kind === 'return' || last?.kind === 'throw') return true
  if (last?.kind === 'if') return alwaysReturns(last.yes) && alwaysReturns(last.no)
  if (last?.kind === 'while' && last.doFirst && !last.body.some(breaks)) return alwaysReturns(last.body)
  // `while (true)` without a break ends in a return only.
  return last?.kind === 'while' && last.test.kind === 'boolean' && last.test.value && !last.body.some(breaks)
}

function breaks(stmt: Stmt): boolean {
  if (stmt.kind === 'break') return true
  return stmt.kind === 'if' && (stmt.yes.some(breaks) || stmt.no.some(breaks))
}

export function hasReturn(block: readonly Stmt[]): boolean {
  return [...statements(block)].some((stmt) => stmt.kind === 'return')
}

/** A block with each return made other statements. */
export function mapReturns(block: readonly Stmt[], map: (stmt: ReturnStmt) => Stmt[]): Stmt[] {
  const visit = (inner: readonly Stmt[]): Stmt[] => mapReturns(inner, map)
  return block.flatMap((stmt): Stmt[] => {
    if (stmt.kind === 'return') return map(stmt)
    if (stmt.kind === 'if' || stmt.kind === 'given') return [{ ...stmt, yes: visit(stmt.yes), no: visit(stmt.no) }]
    return stmt.kind === 'for' || stmt.kind === 'while' ? [{ ...stmt, body: visit(stmt.body) }] : [stmt]
  })
}

/** The body of a function with each return made the statements that `assign` gives, and no other statement after it executed. */
export function withoutReturns(body: readonly Stmt[], assign: (stmt: ReturnStmt) => Stmt[], at: Span): Stmt[] {
  const flag: Variable = { name: 'returned', kind: 'let', at }
  const rewriter = new Rewriter(assign, flag, at)
  const block = rewriter.block(body, 'fall')
  return rewriter.usesFlag ? [setFlag(flag, false, at, true), ...block] : block
}

class Rewriter {
  usesFlag = false
  readonly #assign: (stmt: ReturnStmt) => Stmt[]
  readonly #flag: Variable
  readonly #at: Span

  constructor(assign: (stmt: ReturnStmt) => Stmt[], flag: Variable, at: Span) {
    this.#assign = assign
    this.#flag = flag
    this.#at = at
  }

  block(block: readonly Stmt[], mode: Mode): Stmt[] {
    const done: Stmt[] = []
    for (let i = 0; i < block.length; i++) {
      const stmt = block[i]
      if (!hasReturn([stmt])) {
        done.push(stmt)
        continue
      }
      const rest = block.slice(i + 1)
      if (stmt.kind === 'return') return [...done, ...this.#return(stmt, mode)]
      if (stmt.kind === 'if') {
        if (mode === 'break' || rest.length === 0) {
          done.push({ ...stmt, yes: this.block(stmt.yes, mode), no: this.block(stmt.no, mode) })
          continue
        }
        if (alwaysReturns(stmt.yes))
          return [...done, { ...stmt, yes: this.block(stmt.yes, mode), no: this.block([...stmt.no, ...rest], mode) }]
        if (alwaysReturns(stmt.no))
          return [...done, { ...stmt, yes: this.block([...stmt.yes, ...rest], mode), no: this.block(stmt.no, mode) }]
        done.push({ ...stmt, yes: this.block(stmt.yes, 'flag'), no: this.block(stmt.no, 'flag') })
      } else if (stmt.kind === 'while') done.push({ ...stmt, body: this.block(stmt.body, 'break') })
      // A return out of a prange stays: it is rejected as a race.
      else if (stmt.kind === 'for' && !stmt.parallel) done.push({ ...stmt, body: this.block(stmt.body, 'break') })
      else {
        done.push(stmt)
        continue
      }
      this.usesFlag = true
      if (mode === 'break') done.push(this.#if(true, [{ kind: 'break', at: this.#at }]))
      else if (rest.length > 0) return [...done, this.#if(false, this.block(rest, mode))]
    }
    return done
  }

  #return(stmt: ReturnStmt, mode: Mode): Stmt[] {
    const assigned = this.#assign(stmt)
    if (mode === 'fall') return assigned
    this.usesFlag = true
    const flagged = [...assigned, setFlag(this.#flag, true, this.#at, false)]
    return mode === 'break' ? [...flagged, { kind: 'break', at: this.#at }] : flagged
  }

  #if(returned: boolean, yes: Stmt[]): Stmt {
    const flag: Expr = { kind: 'variable', variable: this.#flag, at: this.#at }
    const test: Expr = returned ? flag : { kind: 'unary', op: '!', value: flag, at: this.#at }
    return { kind: 'if', test, yes, no: [], at: this.#at }
  }
}

function setFlag(variable: Variable, value: boolean, at: Span, declares: boolean): Stmt {
  return { kind: 'set', variable, value: { kind: 'boolean', value, at }, declares, at }
}
