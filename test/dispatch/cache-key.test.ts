import { expect, test } from 'vitest'
import { cacheKey } from '#wamba/dispatch/cache-key.js'

test('a key is a SHA-256 that depends on all parts', () => {
  expect(cacheKey(['a', 0])).toMatch(/^[0-9a-f]{64}$/)
  expect(cacheKey(['a', 0])).toBe(cacheKey(['a', 0]))
  expect(cacheKey(['a', 0])).not.toBe(cacheKey(['a', -0]))
})
