import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

function run(lacking: string, env: Record<string, string> = {}): Record<string, unknown> {
  const file = fileURLToPath(new URL('fixtures/target.js', import.meta.url))
  return JSON.parse(
    execFileSync(process.execPath, [file, lacking], { env: { ...process.env, ...env }, encoding: 'utf8' }),
  )
}

const root = fileURLToPath(new URL('../..', import.meta.url))
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

  it('run as the reference without any WebAssembly, but for elementary functions, which are one clear error', () => {
    const text = `
      process.on('warning', ({ name, message }) => name === 'WambaWarning' && console.log(message))
      const { jit, prange, vectorize } = await import('wamba')
      const triple = jit((a) => { for (const i of prange(a.length)) a[i] *= 3; return a[2] })
      console.log(triple(new Float64Array([1, 2, 3])), triple.target)
      console.log(vectorize((a, b) => a * b)(new Float64Array([1, 2]), 2).join())
      try { jit((x) => Math.exp(x))(1) } catch (error) { console.log(error.message) }`
    const args = ['--jitless', '--no-warnings', '--input-type=module', '--eval', text]
    const printed = execFileSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    expect(printed.trim().split('\n').sort()).toEqual([
      '2,4',
      '9 reference',
      'Elementary functions need WebAssembly, which this process lacks.',
      expect.stringContaining('This machine has no WebAssembly: kernels run as JavaScript'),
    ])
  })

  it('are the plain functions with WAMBA_DISABLE=1', () => {
    const plain = run('nothing', { WAMBA_DISABLE: '1' })
    const { sum, single, ...rest } = whole
    expect(plain).toMatchObject({ ...rest, target: 'js', info: 'js', error: 'none', kind: 'Float64Array' })
    expect(plain.sum).toBeCloseTo(sum as number, 8)
    expect(plain.single).toBeCloseTo(single as number, 5)
  })
})
