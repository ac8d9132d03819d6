import type { CompileError, CompileErrorCode } from '../../base/errors.ts'
import type { Output } from './output.ts'
import type { Span, Stmt, Variable } from './tree.ts'

/** A loop, a switch or a labelled block that is being read: where `break` and `continue` go. */
interface Breakable {
  readonly kind: 'loop' | 'prange' | 'switch' | 'block'
  readonly label: string | undefined
  /** Emits what runs between an iteration and the next. */
  readonly update: () => void
  /** Jumps out of it to something further out, each by a flag that is set before the `break`. */
  readonly leaving: Leaving[]
}

interface Leaving {
  readonly flag: Variable
  readonly target: Breakable
  readonly kind: 'break' | 'continue'
}

/** The jumps of one function: where `break` and `continue` go. */
export class Jumps {
  readonly #output: Output
  readonly #error: (code: CompileErrorCode, at: Span, what: string, remedy: string) => CompileError
  readonly #breakables: Breakable[] = []
  #label: string | undefined

  constructor(output: Output, error: (code: CompileErrorCode, at: Span, what: string, remedy: string) => CompileError) {
    this.#output = output
    this.#error = error
  }

  /** The label in front of the next loop. */
  labelled(label: string, read: () => void): void {
    this.#label = label
    read()
    this.#label = undefined
  }

  /**
   * Reads the body of a loop, and emits the loop that `make` gives for it. Jumps further out than the loop set a flag and leave it;
   * the flag is tested after the loop.
   */
  breakable(kind: Breakable['kind'], update: () => void, read: () => void, make: (body: Stmt[]) => Stmt): void {
    const entry: Breakable = { kind, label: this.#label, update, leaving: [] }
    this.#label = undefined
    this.#breakables.push(entry)
    const { block } = this.#output.block(read)
    this.#breakables.pop()
    const loop = make(block)
    const { at } = loop
    for (const { flag } of entry.leaving) this.#flag(flag, false, at)
    this.#output.emit(loop)
    for (const leaving of entry.leaving) {
      const yes = this.#output.block(() => this.#jump(leaving, at)).block
      this.#output.emit({ kind: 'if', test: { kind: 'variable', variable: leaving.flag, at }, yes, no: [], at })
    }
  }

  /** One step of a jump: to its target, or out of the innermost loop on the way there. */
  #jump(leaving: Leaving, at: Span): void {
    const top = this.#breakables.at(-1)!
    if (top === leaving.target) {
      if (leaving.kind === 'continue') top.update()
      this.#output.emit({ kind: leaving.kind, at })
    } else {
      top.leaving.push(leaving)
      this.#output.emit({ kind: 'break', at })
    }
  }

  /** Emits a `break` or `continue`, with the label that the source gives. */
  leave(kind: 'break' | 'continue', label: string | undefined, at: Span): void {
    const target = this.#breakables.findLast((entry) =>
      label !== undefined
        ? entry.label === label
        : entry.kind !== 'block' && (kind === 'break' || entry.kind !== 'switch'),
    )
    if (target === undefined)
      throw this.#error(
        'unsupported',
        at,
        `no loop around this ${kind}${label ? ` has the label ${label}` : ''}`,
        'a kernel’s break and continue belong to a loop or a switch',
      )
    if (kind === 'break' && target.kind === 'prange')
      throw this.#error(
        'race',
        at,
        'a break out of a prange',
        'iterations run in no order: let each one test the condition, or use a plain for loop',
      )
    const top = this.#breakables.at(-1)!
    const flag: Variable = { name: kind === 'break' ? 'broken' : 'skipped', kind: 'let', at }
    if (top !== target) this.#flag(flag, true, at)
    this.#jump({ flag, target, kind }, at)
  }

  /** Sets whether a loop further out is to be left; at first it is not. */
  #flag(variable: Variable, value: boolean, at: Span): void {
    this.#output.emit({ kind: 'set', variable, value: { kind: 'boolean', value, at }, declares: !value, at })
  }
}
