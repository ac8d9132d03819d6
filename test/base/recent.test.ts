import { expect, test } from 'vitest'
import { RecentMap } from '#wamba/base/recent.js'

test('beyond its size a map drops what was used longest ago', () => {
  const map = new RecentMap<string, number>(3)
  expect([map.set('a', 1), map.set('b', 2), map.set('c', 3)]).toEqual([[], [], []])
  expect(map.get('a')).toBe(1)
  expect(map.set('d', 4)).toEqual([2])
  expect(map.get('b')).toBeUndefined()
  expect([...map.values()]).toEqual([3, 1, 4])
})

test('setting a key again uses it and drops nothing', () => {
  const map = new RecentMap<string, number>(2)
  map.set('a', 1)
  map.set('b', 2)
  expect(map.set('a', 3)).toEqual([])
  expect(map.set('c', 4)).toEqual([2])
  expect([...map.values()]).toEqual([3, 4])
})
