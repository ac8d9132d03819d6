/**
 * Holds `src/` to its layers: a file imports only from its own folder or from one of a lower rank, and no imports form a
 * cycle. Imports of types count too. Prints each violation as `file:line: reason` and exits with 1 if there are any.
 *
 *     node scripts/check-imports.js [folder]      the folder is `src` unless given
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const RANKS = new Map([
  ['base', 0],
  ['ops', 1],
  ['compiler', 2],
  ['memory', 3],
  ['team', 4],
  ['dispatch', 5],
  ['array', 6],
  ...['cli', 'pool', 'memo', 'chunked', 'frame', 'cluster', 'monitor'].map((layer) => [layer, 7]),
])
/** Files at the top, such as `index.ts`, import from everywhere, and nothing imports them. */
const TOP = 8

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('../src', import.meta.url)))
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => join(root, path))
  .sort()

/** File → its relative imports. */
const graph = new Map(files.map((file) => [file, importsOf(file)]))
const violations = [...rankViolations(), ...cycles()]
for (const violation of violations) console.error(violation)
if (violations.length > 0) {
  console.error(
    `${violations.length} import${violations.length > 1 ? 's break' : ' breaks'} the layers of ${relative('.', root) || '.'}.`,
  )
  process.exitCode = 1
}

/**
 * The relative imports of a file, with their lines. Formatted code begins an import or a re-export at the start of a line;
 * `import('…')` may stand anywhere.
 */
function importsOf(file) {
  // Comments may hold examples; blanks of the same length keep the lines.
  const text = readFileSync(file, 'utf8').replace(/^[ \t]*(?:\/\/.*|\/\*[\s\S]*?\*\/)/gm, (comment) =>
    comment.replace(/[^\n]/g, ' '),
  )
  const statement =
    /^(?:import|export)\b(?:[^'"`;()]*?\bfrom)?\s*(['"])(\.{1,2}\/[^'"]*)\1|\bimport\(\s*(['"])(\.{1,2}\/[^'"]*)\3\s*\)/gm
  return [...text.matchAll(statement)].map((match) => {
    const end = match.index + match[0].length
    return { line: text.slice(0, end).split('\n').length, target: resolve(dirname(file), match[2] ?? match[4]) }
  })
}

function folderOf(file) {
  const parts = relative(root, file).split(sep)
  return parts.length > 1 ? parts[0] : undefined
}

function rankOf(file) {
  const folder = folderOf(file)
  return folder === undefined ? TOP : RANKS.get(folder)
}

function rankViolations() {
  const found = []
  for (const [file, imports] of graph) {
    const from = folderOf(file)
    const rank = rankOf(file)
    if (rank === undefined) {
      found.push(`${place(file, 1)}: the folder '${from}' has no rank: add it to scripts/check-imports.js`)
      continue
    }
    for (const { line, target } of imports) {
      const to = folderOf(target)
      const lower = rankOf(target)
      if (!target.startsWith(root + sep)) found.push(`${place(file, line)}: imports ${shown(target)}, which is outside`)
      else if (!existsSync(target)) found.push(`${place(file, line)}: imports ${shown(target)}, which does not exist`)
      else if (lower === undefined || from === to) continue
      else if (lower >= rank) {
        found.push(
          `${place(file, line)}: '${from}' (rank ${rank}) imports ${shown(target)} (rank ${lower}); only lower ranks may be imported`,
        )
      }
    }
  }
  return found
}

/** One line for each cycle: a depth-first search reports the import that closes it. */
function cycles() {
  const found = []
  const done = new Set()
  const path = []
  const visit = (file) => {
    path.push(file)
    for (const { line, target } of graph.get(file) ?? []) {
      const start = path.indexOf(target)
      if (start >= 0) {
        const cycle = [...path.slice(start), target].map(shown).join(' → ')
        found.push(`${place(file, line)}: closes the import cycle ${cycle}`)
      } else if (!done.has(target)) visit(target)
    }
    path.pop()
    done.add(file)
  }
  for (const file of files) if (!done.has(file)) visit(file)
  return found
}

function place(file, line) {
  return `${relative('.', file)}:${line}`
}

function shown(file) {
  return relative(root, file)
}
