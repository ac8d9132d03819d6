import type * as es from 'acorn'
import { type DType, dtypeNamed, dtypes } from '../../base/dtypes.ts'
import { counted } from '../../base/text.ts'
import type { Context } from './context.ts'
import { calleeName } from './names.ts'
import { readExpression } from './reader.ts'
import type { Expr, Variable } from './tree.ts'

const byConstructor: ReadonlyMap<string, DType> = new Map(Object.values(dtypes).map((d) => [d.tag, d.name]))

/** The functions that make arrays, with the value of their elements; `full` takes it as an argument. */
const makers: ReadonlyMap<string, number | undefined> = new Map([
  ['zeros', 0],
  ['empty', 0],
  ['ones', 1],
  ['full', undefined],
])

/** Whether a call makes an array. */
export function makesArray(name: string): boolean {
  return makers.has(name)
}

/** `new Float64Array(n)`. */
export function readNew(cx: Context, node: es.NewExpression): Expr {
  const name = calleeName(cx, node.callee)
  const dtype = name === undefined ? undefined : byConstructor.get(name)
  if (dtype === undefined)
    throw cx.error(
      'unsupported',
      node,
      `a kernel cannot make this: new ${name ?? '…'}(…)`,
      'make typed arrays: new Float64Array(n)',
    )
  if (node.arguments.length !== 1)
    throw cx.error(
      'unsupported',
      node,
      `new ${name} got ${counted(node.arguments.length, 'argument')}`,
      `a kernel makes arrays of a length: new ${name}(n)`,
    )
  return allocate(cx, node, dtype, readExpression(cx, node.arguments[0]), undefined)
}

/** `zeros(n)`, `ones(n, 'float32')`, `full(n, value)`. */
export function readMaker(cx: Context, node: es.CallExpression, name: string): Expr {
  const values = name === 'full' ? 2 : 1
  const given = node.arguments[values]
  if (node.arguments.length < values || node.arguments.length > values + 1)
    throw cx.error(
      'type',
      node,
      `${name} got ${counted(node.arguments.length, 'argument')}`,
      `write ${name}(n${values === 2 ? ', value' : ''})`,
    )
  const text = given?.type === 'Literal' ? given.value : 'float64'
  const dtype = typeof text === 'string' ? dtypeNamed(text) : undefined
  if (dtype === undefined || (given && given.type !== 'Literal'))
    throw cx.error(
      'type',
      given ?? node,
      `${name} takes a dtype by name here`,
      `one of ${Object.keys(dtypes).join(', ')}`,
    )
  const [length, fill] = cx.operands(node.arguments.slice(0, values), (n) => readExpression(cx, n))
  const value = makers.get(name)
  const constant: Expr | undefined = value ? { kind: 'number', value, either: true, at: cx.span(node) } : undefined
  return allocate(cx, node, dtype.name, length, fill ?? constant)
}

function allocate(cx: Context, node: es.Node, dtype: DType, length: Expr, fill: Expr | undefined): Expr {
  const at = cx.span(node)
  const array: Variable = { name: 'array', kind: 'temp', at }
  cx.emit({ kind: 'allocate', array, dtype, length, fill, at })
  return { kind: 'variable', variable: array, at }
}
