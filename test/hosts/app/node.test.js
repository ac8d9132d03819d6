import assert from 'node:assert/strict'
import { test } from 'node:test'
import { check } from './check.js'

test('wamba', async () => {
  assert.equal(await check(), 'wasm')
})
