/**
 * Puts the modules that `import 'wamba'` loads into two files of `dist/bundle/`, what the compiler uses too and the rest, and leaves in the
 * place of each module a line that exports from there: what is imported by its own path, by the compiler, the workers or a test, is the same
 * object. Node takes 0.3 ms for a module, so this saves most of an import. The compiler stays in its files: it is loaded where a kernel is not
 * in the cache, and functions are read from its text.
 *
 * The bundle lies as deep as the folders of `dist`, so `new URL('../…', import.meta.url)` means the same in it.
 */
import { readFileSync, rmSync } from 'node:fs'
import { isAbsolute, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))

/** Other packages stay outside. */
const external = (id) => !id.startsWith('.') && !isAbsolute(id)

/** What TypeScript wrote, with its map, so that the bundle's map leads to the sources. */
const compiled = {
  name: 'compiled',
  load: (id) => ({
    code: readFileSync(id, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'),
    map: JSON.parse(readFileSync(`${id}.map`, 'utf8')),
  }),
}

const inDist = { platform: 'node', external, plugins: [compiled] }
const whole = await rolldown({ ...inDist, input: `${dist}index.js` })
const { moduleIds } = (await whole.generate()).output[0]
const names = moduleIds.map((id) => [relative(dist, id).replace(/\.js$/, ''), id])
const parts = await rolldown({ ...inDist, input: Object.fromEntries(names) })
await parts.write({
  dir: dist,
  sourcemap: true,
  chunkFileNames: 'bundle/[name].js',
  minifyInternalExports: false,
  codeSplitting: { groups: [{ name: 'base', test: /dist.(base|ops|compiler)./ }, { name: 'wamba' }] },
})
for (const [, id] of names) rmSync(`${id}.map`)
