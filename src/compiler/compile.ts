/**
 * The front of the compiler on one page: from a function's text to the text of a module and the manifest beside it.
 *
 *     text → syntax: parse, bind names → tree → types: ranges, typed IR → passes → plan → emit: AssemblyScript, reference
 *
 * `build/` makes a module of the text.
 */
import type { DType } from '../base/dtypes.ts'
import type { SourceText } from '../base/source.ts'
import { withinStack } from './depth.ts'
import { emitModule } from './emit/module.ts'
import { emitReference } from './emit/reference.ts'
import { violations } from './ir/law.ts'
import type { Func } from './ir/nodes.ts'
import { printFunc } from './ir/print.ts'
import type { ArgType, Compilation, IntegerUse, ScalarType, Stages } from './manifest.ts'
import type { CompileOptions } from './options.ts'
import { passes } from './passes/passes.ts'
import { makeManifest } from './plan/manifest.ts'
import { makePlan } from './plan/plan.ts'
import { printPlan } from './plan/print.ts'
import { declareLocals } from './syntax/declared.ts'
import { withArguments } from './syntax/given.ts'
import { namesOf, namesParameter } from './syntax/parameters.ts'
import { parseFunction } from './syntax/parse.ts'
import { printTree } from './syntax/print.ts'
import { readFunction } from './syntax/read.ts'
import type { Scope } from './syntax/scope.ts'
import type { Source, Tree } from './syntax/tree.ts'
import { elementwiseTree, type UfuncForm } from './syntax/ufunc.ts'
import { company } from './types/company.ts'
import { lower } from './types/lower.ts'
import { resultDType } from './types/result.ts'
import { integerUses, usedVariables } from './types/usage.ts'

export type { FrozenArray, KnownFunction, Scope } from './syntax/scope.ts'
export type { UfuncForm } from './syntax/ufunc.ts'

export interface ParsedParam extends Source {
  readonly name: string
  /** What makes whole numbers be specialised as integers. */
  readonly use: IntegerUse | undefined
  /** The parameters, of which one that is an array of integers makes whole numbers integers too. */
  readonly company: readonly number[]
  /** The kernel never looks at it. */
  readonly unread?: true
}

export interface ParsedKernel {
  readonly name: string
  readonly params: readonly ParsedParam[]
  /** The names of the arguments that a call has. */
  readonly args: readonly string[]
  readonly tree: Tree
  readonly source: SourceText
  readonly options: CompileOptions
}

/** Parses a kernel. @throws CompileError */
export function parseKernel(
  source: SourceText,
  { name, scope, ...options }: { name?: string; scope?: Scope } & CompileOptions = {},
): ParsedKernel {
  return withinStack(source, () => parseTree(source, readFunction(source, { name, scope }), options))
}

function parseTree(source: SourceText, read: Tree, options: CompileOptions): ParsedKernel {
  const tree = options.locals ? declareLocals(read, options.locals, source) : read
  const uses = integerUses(tree)
  const met = company(tree)
  const looked = usedVariables(tree)
  const params = tree.params.map((p, i) => ({
    name: p.name,
    use: uses.get(p),
    company: met.get(p)!,
    ...(!looked.has(p) && { unread: true as const }),
    ...tree.sources[i],
  }))
  return { name: tree.name, params, args: tree.args, tree, source, options }
}

/**
 * The names that a function takes from a destructured last parameter, and the number of parameters before it; undefined where it has
 * none.
 */
export function takenNames(source: SourceText, scope: Scope): { names: readonly string[]; params: number } | undefined {
  const node = parseFunction(source)
  const pattern = namesParameter(node, scope)
  return pattern && { names: namesOf(pattern), params: node.params.length - 1 }
}

/** Compiles a kernel for one tuple of argument types, undefined where one is left out. @throws CompileError */
export function compileKernel(
  kernel: ParsedKernel,
  types: readonly (ArgType | undefined)[],
  options: { result?: ScalarType | 'void' } = {},
): Compilation {
  const tree = withArguments(kernel.tree, types)
  const passed = types.filter((type) => type !== undefined)
  return compileTree(tree, passed, kernel, options.result)
}

/**
 * Compiles a function of scalars as a loop over arrays: inputs of array type give an element an iteration, scalars are the same in all.
 * The last parameter of the result is `out`, of dtype `out` or of the function's own. `form`: the loops, where there are several.
 */
export function compileUfunc(
  kernel: ParsedKernel,
  inputs: readonly ArgType[],
  out?: DType,
  form: UfuncForm = flatForm(inputs),
): Compilation {
  rejectFields(kernel)
  const dtype = out ?? resultDType(kernel.tree, inputs, kernel.source)
  const tree = elementwiseTree(kernel.tree, form, kernel.source)
  const { ndim, layout } = form
  const type: ArgType = { kind: 'array', dtype, ndim, ...(layout && { layout }) }
  return compileTree(tree, [...inputs, type], kernel, 'void')
}

function rejectFields({ tree, source }: ParsedKernel): void {
  const at = tree.sources.findIndex(({ field, optional }) => field !== undefined || optional)
  if (at < 0) return
  const { field } = tree.sources[at]
  throw source.error(
    'unsupported',
    tree.params[at].at,
    field === undefined ? 'an input of a ufunc has no default' : 'an input of a ufunc is no object',
    field === undefined ? 'pass it in every call' : 'make each field an input of its own',
  )
}

function flatForm(inputs: readonly ArgType[]): UfuncForm {
  return { axes: inputs.map((type) => (type.kind === 'array' ? [0] : undefined)), ndim: 1 }
}

function compileTree(
  tree: Tree,
  types: readonly ArgType[],
  kernel: ParsedKernel,
  result?: ScalarType | 'void',
): Compilation {
  return withinStack(kernel.source, () => compileStages(tree, types, kernel, result))
}

function compileStages(
  tree: Tree,
  types: readonly ArgType[],
  { source, options }: ParsedKernel,
  result: ScalarType | 'void' | undefined,
): Compilation {
  const { frozen } = tree
  const params = [...tree.params, ...frozen.map(({ variable }) => variable)]
  const typed = lower({ ...tree, params }, [...types, ...frozen.map(({ type }) => type)], source, result)
  const func = passes
    .filter(({ when }) => when?.(options) ?? true)
    .reduce((before, pass) => checked(pass.run(before), pass.name), checked(typed, 'lower'))
  const plan = makePlan(func, source, options, frozen.length)
  const assembly = emitModule(plan)
  // All but one are seldom asked for.
  const stages: Stages = {
    get ast() {
      return printTree(tree)
    },
    get ir() {
      return printFunc(func)
    },
    get plan() {
      return printPlan(plan, source)
    },
    assembly,
    get reference() {
      return emitReference(plan)
    },
    get recording() {
      return emitReference(plan, { records: true })
    },
  }
  const all = [...types, ...frozen.map(({ type }) => type)]
  return {
    manifest: makeManifest(
      plan,
      all,
      frozen.map(({ key }) => key),
      tree.sortsByValue,
    ),
    stages,
  }
}

/** Tests switch the law on, to check the IR after every stage. */
export const law: { checks: boolean } = { checks: false }

function checked(func: Func, stage: string): Func {
  if (!law.checks) return func
  // The first pass makes nested parallel loops serial.
  const found = violations(func, stage === 'lower')
  if (found.length > 0) throw new Error(`illegal IR after ${stage}: ${found.join('; ')}\n${printFunc(func)}`)
  return func
}
