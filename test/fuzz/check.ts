/** Runs one program in every way that there is, and says in what they differ. */
import { SourceText } from '#wamba/base/source.js'
import { compileText } from '#wamba/compiler/build/lean.js'
import { compileKernel, law, parseKernel } from '#wamba/compiler/compile.js'
import type { ArgType, Compilation } from '#wamba/compiler/manifest.js'
import { scalarValue, typeOfArgument } from '#wamba/dispatch/argument.js'
import { referenceOf } from '#wamba/dispatch/reference.js'
import { Kernel, type Way } from './host.ts'
import { difference, type Outcome, outcomeOf } from './outcome.ts'
import { plainOf } from './plain.ts'
import { type Argument, arenaOf, arraysOf, describe, isArray, layoutOf, type Program, textsOf } from './program.ts'

law.checks = true

/** What became of a program. */
export interface Verdict {
  /** `rejected`: a CompileError that is no defect. */
  readonly kind: 'equal' | 'rejected'
  /** Of a rejected program: why. */
  readonly reason?: string
  readonly faulted: boolean
  readonly exact: boolean
  readonly regions: number
  readonly vectors: number
}

/** Two ways of running a program differ, or one broke. */
export class Finding extends Error {
  constructor(what: string, program: Program, compilation?: Compilation) {
    super(`${what}\n${describe(program)}${compilation ? `\n\n${compilation.stages.assembly}` : ''}`)
  }
}

/** Checks a program. `team`: on real threads too. @throws Finding */
export function check(program: Program, team: boolean): Verdict {
  const { source, checked } = textsOf(program)
  const layout = layoutOf(program)
  const forms = arraysOf(program, layout, new ArrayBuffer(layout.bytes), 0)
  let compilation: Compilation
  let flat: Program
  let scalars: (number | undefined)[]
  try {
    const kernel = parseKernel(new SourceText(source), { name: 'kernel' })
    flat = { ...program, args: kernel.params.map(({ name }) => argumentNamed(program, name)) }
    const types = flat.args.map((arg, i): ArgType => {
      if (isArray(arg)) return typeOfArgument(forms.get(arg.name), undefined)!
      return arg.declared ? { kind: 'scalar', dtype: arg.declared } : typeOfArgument(arg.value, kernel.params[i].use)!
    })
    compilation = compileKernel(kernel, types)
    scalars = flat.args.map((arg, i) => (isArray(arg) ? undefined : (scalarValue(types[i], arg.value) as number)))
  } catch (error) {
    const { name, code, message } = error as { name: string; code?: string; message: string }
    if (name !== 'CompileError' || code === 'internal')
      throw new Finding(`the compiler broke: ${(error as Error).stack}`, program)
    return {
      kind: 'rejected',
      reason: `${code}: ${message.split('\n')[0].replace(/'\w+'/g, '…')}`,
      faulted: false,
      exact: false,
      regions: 0,
      vectors: 0,
    }
  }
  const { manifest, stages } = compilation
  const arena = arenaOf(program, layout)

  const onViews = (run: (args: unknown[]) => unknown): Outcome => {
    const copy = arena.slice()
    const views = arraysOf(program, layout, copy.buffer, 0)
    const args = flat.args.map((arg, i) => {
      if (isArray(arg)) return views.get(arg.name)
      return typeof arg.value === 'boolean' ? arg.value : scalars[i]
    })
    return outcomeOf(
      () => run(args),
      () => copy,
    )
  }
  let plain: Outcome | undefined
  let reference: Outcome
  let kernel: Kernel
  try {
    if (program.exact)
      plain = onViews((args) => plainOf(checked, manifest.sites)(...wholeArguments(program, flat, args)))
    reference = onViews(referenceOf(compilation))
    kernel = new Kernel(manifest, compileText(stages.assembly).wasm)
  } catch (error) {
    throw new Finding(`it broke: ${(error as Error).stack}`, program, compilation)
  }
  // Sums into arrays have another order where the loop runs in order, and then not the source's.
  const shared = manifest.regions.some((region) => region.shares !== undefined && !region.anyShares)
  if (plain && !shared) {
    // Plain JavaScript knows neither sites nor iterations: the first fault in its order is the one of the lowest iteration.
    const { fault } = reference
    const told = fault && { ...fault, iteration: 0, site: manifest.sites[fault.site].offset }
    const found = difference(program, layout, { ...reference, fault: told }, plain, true)
    if (found) throw new Finding(`the reference differs from plain JavaScript: ${found}`, program, compilation)
  }
  const vectors = stages.plan.split('  vector:').length - 1
  const ways: Way[] = shared ? ['inline'] : ['inline', 'ordered']
  if (manifest.regions.length > 0 && kernel.parallel(flat, layout))
    ways.push('chunks', ...(team ? (['team'] as const) : []))
  for (const way of ways) {
    let got: Outcome
    try {
      got = kernel.call(flat, layout, arena, scalars, way)
    } catch (error) {
      throw new Finding(`the kernel broke (${way}): ${(error as Error).stack}`, program, compilation)
    }
    // After a fault, other threads have gone on, and the iterations that run together with the one that threw.
    const contents = way === 'ordered' || (way === 'inline' && vectors === 0) || got.fault === undefined
    const found = difference(program, layout, got, reference, contents)
    if (found) throw new Finding(`the kernel (${way}) differs from the reference: ${found}`, program, compilation)
  }
  return {
    kind: 'equal',
    faulted: reference.fault !== undefined,
    exact: program.exact,
    regions: manifest.regions.length,
    vectors,
  }
}

/** An argument, or a field of one: `s.x`. What the kernel never looks at may be anything. */
function argumentNamed({ args }: Program, name: string): Argument {
  return args.find((arg) => arg.name === name) ?? { name, value: 0 }
}

/** The arguments as a caller gives them: fields in their objects. */
function wholeArguments(program: Program, flat: Program, values: readonly unknown[]): unknown[] {
  const whole = new Map<string, unknown>()
  for (const { name } of program.args) {
    const at = flat.args.findIndex((arg) => arg.name === name)
    const [head, field] = name.split('.')
    if (field === undefined) whole.set(head, values[at])
    else whole.set(head, { ...(whole.get(head) as object), [field]: values[at] })
  }
  return [...whole.values()]
}
