// For runners whose `it` is a global: jest and mocha.
import assert from 'node:assert/strict'
import { check } from './check.js'

it('wamba', async () => {
  assert.equal(await check(), 'wasm')
})
