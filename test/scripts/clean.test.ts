import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

test('clean removes what was built and nothing else, and does not mind if there is nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wamba-clean-'))
  try {
    for (const part of ['scripts', 'dist/compiler', 'build', 'src']) mkdirSync(join(folder, part), { recursive: true })
    writeFileSync(join(folder, 'dist/compiler/old.js'), '')
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    const script = join(folder, 'scripts/clean.js')
    copyFileSync(fileURLToPath(new URL('../../scripts/clean.js', import.meta.url)), script)
    for (const _ of ['first', 'second']) {
      execFileSync(process.execPath, [script])
      expect(readdirSync(folder).sort()).toEqual(['package.json', 'scripts', 'src'])
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
