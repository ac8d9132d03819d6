import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { programs } from './arbitrary.ts'
import { check, type Verdict } from './check.ts'
import { checkUfunc, ufuncCalls } from './ufuncs.ts'

// `npm run fuzz` runs many more, with other seeds.
const PROGRAMS = 500
const SEED = 20_260_701

it('generated kernels equal plain JavaScript and their reference bit for bit, on one thread and on several, with SIMD and without', () => {
  const verdicts: Verdict[] = []
  fc.assert(
    fc.property(programs(), (program) => {
      verdicts.push(check(program, verdicts.length % 10 === 0))
    }),
    { numRuns: PROGRAMS, seed: SEED },
  )
  // The programs are worth the while: most compile, and every way of running them is taken.
  const count = (test: (verdict: Verdict) => boolean): number => verdicts.filter(test).length
  expect(count((v) => v.kind === 'equal')).toBeGreaterThan(PROGRAMS * 0.9)
  expect(count((v) => v.exact)).toBeGreaterThan(PROGRAMS * 0.5)
  expect(count((v) => v.faulted)).toBeGreaterThan(PROGRAMS * 0.1)
  expect(count((v) => v.vectors > 0)).toBeGreaterThan(PROGRAMS * 0.1)
})

// The programs of the last two are long, and have no lanes.
const themes = [
  { theme: 'masks', programs: 120, vectors: 0.25 },
  { theme: 'nests', programs: 120, vectors: 0.25 },
  { theme: 'idioms', programs: 120, vectors: 0.25 },
  { theme: 'pixels', programs: 120, vectors: 0.25 },
  { theme: 'lists', programs: 30, vectors: 0 },
  { theme: 'rows', programs: 12, vectors: 0 },
] as const

it.each(themes)('generated kernels of the theme $theme do, too', ({ theme, programs: numRuns, vectors }) => {
  const verdicts: Verdict[] = []
  fc.assert(
    fc.property(programs(theme), (program) => {
      verdicts.push(check(program, verdicts.length % 10 === 0))
    }),
    { numRuns, seed: SEED },
  )
  const count = (test: (verdict: Verdict) => boolean): number => verdicts.filter(test).length
  expect(count((v) => v.kind === 'equal')).toBeGreaterThan(numRuns * (vectors > 0 ? 0.9 : 0.6))
  expect(count((v) => v.vectors > 0)).toBeGreaterThanOrEqual(numRuns * vectors)
})

it('generated universal functions equal plain JavaScript over arrays of every type, shape and layout', () => {
  fc.assert(fc.property(ufuncCalls(), checkUfunc), { numRuns: 60, seed: SEED })
})
