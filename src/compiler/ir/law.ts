import { ops } from '../../ops/table.ts'
import { elementType, isBigType, type Type } from '../../ops/type.ts'
import {
  type Access,
  type ArrayRef,
  arrayLocals,
  dimensionsOf,
  type Expr,
  type Func,
  type Local,
  type Param,
  type Results,
  type Stmt,
} from './nodes.ts'
import { printArray, printExpr } from './print.ts'
import { evaluated, operands } from './walk.ts'

const cut = { s64: BigInt.asIntN, u64: BigInt.asUintN } as const

function legalConvert({ mode, type, value }: Extract<Expr, { kind: 'convert' }>): boolean {
  switch (mode) {
    case 'number':
      return !isBigType(type)
    case 'bits':
      return isBigType(type) && isBigType(value.type)
    case 'bigint':
      return isBigType(type) && !isBigType(value.type) && value.type !== 'f32'
    case 'unsigned':
      return type === 'i64'
    default:
      return type === 'i32'
  }
}

/**
 * What is legal IR. Tests check it after every stage; a violation is a defect of the compiler, never of a kernel.
 *
 * - an operation has a row, its row's arity, operands of one type that the row lists, and the row's result type
 * - conditions are `bool`, loop bounds `i32`, indices `i32`, `i64` or `f64`
 * - an access of an array with dimensions has a position in it, with an index for each; a position stands nowhere else
 * - a check is of a dimension that the array has
 * - a stored value has the element's type (a clamped byte takes i32 or f64)
 * - a set has the local's type; no local is read before it is set on some path; parallel loops are not nested,
 *   but where `nested` allows it
 * - `break` and `continue` stand in a loop
 * - a call gives a function of the kernel's own the arguments that it takes
 */
export function violations(func: Func, nested = false): string[] {
  const functions = func.functions.map(({ params, arrays, result, body }): Func => {
    const own = [
      ...params.map((local): Param => ({ kind: 'scalar', name: local.name, local })),
      ...arrays.map((array): Param => ({ kind: 'array', name: array.name, array })),
    ]
    const results: Results = { types: [result], arrays: [], order: ['scalar'], keys: undefined, single: true }
    return { ...func, params: own, result: results, body }
  })
  return [func, ...functions].flatMap((each) => violationsOf(each, nested))
}

