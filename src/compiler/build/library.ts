/**
 * The package's own AssemblyScript as a kernel needs it: of each file that is imported, the top-level declarations that are used, without
 * their comments. Most of the time of a small kernel goes into reading text.
 */

/** Reads a file of the library by its path for the compiler, `~lib/runtime/reduce`; null where there is none. */
export type ReadLibrary = (path: string) => string | null

/** A top-level declaration, with the decorators before it. */
interface Declaration {
  readonly text: string
  /** The name that it declares; an import has none. */
  readonly name: string | undefined
  readonly words: readonly string[]
}

const WORD = /[A-Za-z_]\w*/g
const cut = new Map<string, readonly Declaration[]>()

/**
 * The library files that `text` imports, directly or not, each cut down to what is used. Words decide, those of strings too: a
 * declaration too many costs microseconds. Files that do not exist are left to the compiler to report.
 */
export function libraryOf(text: string, read: ReadLibrary): ReadonlyMap<string, string> {
  const files = new Map<string, readonly Declaration[]>()
  const visit = (path: string, from: string): void => {
    for (const [, specifier] of from.matchAll(/\bfrom\s+"([^"]+)"/g)) {
      const target = resolve(path, specifier)
      if (files.has(target)) continue
      const declarations = declarationsOf(target, read)
      if (declarations === undefined) continue
      files.set(target, declarations)
      for (const { text: inner, name } of declarations) if (name === undefined) visit(target, inner)
    }
  }
  visit('', text)

  const used = new Set(text.match(WORD) ?? [])
  const kept = new Set<Declaration>()
  for (let before = -1; before !== kept.size; ) {
    before = kept.size
    for (const declarations of files.values())
      for (const declaration of declarations) {
        if (kept.has(declaration) || declaration.name === undefined || !used.has(declaration.name)) continue
        kept.add(declaration)
        for (const word of declaration.words) used.add(word)
      }
  }
  return new Map(
    [...files].map(([path, declarations]) => [
      path,
      declarations
        .flatMap((each) => (each.name === undefined ? usedImport(each, used) : kept.has(each) ? [each.text] : []))
        .join('\n'),
    ]),
  )
}

/** An import of the names that are used: the file that it imports from is cut, too. */
function usedImport({ text }: Declaration, used: ReadonlySet<string>): string[] {
  const list = /\{([^}]*)\}/.exec(text)
  if (list === null) return [text]
  const names = list[1].split(',').filter((name) => name.match(WORD)?.some((word) => used.has(word)))
  return names.length > 0 ? [text.replace(list[1], names.join(','))] : []
}

function resolve(path: string, specifier: string): string {
  if (!specifier.startsWith('.')) return `~lib/${specifier}`
  const parts = path.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}

function declarationsOf(path: string, read: ReadLibrary): readonly Declaration[] | undefined {
  const known = cut.get(path)
  if (known !== undefined) return known
  const text = read(path)
  if (text === null) return undefined
  const declarations = cutDeclarations(text)
  cut.set(path, declarations)
  return declarations
}

/** Cuts a file where a line begins at the margin and the brackets before it are closed; decorators go with what follows. */
export function cutDeclarations(text: string): Declaration[] {
  const bare = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
  const declarations: Declaration[] = []
  let lines: string[] = []
  let depth = 0
  for (const line of bare.split('\n')) {
    if (line.trim() === '') continue
    lines.push(line)
    for (const bracket of line.match(/[{}()[\]]/g) ?? []) depth += '{(['.includes(bracket) ? 1 : -1
    const decorator = /^@\w+(\(.*\))?$/.test(line.trim())
    if (depth > 0 || decorator) continue
    // A statement may go on in the next line: it ends with a semicolon or a brace.
    if (!/[;}]$|\bfrom\s+"[^"]+"$|\bdeclare\b.*[\w)]$/.test(line.trim())) continue
    const own = lines.join('\n')
    const name = /^(?:export\s+)?(?:declare\s+)?(?:function|const|let|type|enum|class|namespace)\s+(\w+)/m.exec(
      own,
    )?.[1]
    declarations.push({ text: own, name: name ?? declaredAfterDecorator(own), words: own.match(WORD) ?? [] })
    lines = []
  }
  if (lines.length > 0) declarations.push({ text: lines.join('\n'), name: undefined, words: [] })
  return declarations
}

/** `@external("wamba", "fault") declare function fault…` on one line. */
function declaredAfterDecorator(text: string): string | undefined {
  return /\b(?:function|const|let)\s+(\w+)/.exec(text)?.[1]
}
