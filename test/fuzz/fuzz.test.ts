import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { programs } from './arbitrary.ts'
import { check, type Verdict } from './check.ts'

// `npm run fuzz` runs many more, with other seeds.
const PROGRAMS = 500
const THEMED = 120
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

it.each(['masks', 'nests', 'idioms', 'pixels'] as const)('generated kernels of the theme %s do, too', (theme) => {
  const verdicts: Verdict[] = []
  fc.assert(
    fc.property(programs(theme), (program) => {
      verdicts.push(check(program, verdicts.length % 10 === 0))
    }),
    { numRuns: THEMED, seed: SEED },
  )
  const count = (test: (verdict: Verdict) => boolean): number => verdicts.filter(test).length
  expect(count((v) => v.kind === 'equal')).toBeGreaterThan(THEMED * 0.9)
  expect(count((v) => v.vectors > 0)).toBeGreaterThan(THEMED * 0.25)
})
