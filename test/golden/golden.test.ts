import { expect, it } from 'vitest'
import { compiled, kernels } from './kernels.ts'

it.each(kernels)('$name: its plan and its text are these', async (golden) => {
  const { stages } = compiled(golden)
  const text = `${golden.source}\n\n──── plan\n\n${stages.plan}\n\n──── AssemblyScript\n\n${stages.assembly}`
  await expect(text).toMatchFileSnapshot(`kernels/${golden.name}.txt`)
})
