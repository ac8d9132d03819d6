import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jit, setThreads, threads } from 'wamba'
import { plainLoops } from '../../bench/harness/plainLoops.ts'
import { compareArrays, prepare, Run } from '../../bench/harness/workload.ts'
import { examples } from '../../bench/kernels/numba/table.ts'
import { polybench } from '../../bench/kernels/polybench/table.ts'
import { workloadArguments } from '../../bench/kernels/workload.ts'

const TEAM = 3
const before = threads()
beforeAll(() => setThreads(TEAM))
afterAll(() => setThreads(before))

describe.each([...polybench, ...examples])('$name', (workload) => {
  const { name, tolerance = 0 } = workload

  test('gives the same with its prange as with plain loops', () => {
    const { plain } = prepareJs(workload)
    const want = workloadArguments(workload, 'MINI')
    const got = workloadArguments(workload, 'MINI')
    const results = [plain(...(want as never[])), workload.kernel(...(got as never[]))]
    expect(Object.is(results[0], results[1])).toBe(true)
    expect(got).toEqual(want)
  })

  test('gives the bits of plain JavaScript and of the reference on one thread', () => {
    const run = new Run(workload, 'MINI', prepare(workload))
    run.plain()
    run.compiled(1)
    run.verify()
    const kernel = jit(workload.kernel as never, { scope: workload.scope, name } as never) as ReturnType<
      typeof prepare
    >['compiled']
    const verification = kernel.with({ threads: 1 }).verify(...workloadArguments(workload, 'MINI'))
    if (!workload.tolerance) expect(verification).toMatchObject({ ok: true })
    else for (const { maxUlp } of verification.outputs) expect(maxUlp).toBe(0)
  })

  test('gives on several threads what it gives on one, which plain JavaScript gives too', () => {
    // Large enough that loops go to the team.
    const run = new Run(workload, 'MEDIUM', prepare(workload))
    run.plain()
    run.compiled(0)
    run.verify()
    if (tolerance === 0) return
    const sums = run.sums()
    run.compiled(1)
    compareArrays(name, run.sums(), sums, 0)
  })
})

function prepareJs(workload: (typeof polybench)[number]) {
  return { plain: workload.plain ?? plainLoops(workload.kernel, workload.scope) }
}
