import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

function run(lacking: string, env: Record<string, string> = {}): Record<string, unknown> {
  const file = fileURLToPath(new URL('fixtures/target.js', import.meta.url))
  return JSON.parse(
    execFileSync(process.execPath, [file, lacking], { env: { ...process.env, ...env }, encoding: 'utf8' }),
  )
}

const whole = run('nothing')

describe('kernels', () => {
  it('run as WebAssembly where the machine can', () => {
    expect(whole).toMatchObject({
      target: 'wasm',
      info: 'wasm',
      error: "RangeError: kernel: the index 1000 of 'a' is out of bounds: 'a' has length 1000",
      numbers: [2, 4],
      array: [2, 4, 6],
      out: [2, 4, 6],
      kind: 'Float32Array',
      scalar: 6,
      where: [2, 0, 6],
      sequence: [0, 1, 2],
      total: 3,
      ok: true,
      warnings: [],
    })
  })

  it.each([
    ['simd', 'WebAssembly SIMD'],
    ['memory', 'shared memory'],
  ])('give the same bits as the reference without %s, with one warning', (lacking, missing) => {
    const without = run(lacking)
    expect(without.warnings).toEqual([expect.stringContaining(`This machine has no ${missing}`)])
    expect(without).toEqual({ ...whole, target: 'reference', info: 'reference', warnings: without.warnings })
  })

  it('are the plain functions with WAMBA_DISABLE=1', () => {
    const plain = run('nothing', { WAMBA_DISABLE: '1' })
    const { sum, single, ...rest } = whole
    expect(plain).toMatchObject({ ...rest, target: 'js', info: 'js', error: 'none', kind: 'Float64Array' })
    expect(plain.sum).toBeCloseTo(sum as number, 8)
    expect(plain.single).toBeCloseTo(single as number, 5)
  })
})
