import { expect, test } from 'vitest'
import { AssemblyFailure, type CompileTextOptions, compileText, textOf } from '#wamba/compiler/build/lean.js'

function faultOf(text: string, options: CompileTextOptions) {
  try {
    compileText(text, options)
  } catch (error) {
    if (error instanceof AssemblyFailure) return error.fault
    throw error
  }
  throw new Error('expected an AssemblyFailure')
}

const everything = `
import { sumStripes } from "runtime/reduce"
import { FRAME_PARTIALS } from "runtime/frame"
@external("wamba", "fork") declare function fork(region: i32, n: i32, frame: usize): void
@external("wamba", "fault") declare function fault(site: i32, iteration: f64, value: f64): void
@external("wamba", "scratch") declare const scratch: usize
// it's a comment with an apostrophe, and "a quote
@inline function half(x: f64): f64 { return x * 0.5 }
export function main(frame: usize): f64 {
  fork(0, load<i32>(frame, 20), frame)
  let x = <f64>load<f32>(frame + FRAME_PARTIALS)
  const k = <i32>x
  x = select<f64>(x, 1, k > 3) + f64.sqrt(2) + half(abs<f64>(x)) + floor<f64>(ceil<f64>(trunc<f64>(nearest<f64>(x))))
  x += min<f64>(x, NaN) + max<f64>(x, Infinity) + copysign<f64>(x, -1) + <f64>reinterpret<u64>(x) + <f64>i32.MAX_VALUE
  memory.fill(scratch, 0, 64); memory.copy(scratch, scratch + 64, 64)
  if (isNaN<f64>(x)) { fault(1, x, x); unreachable() }
  return x + sumStripes(scratch)
}
export function region_0(lo: i32, hi: i32, frame: usize): void {
  let v = f64x2.splat(0)
  v = f64x2
    .add(v, f64x2.pmin(v, f64x2.convert_low_i32x4_s(i32x4.splat(lo))))
  v = v128.bitselect(v, v128.load64_splat(frame), i64x2.splat(-1))
  store<i32>(scratch, i32.atomic.load(scratch) + i64x2.all_true(v) + i8x16.bitmask(v) + <i32>f32x4.extract_lane(v, 0))
  v128.store(scratch, i8x16.shuffle(v, f32x4(1, 2, 3, 4), 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27))
}
`

test('a module imports the shared memory and what it declares, exports its functions, and carries their names', () => {
  const { wasm, wat } = compileText(everything, { name: 'sumOfSquares', wat: true })
  const module = new WebAssembly.Module(wasm)
  const imports = WebAssembly.Module.imports(module).map((x) => `${x.module}.${x.name}: ${x.kind}`)
  expect(imports.sort()).toEqual([
    'env.memory: memory',
    'wamba.fault: function',
    'wamba.fork: function',
    'wamba.scratch: global',
  ])
  expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toEqual(['main', 'region_0'])
  expect(WebAssembly.Module.customSections(module, 'name')).toHaveLength(1)
  expect(wat).toContain('(memory $0 1 65536 shared)')
  expect(wat).not.toMatch(/\(data |\(start /)
  expect(textOf(wasm)).toContain('(func $sumOfSquares/region_0')
})

test('a conversion to an integer saturates and never traps', () => {
  const { wat } = compileText('export function f(x: f64): i32 { return <i32>x }', { wat: true })
  expect(wat).toContain('i32.trunc_sat_f64_s')
})

test('floating-point arithmetic is left as it is written', () => {
  const { wat } = compileText('export function f(x: f64): f64 { return (x + 0) * 1 - x / 3 + 0 * x }', { wat: true })
  expect(wat?.match(/f64\.(?:add|mul|sub|div)/g)).toHaveLength(6)
})

test('the same text gives the same bytes', () => {
  expect(compileText(everything).wasm).toEqual(compileText(everything).wasm)
})

test("an error in text of wamba's own is internal, with its line", () => {
  const fault = faultOf('export function f(x: f64): i32 {\n  return x\n}', {})
  expect(fault).toMatchObject({ code: 'internal', at: { file: '<generated AssemblyScript>', line: 2, column: 10 } })
  expect(fault.at.frame).toMatch(/^ {2}2 \| {3}return x\n {15}\^$/m)
  expect(fault.remedy).toContain('report')
})

test.each([
  ['syntax', 'export function f(x: f64): f64 {\n  return x +\n}', 3, 'Expression expected'],
  ['type', 'export function f(x: f64): i32 {\n  return x\n}', 2, "Conversion from type 'f64' to 'i32'"],
  ['type', 'export function f(x: f64): f64 {\n  return Math.sqrt(x)\n}', 2, "Cannot find name 'Math'"],
  ['type', 'import { g } from "runtime/nothing"\nexport function f(): f64 { return g() }', 1, 'not found'],
  ['unsupported', 'export function f(): f64 { const a = [1, 2]; return a[0] }', 1, 'Array'],
  ['unsupported', 'class A { x: i32 = 0 }\nexport function f(): i32 { return new A().x }', 1, ''],
] as const)("an error in the user's own text is the user's: %s in %j", (code, text, line, said) => {
  const fault = faultOf(text, { file: '/home/me/kernel.as.ts' })
  expect(fault).toMatchObject({ code, at: { file: '/home/me/kernel.as.ts', line } })
  expect(fault.what).toContain(said)
  expect(fault.remedy).not.toBe('')
})

test('the remedy for a missing name says what there is instead of the standard library', () => {
  expect(faultOf('export function f(x: f64): f64 { return Math.sqrt(x) }', { file: 'a.ts' }).remedy).toContain(
    'sqrt<f64>(x)',
  )
})

test('after an error the compiler goes on working', () => {
  faultOf('export function f(): f64 { const a = [1, 2]; return a[0] }', { file: 'a.ts' })
  expect(compileText('export function f(): f64 { return 1 }').wasm.length).toBeGreaterThan(8)
})
