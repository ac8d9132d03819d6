import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

it("a user's program needs no DOM library and may check the declarations of its packages", () => {
  const compiler = path('../../node_modules/typescript/bin/tsc')
  const check = () => execFileSync(process.execPath, [compiler, '-p', path('./consumer')], { encoding: 'utf8' })
  expect(check()).toBe('')
})
