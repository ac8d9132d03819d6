/** Stages of the compiler on a text, for tests of the stages alone. */
import { SourceText } from '#wamba/base/source.js'
import { compileKernel, parseKernel } from '#wamba/compiler/compile.js'
import type { Expr, ForStmt, Func } from '#wamba/compiler/ir/nodes.js'
import { statements } from '#wamba/compiler/ir/walk.js'
import type { ArgType, Compilation } from '#wamba/compiler/manifest.js'
import { passes } from '#wamba/compiler/passes/passes.js'
import { readFunction } from '#wamba/compiler/syntax/read.js'
import type { Scope } from '#wamba/compiler/syntax/scope.js'
import type { Tree } from '#wamba/compiler/syntax/tree.js'
import { lower } from '#wamba/compiler/types/lower.js'
import { referenceOf } from '#wamba/dispatch/reference.js'
import { opNamed } from '#wamba/ops/table.js'

export const float64: ArgType = { kind: 'scalar', dtype: 'float64' }
export const float32: ArgType = { kind: 'scalar', dtype: 'float32' }
export const int32: ArgType = { kind: 'scalar', dtype: 'int32' }
export const uint20: ArgType = { kind: 'scalar', dtype: 'uint20' }
export const bool: ArgType = { kind: 'scalar', dtype: 'bool' }
export const float64s: ArgType = { kind: 'array', dtype: 'float64', ndim: 1 }
export const float32s: ArgType = { kind: 'array', dtype: 'float32', ndim: 1 }
export const int32s: ArgType = { kind: 'array', dtype: 'int32', ndim: 1 }

export function treeOf(source: string, scope?: Scope): Tree {
  return readFunction(new SourceText(source), { name: 'kernel', scope })
}

/** The typed IR, before the passes. */
export function loweredOf(source: string, types: readonly ArgType[], scope?: Scope): Func {
  const text = new SourceText(source)
  return lower(readFunction(text, { name: 'kernel', scope }), types, text)
}

/** The typed IR after the passes. */
export function irOf(source: string, types: readonly ArgType[]): Func {
  return passes.reduce((func, pass) => pass.run(func), loweredOf(source, types))
}

export function compilationOf(source: string, types: readonly ArgType[], scope?: Scope): Compilation {
  return compileKernel(parseKernel(new SourceText(source), { name: 'kernel', scope }), types)
}

/** The kernel's JavaScript reference, as a function of its arguments. */
export function referenceFor(
  source: string,
  types: readonly ArgType[],
  scope?: Scope,
): (...args: unknown[]) => unknown {
  const reference = referenceOf(compilationOf(source, types, scope))
  return (...args) => reference(args)
}

/** The loops of a kernel, outer before inner. */
export function loopsOf(func: Func): ForStmt[] {
  return [...statements(func.body)].filter((stmt) => stmt.kind === 'for')
}

/** The value of an expression without elements, where its locals have values by name. */
export function evaluate(expr: Expr, values: Readonly<Record<string, number>>): number {
  switch (expr.kind) {
    case 'const':
      return expr.value
    case 'local':
      return values[expr.local.name]
    case 'length':
      return values[expr.array.size.name]
    case 'op':
      return Number(opNamed(expr.op).js(...expr.args.map((arg) => evaluate(arg, values))))
    case 'select':
      return evaluate(evaluate(expr.test, values) ? expr.yes : expr.no, values)
    case 'convert': {
      const value = evaluate(expr.value, values)
      return expr.mode === 'clamp' ? Math.ceil(value) : value
    }
    default:
      throw new Error(`the value of a ${expr.kind}`)
  }
}
