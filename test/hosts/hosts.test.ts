import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'

const script = fileURLToPath(new URL('../../scripts/hosts.js', import.meta.url))
let said = ''

beforeAll(async () => {
  said = await new Promise((resolve) => execFile(process.execPath, [script, '--here'], (_error, out) => resolve(out)))
})

it.each([
  'node',
  'require',
  'node --import',
  'node --test',
  'node --enable-source-maps',
  'vitest, forks',
  'vitest, threads',
  'vitest, vmThreads',
])('the packed package runs under %s', (host) => {
  expect(
    said
      .replaceAll(/\(\w+\)$/gm, '')
      .split('\n')
      .map((line) => line.trim()),
    said,
  ).toContain(`ok      ${host}`)
})
