/** Indented lines of text. */
export class Lines {
  readonly #lines: string[] = []
  #indent = ''

  add(...lines: readonly string[]): void {
    for (const line of lines) this.#lines.push(line === '' ? '' : this.#indent + line)
  }

  /** `head`, the lines that `body` adds, indented, and `tail`. */
  block(head: string, body: () => void, tail: string | (() => string) = '}'): void {
    this.add(head)
    const outer = this.#indent
    this.#indent += '  '
    body()
    this.#indent = outer
    this.add(typeof tail === 'string' ? tail : tail())
  }

  /** Where the next line will stand, for `insert`. */
  get mark(): number {
    return this.#lines.length
  }

  /** Adds lines at an earlier mark, as deep as the current block. */
  insert(mark: number, lines: readonly string[]): void {
    this.#lines.splice(mark, 0, ...lines.map((line) => this.#indent + line))
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`
  }
}
