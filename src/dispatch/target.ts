import { hasSharedMemory, noSharedMemory } from '../memory/memory.ts'

/** What runs when a kernel is called: WebAssembly, wamba's JavaScript reference, or the plain function. */
export type Target = 'wasm' | 'reference' | 'js'

/** A module of one function that uses v128: `(v128.const 0; drop)`. */
const simd = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 23, 1, 21, 0, 253, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 26, 11,
])

/** A module of one function that multiplies and adds: `f64x2.relaxed_madd` of three zeros. */
const relaxed = new Uint8Array([
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 62, 1, 60, 0],
  ...Array.from({ length: 3 }, () => [253, 12, ...Array(16).fill(0)]).flat(),
  ...[253, 0x87, 2, 26, 11],
])

const valid = new Map<Uint8Array<ArrayBuffer>, boolean>()

/** V8 is asked once: it keeps the types of every module that it looks at, for ever. */
function isValid(module: Uint8Array<ArrayBuffer>): boolean {
  let known = valid.get(module)
  if (known === undefined) {
    known = globalThis.WebAssembly?.validate(module) ?? false
    valid.set(module, known)
  }
  return known
}

/** Whether the machine has the fused multiply-add of relaxed SIMD. */
export function fusesMultiplyAdd(): boolean {
  return isValid(relaxed)
}

let warned = false

/** What the machine lacks to run kernels as WebAssembly. */
function lacking(): string | undefined {
  if (globalThis.WebAssembly === undefined) return 'WebAssembly'
  if (!isValid(simd)) return 'WebAssembly SIMD'
  return hasSharedMemory() ? undefined : 'shared memory'
}

/** Whether the machine runs wamba's WebAssembly, wished for or not. */
export function runsWasm(): boolean {
  return lacking() === undefined
}

/**
 * What kernels run as. `WAMBA_DISABLE=1` asks for the plain functions; without SIMD or shared memory the references run, and
 * one warning says so.
 */
export function target(): Target {
  if (process.env.WAMBA_DISABLE === '1') return 'js'
  const lacks = lacking()
  if (lacks === undefined) return 'wasm'
  if (!warned) {
    warned = true
    process.emitWarning(
      `This machine has no ${lacks}: kernels run as JavaScript, with the same results but slower.` +
        (hasSharedMemory() ? '' : ` (${noSharedMemory()})`),
      'WambaWarning',
    )
  }
  return 'reference'
}
