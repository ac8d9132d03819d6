import type { Expr, Stmt, Tree } from './tree.ts'

/** The resolved tree as a person reads it: `inspect('ast')`. */
export function printTree(tree: Tree): string {
  return [`${tree.name}(${tree.params.map((p) => p.name).join(', ')})`, ...printBlock(tree.body, '  ')].join('\n')
}

function printBlock(block: readonly Stmt[], indent: string): string[] {
  const inner = `${indent}  `
  return block.flatMap((stmt): string[] => {
    switch (stmt.kind) {
      case 'set':
        return [`${indent}${stmt.declares ? 'let ' : ''}${stmt.variable.name} = ${printExpr(stmt.value)}`]
      case 'store':
        return [`${indent}${stmt.array.name}[${printExpr(stmt.index)}] = ${printExpr(stmt.value)}`]
      case 'if': {
        const no = stmt.no.length ? [`${indent}else`, ...printBlock(stmt.no, inner)] : []
        return [`${indent}if ${printExpr(stmt.test)}`, ...printBlock(stmt.yes, inner), ...no]
      }
      case 'while':
        return stmt.doFirst
          ? [`${indent}do`, ...printBlock(stmt.body, inner), `${indent}while ${printExpr(stmt.test)}`]
          : [`${indent}while ${printExpr(stmt.test)}`, ...printBlock(stmt.body, inner)]
      case 'allocate':
        return [
          `${indent}${stmt.array.name} = new ${typeof stmt.dtype === 'string' ? stmt.dtype : stmt.dtype.name}[${stmt.lengths.map(printExpr).join(', ')}]${stmt.fill ? ` of ${printExpr(stmt.fill)}` : ''}`,
        ]
      case 'given': {
        const no = stmt.no.length ? [`${indent}else`, ...printBlock(stmt.no, inner)] : []
        return [`${indent}if ${stmt.variable.name} is passed`, ...printBlock(stmt.yes, inner), ...no]
      }
      case 'check':
        return [`${indent}check row ${printExpr(stmt.index)} of ${stmt.array.name}`]
      case 'throw':
        return [
          `${indent}throw ${stmt.error}: ${stmt.text.map((part) => (typeof part === 'string' ? part : printExpr(stmt.values[part]))).join('')}`,
        ]
      case 'call':
        return [
          `${indent}${stmt.into.name} = ${stmt.callee.name}(${[...stmt.args, ...stmt.captured].map(printExpr).join(', ')})`,
        ]
      case 'log':
        return [`${indent}${stmt.method}(${stmt.values.map(printExpr).join(', ')})`]
      case 'view':
        return [
          `${indent}${stmt.array.name} = ${stmt.of.name} from ${printExpr(stmt.start)}, ${printExpr(stmt.length)} elements`,
        ]
      case 'break':
      case 'continue':
        return [`${indent}${stmt.kind}`]
      case 'for': {
        const range =
          [stmt.start, stmt.stop, stmt.step].map(printExpr).join(', ') + (stmt.ahead ? `; ahead ${stmt.ahead}` : '')
        const kind = stmt.parallel ? 'prange' : stmt.inclusive ? 'range to and with' : 'range'
        return [`${indent}for ${stmt.counter.name} of ${kind}(${range})`, ...printBlock(stmt.body, inner)]
      }
      case 'return':
        return [`${indent}return ${stmt.result.values.map(printExpr).join(', ')}`.trimEnd()]
      default:
        return stmt satisfies never
    }
  })
}

function printExpr(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return Object.is(expr.value, -0) ? '-0' : `${expr.value}`
    case 'bigint':
      return `${expr.value}n`
    case 'boolean':
      return `${expr.value}`
    case 'variable':
      return expr.variable.name
    case 'binary':
    case 'logical':
      return `(${printExpr(expr.left)} ${expr.op} ${printExpr(expr.right)})`
    case 'unary':
      return `${expr.op}${printExpr(expr.value)}`
    case 'conditional':
      return `(${printExpr(expr.test)} ? ${printExpr(expr.yes)} : ${printExpr(expr.no)})`
    case 'call':
      return `${expr.name}(${expr.args.map(printExpr).join(', ')})`
    case 'invoke':
      return `${expr.callee.name}(${expr.args.map(printExpr).join(', ')})`
    case 'element':
      return `${expr.array.name}[${printExpr(expr.index)}]`
    case 'position':
      return expr.indices.map(printExpr).join(', ')
    case 'extent':
      return `${expr.array.name}.${expr.of === 'rank' ? 'shape.length' : `${expr.of}[${expr.dim}]`}`
    case 'length':
      return `${expr.array.name}.length`
    default:
      return expr satisfies never
  }
}
