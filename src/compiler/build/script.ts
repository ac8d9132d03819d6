/**
 * An ES module as a script: where its imports are given rather than looked up, two modules can share one that was made in another
 * way than by its file.
 */
import { Script } from 'node:vm'

export interface ModuleFile {
  /** Where the text is from, for its errors and for `import.meta.url`. */
  readonly url: URL
  readonly text: string
}

const IMPORT = /\bimport\s*(\*\s*as\s+|\{\s*default\s+as\s+)?([\w$]+)\s*\}?\s*from\s*(["'])([^"']+)\3;/g
const DYNAMIC_IMPORT = /\bimport\((["'])([^"']+)\1\)/g
const EXPORT = /\bexport\s*\{([\w$\s,]*)\};?\s*(?:\/\/.*\s*)?$/

/**
 * Runs a module that bundlers have written: imports of whole modules and of their defaults, one list of exports at the end.
 *
 * @param imports the modules that it imports, by their specifiers
 * @throws SyntaxError where it is written in another way, and what the module throws
 */
export async function runModule(
  { url, text }: ModuleFile,
  imports: Readonly<Record<string, object>>,
): Promise<Readonly<Record<string, unknown>>> {
  let head = ''
  const body = text
    .replace(IMPORT, (statement, form: string | undefined, name: string, _, specifier: string) => {
      if (!Object.hasOwn(imports, specifier)) return statement
      head += `const ${name}=$imports[${JSON.stringify(specifier)}]${form?.startsWith('*') ? '' : '.default'};`
      return ''
    })
    .replace(DYNAMIC_IMPORT, (expression, _, specifier: string) =>
      Object.hasOwn(imports, specifier) ? `$imports[${JSON.stringify(specifier)}]` : expression,
    )
    .replaceAll('import.meta.url', '$url')
    .replace(EXPORT, (_, list: string) => `return{${list.split(',').map(property).join(',')}}`)
  // On the first line: those of the file stay where they are.
  const script = new Script(`(async($imports,$url)=>{${head}${body}\n})`, { filename: url.href })
  return script.runInThisContext()(imports, url.href)
}

/** `a as b` → `b:a` */
function property(specifier: string): string {
  const [name, exported = name] = specifier.trim().split(/\s+as\s+/)
  return `${exported}:${name}`
}
