import type { AnyTypedArray } from '../base/dtypes.ts'
import { NdArray } from '../base/ndarray.ts'
import { cloneArguments } from './clone.ts'
import { alike, compare, type Difference, largest } from './compare.ts'
import { withParameters } from './fields.ts'
import { namedResults } from './results.ts'
import { withRows } from './rows.ts'
import type { Specialisation } from './specialisation.ts'
import { asNdArray, covered, isElements } from './views.ts'

/** One output, an array that the kernel writes or its `result`: the distance of the compiled kernel from the reference. */
export interface OutputDifference extends Difference {
  readonly name: string
  /** The distance of the compiled kernel from the user's own function. */
  readonly js: Difference
}

/** What `verify` found. */
export interface Verification {
  /**
   * The compiled kernel equals wamba's JavaScript reference bit for bit (all NaNs are equal); where `fastmath` regroups serial sums or
   * fuses multiply-adds, up to the rounding that this changes. Where no sum or product of a
   * `prange` is reassociated and nothing is float32, it also equals the user's own function.
   */
  readonly ok: boolean
  readonly outputs: readonly OutputDifference[]
  /** Where one of the two threw and the other did not, or both threw different errors: what each did. */
  readonly errors?: { readonly kernel: string; readonly reference: string }
}

/** How a hand-written kernel, which has no reference but the user's function, may differ from it. */
export interface Tolerance {
  readonly ulps: number
}

interface Outcome {
  readonly args: readonly unknown[]
  readonly result: unknown
  readonly error: unknown
}

/**
 * Runs the compiled kernel, the reference and the user's function, each on copies of the arguments, and compares.
 *
 * @throws the kernel's own error where the reference throws the same one
 */
export function verify(
  spec: Specialisation,
  args: readonly unknown[],
  given: readonly unknown[],
  threads: number,
  tolerance?: Tolerance,
): Verification {
  const { js } = spec.unit
  const plain = outcome(args, (copies) => callJs(spec, copies, given))
  const reference = tolerance ? plain : outcome(args, (copies) => asResult(spec, copies, spec.callReference(copies)))
  const kernel = outcome(args, (copies) =>
    spec.unit.target === 'wasm' ? spec.call(copies, threads) : asResult(spec, copies, spec.callReference(copies)),
  )
  if (kernel.error !== undefined || reference.error !== undefined) {
    const errors = { kernel: said(kernel), reference: said(reference) }
    if (errors.kernel === errors.reference) throw kernel.error
    return { ok: false, outputs: [], errors }
  }
  if (plain.error !== undefined) {
    return {
      ok: false,
      outputs: [],
      errors: { kernel: said(kernel), reference: `${js.name || 'kernel.js'}: ${said(plain)}` },
    }
  }
  const compared = compareOutputs(spec, kernel, reference, plain)
  const outputs = compared.map(({ report }) => report)
  if (tolerance) return { ok: outputs.every((o) => o.maxUlp <= tolerance.ulps), outputs }
  if (spec.program.manifest.loose) {
    const scale = Math.max(0, ...args.map((arg) => largest(isElements(arg) ? elementsOf(arg) : [arg])))
    return { ok: compared.every(({ got, expected, single }) => alike(got, expected, single, scale)), outputs }
  }
  const same = exact(spec)
  return { ok: outputs.every((o) => o.maxUlp === 0 && (!same || o.js.maxUlp === 0)), outputs }
}

/** Whether the law asks for the bits of the user's own function: no reassociation, no float32, no elementary function. */
function exact({ program: { manifest }, types }: Specialisation): boolean {
  if (manifest.approximate) return false
  return manifest.regions.every((region) => region.regroups !== true) && types.every((type) => type.dtype !== 'float32')
}

function outcome(args: readonly unknown[], run: (copies: unknown[]) => unknown): Outcome {
  const copies = cloneArguments(args)
  try {
    return { args: copies, result: run(copies), error: undefined }
  } catch (error) {
    return { args: copies, result: undefined, error }
  }
}

function said({ error, result }: Outcome): string {
  return error === undefined ? `gave ${String(result)}` : String(error)
}

/** The user's function on the same arguments: a ufunc's is called element by element. */
function callJs(spec: Specialisation, args: unknown[], given: readonly unknown[]): unknown {
  const js = spec.unit.js as (...args: unknown[]) => unknown
  if (!spec.unit.ufunc) return withRows(args, (own) => js(...withParameters(spec.unit, given, spec.passed, own)))
  if (spec.unit.axes) return callSpread(js, args, spec.unit.axes)
  const out = args[args.length - 1] as { length: number; [i: number]: unknown }
  const inputs = args.slice(0, -1)
  for (let i = 0; i < out.length; i++) {
    out[i] = js(...inputs.map((x) => (ArrayBuffer.isView(x) || Array.isArray(x) ? (x as ArrayLike<unknown>)[i] : x)))
  }
  return out
}

/** The same over arrays that broadcast: each input has some of the output's dimensions. */
function callSpread(
  js: (...args: unknown[]) => unknown,
  args: readonly unknown[],
  axes: readonly (readonly number[] | undefined)[],
): unknown {
  const out = asNdArray(args[args.length - 1] as AnyTypedArray)
  const inputs = axes.map((own, i) => (own ? asNdArray(args[i] as AnyTypedArray) : undefined))
  const visit = (index: readonly number[]): void => {
    const d = index.length
    if (d < out.shape.length) {
      for (let i = 0; i < out.shape[d]; i++) visit([...index, i])
      return
    }
    const values = inputs.map((x, i) => {
      if (x === undefined) return args[i]
      const own = axes[i]!.map((a) => index[a])
      return x.get(...(own.length > 0 ? own : [0]))
    })
    out.set(...index, js(...values) as never)
  }
  visit([])
  return args[args.length - 1]
}

function asResult(spec: Specialisation, args: readonly unknown[], result: unknown): unknown {
  return spec.unit.ufunc ? args[args.length - 1] : result
}

/** What is compared, and how far it is apart. */
interface Compared {
  readonly report: OutputDifference
  readonly got: ArrayLike<unknown>
  readonly expected: ArrayLike<unknown>
  readonly single: boolean
}

function compareOutputs(spec: Specialisation, kernel: Outcome, reference: Outcome, plain: Outcome): Compared[] {
  const outputs: Compared[] = []
  const add = (name: string, single: boolean, [got, expected, js]: readonly ArrayLike<unknown>[]): void => {
    const report = { name, ...compare(got, expected, single), js: compare(got, js, single) }
    outputs.push({ report, got, expected, single })
  }
  spec.params.forEach((param, i) => {
    if (param.writes)
      add(
        param.name,
        param.type.dtype === 'float32',
        [kernel, reference, plain].map((o) => elementsOf(o.args[i])),
      )
  })
  if (spec.unit.ufunc) return outputs
  const results = [kernel, reference, plain].map(({ result }) => namedResults(spec.program.manifest, result))
  results[0].forEach(([name, , type], i) => {
    const values = results.map((each) => each[i][1])
    add(
      name,
      type === 'float32',
      values.map(
        (value) =>
          (NdArray.is(value) ? elementsOf(value) : ArrayBuffer.isView(value) ? value : [value]) as ArrayLike<unknown>,
      ),
    )
  })
  return outputs
}

/** The elements of an array argument: of an n-d array, all that it covers. */
function elementsOf(arg: unknown): ArrayLike<unknown> {
  return Array.isArray(arg) ? arg : covered(arg as NdArray)
}
