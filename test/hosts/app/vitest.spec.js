import { expect, test } from 'vitest'
import { check } from './check.js'

test('wamba', async () => {
  expect(await check()).toBe('wasm')
})
