import { CompileError, type CompileErrorCode } from '../../base/errors.ts'
import { type LocatedPlace, SourceText } from '../../base/source.ts'

/** The parts of a CompileError as plain data, to cross from the helper thread. */
export interface AssemblyFault {
  readonly code: CompileErrorCode
  readonly what: string
  readonly remedy: string
  readonly at: LocatedPlace
}

/** Stands for the file in places of text that the compiler wrote. */
export const GENERATED = '<generated AssemblyScript>'

export function errorOf({ code, what, remedy, at }: AssemblyFault): CompileError {
  return new CompileError(code, what, remedy, at)
}

/** A fault of wamba's own, at an offset of the text that it wrote. */
export function internalFault(said: string, at: LocatedPlace): AssemblyFault {
  return {
    code: 'internal',
    what: `The generated AssemblyScript does not compile: ${said}`,
    remedy:
      "This is an error in wamba, not in your function: please report it with the text of kernel.inspect('assembly').",
    at,
  }
}

export function placeIn(text: string, file: string, start = 0, length = 1): LocatedPlace {
  return new SourceText(text, () => ({ file, line: 1, column: 1 })).at(start, length)
}
