import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { Keys, SharedMap } from '#wamba/compiler/types/sharedMap.js'

const key = fc.integer({ min: 0, max: 60 })
const change = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), key, value: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ kind: fc.constant('delete' as const), key }),
)
type Change = typeof change extends fc.Arbitrary<infer C> ? C : never

const entriesOf = (map: SharedMap<number, number>): Map<number, number> => {
  const found = new Map<number, number>()
  map.each((key, value) => found.set(key, value))
  return found
}

function run(changes: readonly Change[], map: { set(k: number, v: number): void; delete(k: number): void }): void {
  for (const each of changes) each.kind === 'set' ? map.set(each.key, each.value) : map.delete(each.key)
}

it('a copy has what the map had, and neither sees what the other changes', () => {
  fc.assert(
    fc.property(fc.array(change), fc.array(change), fc.array(change), (first, ofMap, ofCopy) => {
      const map = new SharedMap<number, number>(new Keys())
      const plain = new Map<number, number>()
      run(first, map)
      run(first, plain)
      const [copy, plainCopy] = [map.copy(), new Map(plain)]
      run(ofMap, map)
      run(ofMap, plain)
      run(ofCopy, copy)
      run(ofCopy, plainCopy)
      expect(entriesOf(map)).toEqual(plain)
      expect(entriesOf(copy)).toEqual(plainCopy)
      for (let k = 0; k <= 60; k++) expect(copy.get(k)).toBe(plainCopy.get(k))
    }),
  )
})

it('two maps are combined key by key, and match where each key does', () => {
  fc.assert(
    fc.property(fc.array(change), fc.array(change), fc.array(change), (first, ofMap, ofCopy) => {
      const map = new SharedMap<number, number>(new Keys())
      run(first, map)
      const copy = map.copy()
      run(ofMap, map)
      run(ofCopy, copy)
      const greater = (a: number | undefined, b: number | undefined): number | undefined =>
        a === undefined || b === undefined ? undefined : Math.max(a, b)
      const [one, other] = [entriesOf(map), entriesOf(copy)]
      const both = new Map([...one].flatMap(([k, v]) => (other.has(k) ? [[k, Math.max(v, other.get(k)!)]] : [])))
      expect(entriesOf(map.with(copy, greater))).toEqual(both)
      const same = one.size === other.size && [...one].every(([k, v]) => other.get(k) === v)
      expect(map.matches(copy, (a, b) => a === b)).toBe(same)
    }),
  )
})
