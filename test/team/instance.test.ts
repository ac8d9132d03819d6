import { beforeAll, describe, expect, it } from 'vitest'
import { SCRATCH_BYTES } from '#wamba/compiler/manifest.js'
import { sharedMemory } from '#wamba/memory/memory.js'
import { KernelFault, throwFault } from '#wamba/team/fault.js'
import { instantiate, type KernelImports, loadKernel } from '#wamba/team/instance.js'
import { callerScratch, createKernel, shareModule } from '#wamba/team/kernel.js'
import { assemble } from './fixtures/assemble.js'

const imports: KernelImports = { memory: sharedMemory(), scratch: 4096 * 33, fork: () => {}, fault: throwFault }
let wasm: Uint8Array
beforeAll(async () => {
  wasm = await assemble(`
    export function region_0(lo: i32, hi: i32, frame: usize): void { fault(lo, hi, scratch) }
    export function region_1(lo: i32, hi: i32, frame: usize): void { fork(lo, hi, frame) }
  `)
})

describe('an instance', () => {
  it('has its regions in order, its own scratch and its faults', () => {
    const { regions } = instantiate(loadKernel(wasm), imports)
    expect(regions.length).toBe(2)
    let error: unknown
    try {
      regions[0](5, 6, 0)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(KernelFault)
    expect(error).toMatchObject({ site: 5, iteration: 6, value: 4096 * 33 })
  })

  it('calls fork', () => {
    const seen: number[][] = []
    const fork = (...args: number[]) => void seen.push(args)
    instantiate(loadKernel(wasm), { ...imports, fork }).regions[1](1, 1000, 65536)
    expect(seen).toEqual([[1, 1000, 65536]])
  })

  it('without main says so when it is called', () => {
    expect(() => instantiate(loadKernel(wasm), imports).main(0)).toThrow(/without the export `main`/)
  })

  it('is not made from bytes that are no module, nor from one with other imports', async () => {
    expect(() => loadKernel(new Uint8Array([1, 2, 3]))).toThrow(WebAssembly.CompileError)
    const other = await assemble(
      '@external("wamba", "gone") declare function gone(): void\nexport function f(): void { gone() }',
    )
    expect(() => createKernel(other, [])).toThrow(WebAssembly.LinkError)
  })
})

describe('a kernel', () => {
  it('lies in shared memory under an id of its own', () => {
    const one = shareModule(wasm)
    const two = shareModule(wasm)
    expect(one.id).not.toBe(two.id)
    expect(new Uint8Array(sharedMemory().buffer, two.address, two.bytes).slice()).toEqual(new Uint8Array(wasm))
  })

  it('shares one scratch on the calling thread, aligned', () => {
    expect(callerScratch()).toBe(callerScratch())
    expect(callerScratch() % 16).toBe(0)
    expect(SCRATCH_BYTES).toBe(4096)
  })
})
