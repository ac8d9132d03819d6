/** What AssemblyScript's compiler reports, as wamba's errors: what, where, and what to do. */
import type { DiagnosticMessage } from 'assemblyscript'
import { as } from './asc.ts'
import { type AssemblyFault, GENERATED, internalFault, placeIn } from './fault.ts'

const NO_LIBRARY =
  'Kernels are compiled without the standard library of AssemblyScript: there are numbers, pointers with load and store, ' +
  'v128 and the functions of WebAssembly, such as sqrt<f64>(x) for Math.sqrt(x); there are no strings, arrays or objects.'

/** Codes of AssemblyScript's diagnostics: below 1000 its own, then TypeScript's for syntax, from 2000 those for types. */
const FIRST_SYNTAX_ERROR = 1000
const FIRST_TYPE_ERROR = 2000
const CANNOT_FIND_NAME = 2304

/** The fault that diagnostics describe; `file` is the user's own, where the text is. */
export function faultOf(errors: readonly DiagnosticMessage[], file: string | undefined): AssemblyFault {
  const [first, ...others] = errors
  const range = as.getDiagnosticRange(first)
  const source = range && as.getRangeSource(range)
  const path = source ? as.getSourceNormalizedPath(source) : ''
  // A file of the library that the text imports keeps its own name.
  const where = path.startsWith('~lib/') ? path : (file ?? GENERATED)
  const start = range ? as.getRangeStart(range) : 0
  const at = placeIn(source?.text ?? '', where, start, range ? as.getRangeEnd(range) - start : 1)
  const what = `${as.getDiagnosticMessage(first)}${others.map((other) => `\n${as.getDiagnosticMessage(other)}`).join('')}`
  if (file === undefined) return internalFault(what, at)

  const code = as.getDiagnosticCode(first)
  return {
    code: code >= FIRST_SYNTAX_ERROR && code < FIRST_TYPE_ERROR ? 'syntax' : 'type',
    what,
    remedy:
      code === CANNOT_FIND_NAME
        ? NO_LIBRARY
        : `Correct the AssemblyScript there (in its documentation this is ${code < FIRST_SYNTAX_ERROR ? 'AS' : 'TS'}${code}).`,
    at,
  }
}

/** The compiler threw: the text uses something whose declaration the standard library would have brought. */
export function faultOfThrow(error: unknown, text: string, file: string | undefined): AssemblyFault {
  const what = `AssemblyScript's compiler failed: ${error instanceof Error ? error.message : String(error)}`
  const at = placeIn(text, file ?? GENERATED)
  return file === undefined ? internalFault(what, at) : { code: 'unsupported', what, remedy: NO_LIBRARY, at }
}

/** A data segment: each instance would copy it over the memory that all of them share. */
export function faultOfData(text: string, file: string | undefined): AssemblyFault {
  const what = 'The module has data segments: it holds a string or an array literal, or memory.data.'
  const at = placeIn(text, file ?? GENERATED)
  if (file === undefined) return internalFault(what, at)
  const remedy = 'Memory is shared by all kernels and threads: pass tables as array arguments, or use v128 constants.'
  return { code: 'unsupported', what, remedy, at }
}
