import type { ArrayType } from '../manifest.ts'
import type { ArrayRef, Expr, Func, Results, Stmt } from './nodes.ts'

/** The IR as a person reads it: `inspect('ir')`. */
export function printFunc(func: Func): string {
  const params = func.params.map((p) => `${p.name}: ${p.kind === 'array' ? printArray(p.array) : p.local.type}`)
  const functions = func.functions.flatMap(({ name, params: own, arrays, result, body }) => [
    '',
    `${name}(${[...own.map((local) => `${local.name}: ${local.type}`), ...arrays.map((array) => `${array.name}: ${printArray(array)}`)].join(', ')}): ${result}`,
    ...printBlock(body, '  '),
  ])
  const head = `${func.name}(${params.join(', ')}): ${printResults(func.result)}`
  return [head, ...printBlock(func.body, '  '), ...functions].join('\n')
}

/** `float64[]`, `float64[n,m]` of two dimensions. */
export function printArray({ dtype, dims }: ArrayRef): string {
  return `${dtype}[${(dims ?? []).map(({ extent }) => extent.name).join(',')}]`
}

/** The length of a dimension: `a.length`, `a.shape[1]`. */
export function printExtent({ name, dims }: ArrayRef, dim: number): string {
  return dims === undefined ? `${name}.length` : `${name}.shape[${dim}]`
}

/** `f64`, `[f64, i32]`, `{ sum: f64 }` */
export function printResults({ types: scalars, arrays, order, keys, single, absent }: Results): string {
  let [scalar, array] = [0, 0]
  const types = order.map((kind) => (kind === 'scalar' ? scalars[scalar++] : printArrayType(arrays[array++])))
  if (absent) return `${types[0]} | ${absent}`
  if (single) return types[0]
  if (keys) return `{ ${keys.map((key, i) => `${key}: ${types[i]}`).join(', ')} }`
  return types.length === 0 ? 'void' : `[${types.join(', ')}]`
}

function printArrayType({ dtype, ndim }: ArrayType): string {
  return `${dtype}[${','.repeat(ndim - 1)}]`
}

export function printBlock(block: readonly Stmt[], indent: string): string[] {
  return block.flatMap((stmt) => printStmt(stmt, indent))
}

function printStmt(stmt: Stmt, indent: string): string[] {
  const inner = `${indent}  `
  switch (stmt.kind) {
    case 'set':
      return [`${indent}${stmt.local.name}: ${stmt.local.type} = ${printExpr(stmt.value)}`]
    case 'store':
      return [`${indent}${stmt.access.array.name}[${printExpr(stmt.index)}] = ${printExpr(stmt.value)}`]
    case 'if': {
      const no = stmt.no.length ? [`${indent}else`, ...printBlock(stmt.no, inner)] : []
      return [`${indent}if ${printExpr(stmt.test)}`, ...printBlock(stmt.yes, inner), ...no]
    }
    case 'while':
      return stmt.doFirst
        ? [`${indent}do`, ...printBlock(stmt.body, inner), `${indent}while ${printExpr(stmt.test)}`]
        : [`${indent}while ${printExpr(stmt.test)}`, ...printBlock(stmt.body, inner)]
    case 'allocate':
      return [`${indent}${stmt.array.name} = new ${stmt.array.dtype}[${stmt.lengths.map(printExpr).join(', ')}]`]
    case 'point':
      return [
        `${indent}${stmt.array.name} -> ${stmt.from.name}${stmt.window ? `[${printExpr(stmt.window.start)}, ${printExpr(stmt.window.length)} elements]` : ''}`,
      ]
    case 'check':
      return [`${indent}check ${printExpr(stmt.index)} < ${printExtent(stmt.access.array, stmt.access.dim ?? 0)}`]
    case 'throw':
      return [`${indent}throw at site ${[stmt.site, ...stmt.values.map(printExpr)].join(', ')}`]
    case 'call': {
      const args = [...stmt.args.map(printExpr), ...stmt.arrays.map(({ name }) => name)]
      return [`${indent}${stmt.into.name}: ${stmt.into.type} = ${stmt.callee}(${args.join(', ')})`]
    }
    case 'log':
      return [`${indent}log at site ${[stmt.site, ...stmt.values.map(printExpr)].join(', ')}`]
    case 'break':
    case 'continue':
      return [`${indent}${stmt.kind}`]
    case 'for': {
      const range = [stmt.start, stmt.stop, stmt.step].map(printExpr).join(', ')
      const head = `${indent}${stmt.parallel ? 'parallel for' : 'for'} ${stmt.counter.name} in (${range})`
      return [head, ...printBlock(stmt.body, inner)]
    }
    case 'return':
      return [
        `${indent}return ${[...stmt.values.map(printExpr), ...(stmt.arrays ?? []).map((a) => a.name)].join(', ')}`.trimEnd(),
      ]
    default:
      return stmt satisfies never
  }
}

export function printExpr(expr: Expr): string {
  switch (expr.kind) {
    case 'const':
      return `${Object.is(expr.value, -0) ? '-0' : expr.value}:${expr.type}`
    case 'big':
      return `${expr.value}n:${expr.type}`
    case 'local':
      return expr.local.name
    case 'length':
      return `${expr.array.name}.length`
    case 'position':
      return expr.indices.map(printExpr).join(', ')
    case 'load':
      return `${expr.access.array.name}[${printExpr(expr.index)}]`
    case 'op': {
      const args = expr.args.map(printExpr)
      const infix = args.length === 2 && !expr.op.startsWith('Math.')
      return infix ? `(${args[0]} ${expr.op} ${args[1]})` : `${expr.op}(${args.join(', ')})`
    }
    case 'invoke':
      return `${expr.callee}(${expr.args.map(printExpr).join(', ')})`
    case 'select':
      return `(${printExpr(expr.test)} ? ${printExpr(expr.yes)} : ${printExpr(expr.no)})`
    case 'logical':
      return `(${printExpr(expr.left)} ${expr.op} ${printExpr(expr.right)})`
    case 'not':
      return `!${printExpr(expr.value)}`
    case 'convert':
      return `${expr.mode === 'number' ? '' : `${expr.mode} `}${expr.type}(${printExpr(expr.value)})`
    default:
      return expr satisfies never
  }
}
