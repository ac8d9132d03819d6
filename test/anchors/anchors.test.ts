import { describe, expect, test } from 'vitest'
import { jit } from 'wamba'
import { plainLoops } from '../../bench/harness/plainLoops.ts'
import { prepare, Run } from '../../bench/harness/workload.ts'
import { anchors } from '../../bench/kernels/anchors/table.ts'
import { workloadArguments } from '../../bench/kernels/workload.ts'

describe.each(anchors)('$name', (anchor) => {
  const { name, kernel, scope } = anchor

  test('gives what plain JavaScript gives, in lanes and in the reference', () => {
    const run = new Run(anchor, 'MINI', prepare(anchor))
    run.plain()
    run.compiled(1)
    run.verify()
    const compiled = jit(kernel as never, { scope, name } as never) as ReturnType<typeof prepare>['compiled']
    const { outputs } = compiled.with({ threads: 1 }).verify(...workloadArguments(anchor, 'MINI'))
    for (const { maxUlp } of outputs) expect(maxUlp).toBe(0)
  })

  test.runIf(anchor.plain)('gives with the loops of its baseline what its own loops give', () => {
    const [own, plain] = [plainLoops(kernel, scope), anchor.plain!]
    const [a, b] = [workloadArguments(anchor, 'MINI'), workloadArguments(anchor, 'MINI')]
    expect(plain(...(b as never[]))).toEqual(own(...(a as never[])))
    expect(b).toEqual(a)
  })
})
