import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const dist = fileURLToPath(new URL('dist/', import.meta.url))

// An empty cache folder for each run: what was compiled by yesterday's compiler proves nothing.
const cache = mkdtempSync(join(tmpdir(), 'wamba-test-'))
process.on('exit', () => rmSync(cache, { recursive: true, force: true }))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^wamba$/, replacement: join(dist, 'index.js') },
      { find: /^#wamba\//, replacement: dist },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // Kernels cross into worker threads, which load real files: Node itself, not the test runner, loads the built code.
    server: { deps: { external: [/\/dist\//] } },
    pool: 'forks',
    env: { WAMBA_CACHE_DIR: cache },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