function violationsOf(func: Func, nested: boolean): string[] {
  const found: string[] = []
  const known = new Set<Local>(
    func.params.flatMap((p) => (p.kind === 'scalar' ? [p.local] : [...arrayLocals(p.array)])),
  )
  const expect = (ok: boolean, what: string): void => {
    if (!ok) found.push(what)
  }

  const checkExpr = (expr: Expr): void => {
    // The index of an access is looked at with it.
    for (const operand of operands(expr))
      if (operand.kind === 'position') expect(expr.kind === 'load', `${printExpr(expr)} computes with a position`)
      else checkExpr(operand)
    const text = printExpr(expr)
    switch (expr.kind) {
      case 'local':
        expect(expr.type === expr.local.type, `${text} is ${expr.local.type}, read as ${expr.type}`)
        expect(known.has(expr.local), `${text} is read before it is set`)
        break
      case 'load':
        checkPlace(expr.access, expr.index)
        expect(elementType[expr.access.array.dtype] === expr.type, `${text} is read as ${expr.type}`)
        break
      case 'op': {
        const op = ops.get(expr.op)
        if (op === undefined) return void found.push(`no operation ${expr.op}`)
        const type = expr.args[0].type
        expect(op.arity === expr.args.length, `${text} has ${expr.args.length} operands`)
        expect(
          expr.args.every((arg) => arg.type === type) && (op.types as readonly Type[]).includes(type),
          `operands of ${text}: ${expr.args.map((a) => a.type)}`,
        )
        expect(expr.type === (op.result === 'bool' ? 'bool' : type), `${text} is typed ${expr.type}`)
        break
      }
      case 'invoke': {
        const callee = func.functions.find((each) => each.name === expr.callee)
        expect(callee?.result === expr.type, `${text} is typed ${expr.type}`)
        expect(
          callee?.params.map(({ type }) => type).join() === expr.args.map(({ type }) => type).join(),
          `arguments of ${text}`,
        )
        break
      }
      case 'select':
        expect(
          expr.test.type === 'bool' && expr.yes.type === expr.type && expr.no.type === expr.type,
          `types of ${text}`,
        )
        break
      case 'logical':
        expect(expr.left.type === 'bool' && expr.right.type === 'bool', `types of ${text}`)
        break
      case 'not':
        expect(expr.value.type === 'bool', `types of ${text}`)
        break
      case 'convert':
        expect(legalConvert(expr), `types of ${text}`)
        break
      case 'const':
        expect(
          !isBigType(expr.type) &&
            (expr.type === 'f64' || expr.type === 'bool' || expr.type === 'f32' || Number.isInteger(expr.value)),
          `${text} is no integer`,
        )
        break
      case 'big':
        expect(expr.value === cut[expr.type](64, expr.value), `${text} does not fit ${expr.type}`)
        break
      case 'length':
        break
      case 'position':
        found.push(`the position ${text} is no index of an access`)
        break
      default:
        expr satisfies never
    }
  }
  const checkIndex = (index: Expr): void =>
    expect(['i32', 'i64', 'f64'].includes(index.type), `index ${printExpr(index)} is ${index.type}`)

  const checkPlace = (access: Access, index: Expr): void => {
    const { array } = access
    const places = index.kind === 'position' ? index.indices : [index]
    const named = `${array.name}[${printExpr(index)}]`
    expect((index.kind === 'position') === (array.dims !== undefined), `${named} is no access to such an array`)
    expect(index.kind !== 'position' || index.array === array, `${named} is a position in another array`)
    expect(places.length === dimensionsOf(array).length, `${named} has ${places.length} indices`)
    for (const place of places) {
      checkIndex(place)
      if (index.kind === 'position') checkExpr(place)
    }
  }

  const checkBlock = (block: readonly Stmt[], inParallel: boolean, inLoop = false): void => {
    for (const stmt of block) {
      for (const expr of evaluated(stmt))
        if (expr.kind === 'position') expect(stmt.kind === 'store', `a ${stmt.kind} of a position`)
        else checkExpr(expr)
      switch (stmt.kind) {
        case 'set':
          expect(
            stmt.value.type === stmt.local.type,
            `${stmt.local.name}: ${stmt.local.type} is set to ${stmt.value.type}`,
          )
          known.add(stmt.local)
          break
        case 'store': {
          const { dtype } = stmt.access.array
          checkPlace(stmt.access, stmt.index)
          const types: (Type | undefined)[] =
            dtype === 'uint8c' ? ['i32', 'f64'] : [dtype === 'uint32' ? 'i32' : elementType[dtype]]
          expect(types.includes(stmt.value.type), `a ${dtype} element is set to ${stmt.value.type}`)
          break
        }
        case 'if':
          expect(stmt.test.type === 'bool', `condition ${printExpr(stmt.test)} is ${stmt.test.type}`)
          checkBlock(stmt.yes, inParallel, inLoop)
          checkBlock(stmt.no, inParallel, inLoop)
          break
        case 'while':
          expect(stmt.test.type === 'bool', `condition ${printExpr(stmt.test)} is ${stmt.test.type}`)
          checkBlock(stmt.body, inParallel, true)
          break
        case 'for':
          expect(
            [stmt.start, stmt.stop, stmt.step].every((e) => e.type === 'i32') && stmt.counter.type === 'i32',
            `bounds of the loop over ${stmt.counter.name}`,
          )
          expect(nested || !(stmt.parallel && inParallel), 'a parallel loop within a parallel loop')
          known.add(stmt.counter)
          checkBlock(stmt.body, inParallel || stmt.parallel, true)
          break
        case 'return':
          expect(
            stmt.values.map((value) => value.type).join() === func.result.types.join(),
            `return of ${stmt.values.map((value) => value.type)} from a function of ${func.result.types}`,
          )
          break
        case 'allocate':
          expect(
            stmt.lengths.length === dimensionsOf(stmt.array).length && stmt.lengths.every(({ type }) => type === 'i32'),
            `the lengths of '${stmt.array.name}' are ${stmt.lengths.map(({ type }) => type)}`,
          )
          for (const local of arrayLocals(stmt.array)) known.add(local)
          break
        case 'point':
          expect(
            stmt.array.dtype === stmt.from.dtype && stmt.array.dims?.length === stmt.from.dims?.length,
            `'${stmt.array.name}' of ${printArray(stmt.array)} holds ${printArray(stmt.from)}`,
          )
          expect(
            stmt.window === undefined ||
              (stmt.array.dims === undefined &&
                [stmt.window.start, stmt.window.length].every(({ type }) => type === 'i32')),
            `the part of '${stmt.from.name}' that '${stmt.array.name}' holds`,
          )
          for (const local of arrayLocals(stmt.array)) known.add(local)
          break
        case 'check':
          checkIndex(stmt.index)
          expect(
            dimensionsOf(stmt.access.array)[stmt.access.dim ?? 0] !== undefined,
            `a check of dimension ${stmt.access.dim} of '${stmt.access.array.name}'`,
          )
          break
        case 'call': {
          const callee = func.functions.find((each) => each.name === stmt.callee)
          expect(callee?.result === stmt.into.type, `'${stmt.into.name}' holds what ${stmt.callee} returns`)
          expect(
            callee?.params.map(({ type }) => type).join() === stmt.args.map(({ type }) => type).join() &&
              callee?.arrays.map(printArrayOf).join() === stmt.arrays.map(printArrayOf).join(),
            `arguments of ${stmt.callee}`,
          )
          known.add(stmt.into)
          break
        }
        case 'throw':
        case 'log':
          break
        case 'break':
        case 'continue':
          expect(inLoop, `a ${stmt.kind} outside a loop`)
          break
        default:
          stmt satisfies never
      }
    }
  }
  checkBlock(func.body, false)
  return found
}

/** The kind of array that a parameter takes. */
function printArrayOf({ dtype, dims, gaps }: ArrayRef): string {
  return `${dtype} ${dims?.length ?? 1} ${gaps ?? false}`
}
