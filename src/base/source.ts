import { CompileError, type CompileErrorCode, type Place } from './errors.ts'

/** Where a function's text begins in its file; lines and columns count from 1. */
export interface Origin {
  readonly file: string
  readonly line: number
  readonly column: number
}

export type LocatedPlace = Place & { readonly frame: string }

/** The text of one function, which turns offsets into places. */
export class SourceText {
  readonly text: string
  readonly #origin: () => Origin

  /** `origin` is asked only when an error needs a place: finding it reads the file. */
  constructor(text: string, origin: () => Origin = () => ({ file: '<function>', line: 1, column: 1 })) {
    this.text = text
    this.#origin = origin
  }

  /** The line of `offset` within the text alone, from 1. */
  lineOf(offset: number): number {
    let line = 1
    for (let i = this.text.indexOf('\n'); i >= 0 && i < offset; i = this.text.indexOf('\n', i + 1)) line++
    return line
  }

  /** File, line, column and code frame of `offset`. */
  at(offset: number, length = 1): LocatedPlace {
    const origin = this.#origin()
    const start = this.text.lastIndexOf('\n', offset - 1) + 1
    const newline = this.text.indexOf('\n', start)
    const code = this.text.slice(start, newline < 0 ? undefined : newline).replace(/\t/g, ' ')
    const within = this.lineOf(offset)
    const line = origin.line + within - 1
    const column = offset - start + (within === 1 ? origin.column : 1)
    const gutter = `  ${line} | `
    const carets = '^'.repeat(Math.max(1, Math.min(length, code.length - (offset - start))))
    return {
      file: origin.file,
      line,
      column,
      frame: `${origin.file}:${line}:${column}\n${gutter}${code}\n${' '.repeat(gutter.length + offset - start)}${carets}`,
    }
  }

  /** A CompileError at a node of this text. */
  error(
    code: CompileErrorCode,
    node: { start: number; end: number; text?: SourceText },
    what: string,
    remedy: string,
  ): CompileError {
    return new CompileError(code, what, remedy, (node.text ?? this).at(node.start, node.end - node.start))
  }
}
