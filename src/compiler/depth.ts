import type { SourceText } from '../base/source.ts'

/** Runs a stage over a function. @throws CompileError where it nests deeper than the stack of JavaScript allows */
export function withinStack<T>(source: SourceText, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!exceedsStack(error)) throw error
    throw source.error(
      'unsupported',
      { start: 0, end: 1 },
      'this function nests its expressions or statements too deeply',
      'name the parts of its longest expression, or move parts of it to functions',
    )
  }
}

/** No `instanceof`: the engine's errors are of the realm of the code that ran out, and acorn's are its own. */
export function exceedsStack(error: unknown): boolean {
  const { name, message } = (error ?? {}) as Partial<Error>
  if (name === 'RangeError') return message === 'Maximum call stack size exceeded'
  return name === 'SyntaxError' && message?.startsWith('Not enough stack space') === true
}
