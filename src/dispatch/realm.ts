/**
 * Test runners that give each file a realm of its own (jest, vitest's vmThreads) put a `require` of theirs in the place of Node's, which
 * cannot load ECMAScript modules. There a module is loaded by Node itself, outside of the realm, and its errors are made anew
 * inside, so that `instanceof CompileError` holds.
 */
import { createRequire } from 'node:module'
import { runInThisContext } from 'node:vm'
import { CompileError } from '../base/errors.ts'

/** A module of wamba's that takes and gives plain data, loaded at once. `from` is the URL of the file that asks. */
export function requireModule<M extends object>(path: string, from: string): M {
  try {
    return createRequire(from)(path) as M
  } catch {
    // The realm's own `process` may hand out the runner's modules, too.
    const outside = runInThisContext('process') as typeof process
    const require = outside.getBuiltinModule('module').createRequire(from)
    return fromOutside(require(path) as M)
  }
}

function fromOutside<M extends object>(module: M): M {
  const wrapped = Object.entries(module).map(([name, value]) => [
    name,
    typeof value === 'function' ? guard(value) : value,
  ])
  return Object.fromEntries(wrapped) as M
}

function guard(outer: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
  return (...args) => {
    try {
      return outer(...args)
    } catch (error) {
      throw inside(error)
    }
  }
}

/** An error of this realm for a CompileError of another. */
function inside(error: unknown): unknown {
  const foreign = error as Partial<CompileError> | undefined
  if (foreign?.name !== 'CompileError' || error instanceof CompileError) return error
  const { message, code, remedy, stack, ...place } = foreign as CompileError
  const own = new CompileError(code, '', remedy, place)
  own.message = message
  if (stack !== undefined) own.stack = stack
  return own
}
