import type * as es from 'acorn'
import type { CompileError } from '../../base/errors.ts'
import { functions } from '../../ops/table.ts'
import type { Context } from './context.ts'
import { own } from './own.ts'
import type { Span } from './tree.ts'

/** The error for a name that nothing gives: no variable, no function of the kernel, not the scope. */
export function unknownName(cx: Context, at: Span, name: string, called = false): CompileError {
  const word = words[name]
  if (word) return cx.error('unsupported', at, `a kernel has no ${name}`, word)
  if (isOwnName(cx.source.text, name))
    return cx.error(
      'unsupported',
      at,
      `the kernel calls itself, '${name}'`,
      'put what calls itself into a function inside the kernel, or into its scope',
    )
  const what = `'${name}' is not defined inside the kernel`
  if (name === 'prange' || name === 'range')
    return cx.error('unsupported', at, `${name} stands here without a call`, `give it a length: ${name}(n)`)
  if (isMinified(cx.source.text) && name.length <= 2)
    return cx.error(
      'free-name',
      at,
      `${what}: a minifier has renamed it`,
      'minifiers keep the keys of patterns: take the names from the last parameter, (a, { prange, helper }) => …',
    )
  if (isGlobalFunction(name))
    return cx.error(
      'unsupported',
      at,
      `a kernel cannot use ${name}`,
      globals[name] ?? 'kernels compute with numbers: use operators, Math functions, and functions given by scope',
    )
  return cx.error(
    'free-name',
    at,
    what,
    `${called ? 'give' : 'pass it as an argument, or give'} it to the kernel: jit(fn, { scope: { ${name} } })`,
  )
}

/** The error for a call of something that a kernel does not have. */
export function unknownCall(cx: Context, callee: es.Expression | es.Super, name: string): CompileError {
  if (callee.type === 'Identifier') return unknownName(cx, callee, name, true)
  if (name.startsWith('Math.') || name.startsWith('Number.'))
    return cx.error('unsupported', callee, `a kernel has no ${name}`, `it has ${available()}`)
  const owner =
    callee.type === 'MemberExpression' && callee.object.type === 'Identifier' ? callee.object.name : undefined
  if (owner === 'console' && !cx.lookup(owner))
    return cx.error('unsupported', callee, `console.${name} gives no value`, 'make it a statement of its own')
  const instead = owner !== undefined && !cx.lookup(owner) ? globals[owner] : undefined
  if (instead) return cx.error('unsupported', callee, `a kernel cannot use ${owner}`, instead)
  const isModule = owner !== undefined && !cx.lookup(owner) && !(owner in globalThis)
  if (callee.type === 'MemberExpression' && !isModule)
    return cx.error(
      'unsupported',
      callee,
      `a kernel cannot call the method .${name}`,
      'write out what it does, with loops over elements, operators and Math functions',
    )
  return cx.error(
    'free-name',
    callee,
    `'${name}' is not defined inside the kernel`,
    `give it to the kernel: jit(fn, { scope: { ${name} } })`,
  )
}

/** The functions that a kernel may call without a scope, as a list. */
export function available(): string {
  return [...functions.filter((name) => name.includes('.')), 'Math.fround', 'Math.pow', ...own].join(', ')
}

const words: Readonly<Record<string, string | undefined>> = {
  undefined: 'numbers always have a value in a kernel; use NaN for a missing one',
  null: 'numbers always have a value in a kernel; use NaN for a missing one',
  arguments: 'name each argument as a parameter',
}

const toText = 'kernels compute with numbers: return the number, and format it outside'

/** What to do in the place of what JavaScript has for everybody. */
const globals: Readonly<Record<string, string | undefined>> = {
  parseInt:
    'for the whole part of a number write Math.trunc(x); read text outside, or its bytes, a Uint8Array, in a loop',
  parseFloat: 'read text outside, or its bytes, a Uint8Array, in a loop',
  String: toText,
  JSON: toText,
  Intl: toText,
  structuredClone: 'copy arrays with a.slice(), and objects with { ...p }',
  Atomics: 'in a prange accumulate, h[k] += 1, which is exact on all threads; in serial code a[i] += 1 is enough',
  performance: 'take the time outside, around the call',
  Date: 'take the time outside, around the call',
  crypto: 'fill an array with random(shape, { seed }) and pass it in',
  Object: 'kernels have objects of named fields: write p.x, and list what you need',
  Promise: 'a kernel is synchronous; kernel.async(…) runs it without blocking',
}

/** Whether a function expression's text begins with the name. */
function isOwnName(text: string, name: string): boolean {
  return /^function\s+([\w$]+)/.exec(text)?.[1] === name
}

/** Minifiers leave no blank after a comma, a semicolon or an assignment. */
function isMinified(text: string): boolean {
  return text.length > 20 && !/[,;=]\s/.test(text)
}

function isGlobalFunction(name: string): boolean {
  return typeof (globalThis as Record<string, unknown>)[name] === 'function'
}
