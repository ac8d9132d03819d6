/**
 * Arrays of arrays that a loop fills with rows of one length, `for (let i = 0; i < n; i++) table.push(new Array(m).fill(0))`, as what makes them at
 * once, `Array.from({ length: n }, () => new Array(m).fill(0))`: a table, and no rows that may differ.
 */
import type * as es from 'acorn'
import { isName, isNumber, isSame, isUnfilled, leaves, namesIn } from './says.ts'
import { assignsName, isObjectOf, parentIn, usesOf } from './uses.ts'
import { constantKey, walk, writtenBy } from './walk.ts'

/** The function with such tables. */
export function withTables<N extends es.Node>(root: N): N {
  // What has been read of a node is kept: one that has changed is another one.
  for (let now = root; ; now = copied(now)) if (!makesTable(now)) return now
}

/** Makes a table where there is one to make, in place. */
function makesTable(root: es.Node): boolean {
  let found = false
  walk(root, (node) => {
    if (node.type === 'BlockStatement' && !found) {
      const { body } = node as es.BlockStatement
      found = body.some((_, at) => tableAt(root, body, at))
    }
    return !found
  })
  return found
}

function copied<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return value
  if (Array.isArray(value)) return value.map(copied) as T
  return Object.assign(
    Object.create(Object.getPrototypeOf(value)),
    Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copied(part)])),
  )
}

function tableAt(root: es.Node, block: es.Statement[], at: number): boolean {
  const declaration = block[at]
  if (declaration.type !== 'VariableDeclaration' || declaration.declarations.length !== 1) return false
  const [declared] = declaration.declarations
  const { id, init } = declared
  if (id.type !== 'Identifier' || !init || !(isEmpty(init) || isUnfilled(init)) || !isOnly(root, id.name)) return false
  const next = block.findIndex((stmt, i) => i > at && usesOf(stmt, id.name).length > 0)
  const loop = block[next]
  const range = loop?.type === 'ForStatement' && !leaves(loop) ? rangeOf(loop) : undefined
  if (loop?.type !== 'ForStatement' || range === undefined) return false
  const { counter, count, names } = range
  const isTableRow = (node: es.Node): boolean => isElement(node, id.name, counter)
  const given = isUnfilled(init) ? ((init as es.NewExpression).arguments[0] as es.Expression) : undefined
  // A length that it is made with is whole.
  if (given && !isLengthOf(range.bound, id.name) && !isSame(given, range.bound)) return false
  const stop = given ?? count
  const between = block.slice(at + 1, next)
  if (!between.every((stmt) => keeps(stmt, stop))) return false
  const made = madeIn(root, bodyOf(loop), { name: id.name, counter, mayPush: given === undefined, isTableRow })
  if (made === undefined) return false
  const fixed = (node: es.Node): boolean => namesIn(node).every((name) => !names.has(name)) && keeps(loop, node)
  if (![made.row, stop].every(fixed) || !between.every((stmt) => keeps(stmt, made.row))) return false
  // Within the loop only rows that have been made may be used.
  const uses = made.rest.flatMap((stmt) => usesWithin(stmt, id.name))
  if (!uses.every((index) => index !== undefined && isBefore(index, counter))) return false
  declared.init = arrayFrom(stop, made.row, init)
  loop.body = {
    type: 'BlockStatement',
    body: made.rest,
    start: loop.body.start,
    end: loop.body.end,
  } as es.BlockStatement
  return true
}

/** What a loop over the rows of a table makes each of, and what else it does. */
interface Made {
  readonly row: es.Expression
  readonly rest: es.Statement[]
}

/** What a table is filled by. */
interface Filled {
  readonly name: string
  readonly counter: string
  /** Whether rows may be pushed, or are assigned alone. */
  readonly mayPush: boolean
  readonly isTableRow: (node: es.Node) => boolean
}

function madeIn(root: es.Node, body: es.Statement[], filled: Filled): Made | undefined {
  const [first, ...rest] = body
  const row = first && rowGiven(first, filled)
  if (row === undefined) return namedRow(root, body, filled)
  if (isFilledRow(row)) return { row, rest }
  return isEmpty(row) ? rowByRow(root, rest, filled, filled.isTableRow) : undefined
}

/** The row of `table.push(row)`, `table[i] = row`. */
function rowGiven(stmt: es.Statement, { name, isTableRow, mayPush }: Filled): es.Expression | undefined {
  const pushed = pushedIn(stmt, (node) => isName(node, name))
  if (pushed) return mayPush ? pushed : undefined
  const { expression } = stmt as es.ExpressionStatement
  if (stmt.type !== 'ExpressionStatement' || expression.type !== 'AssignmentExpression') return undefined
  return expression.operator === '=' && isTableRow(expression.left) ? expression.right : undefined
}

/** The argument of `array.push(x)` as a statement. */
function pushedIn(stmt: es.Statement, isIt: (node: es.Node) => boolean): es.Expression | undefined {
  const { expression } = stmt as es.ExpressionStatement
  if (stmt.type !== 'ExpressionStatement' || expression.type !== 'CallExpression') return undefined
  const { callee, arguments: given } = expression
  const isPush = callee.type === 'MemberExpression' && constantKey(callee) === 'push' && isIt(callee.object)
  return isPush && given.length === 1 && given[0].type !== 'SpreadElement' ? given[0] : undefined
}

/** `new Array(m).fill(0)`, `new Float64Array(m)`, of what has no effects. */
function isFilledRow(node: es.Expression): boolean {
  if (node.type === 'NewExpression') {
    const { callee, arguments: given } = node
    const typed = callee.type === 'Identifier' && callee.name.endsWith('Array') && callee.name !== 'Array'
    return typed && given.length === 1 && isPlain(given[0])
  }
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false
  const { object } = node.callee
  const filled = constantKey(node.callee) === 'fill' && isUnfilled(object) && node.arguments.length === 1
  return filled && [...(object as es.NewExpression).arguments, ...node.arguments].every(isPlain)
}

/** `const row = []; for (let j = 0; j < m; j++) row.push(x); table.push(row)`: its elements are stored as they come. */
function namedRow(root: es.Node, body: es.Statement[], filled: Filled): Made | undefined {
  const last = body.at(-1)
  const row = last && rowGiven(last, filled)
  const at = body.findIndex(
    (stmt) => stmt.type === 'VariableDeclaration' && row?.type === 'Identifier' && declares(stmt, row.name),
  )
  if (row?.type !== 'Identifier' || at < 0 || !isOnly(root, row.name)) return undefined
  const between = body.slice(at + 1, -1)
  if (usesOf(body, row.name).length !== 3) return undefined
  const made = rowByRow(root, between, filled, (node) => isName(node, row.name))
  return made && { row: made.row, rest: [...body.slice(0, at), ...made.rest] }
}

/** Whether a statement is `const row = []`. */
function declares(stmt: es.Statement, name: string): boolean {
  if (stmt.type !== 'VariableDeclaration' || stmt.declarations.length !== 1) return false
  const [{ id, init }] = stmt.declarations
  return isName(id, name) && !!init && isEmpty(init)
}

/** A row that a loop fills at its beginning: `for (let j = 0; j < m; j++) row.push(x)`, `… table[i][j] = x`. */
function rowByRow(
  root: es.Node,
  body: es.Statement[],
  { name, counter }: Filled,
  isRow: (node: es.Node) => boolean,
): Made | undefined {
  const loop = body[0]
  const range = loop?.type === 'ForStatement' ? rangeOf(loop) : undefined
  if (loop?.type !== 'ForStatement' || range === undefined) return undefined
  const inner = bodyOf(loop)
  const last = inner.at(-1)
  if (last === undefined || leaves(loop)) return undefined
  const { start, end } = last
  const value = pushedIn(last, isRow) ?? storedIn(last, isRow, range.counter)
  const used = inner.slice(0, -1).some((stmt) => usesOf(stmt, name).length > 0)
  if (value === undefined || used || usesOf(value, name).length > 0 || !isNumeric(root, value)) return undefined
  if (namesIn(range.count).some((each) => range.names.has(each)) || !keeps(loop, range.count)) return undefined
  const identifier = (of: string): es.Identifier => ({ type: 'Identifier', name: of, start, end })
  const member = (object: es.Expression, index: string): es.MemberExpression =>
    ({
      type: 'MemberExpression',
      object,
      property: identifier(index),
      computed: true,
      optional: false,
      start,
      end,
    }) as es.MemberExpression
  const left = member(member(identifier(name), counter), range.counter)
  const expression = {
    type: 'AssignmentExpression',
    operator: '=',
    left,
    right: value,
    start,
    end,
  } as es.AssignmentExpression
  const store = { type: 'ExpressionStatement', expression, start, end } as es.ExpressionStatement
  const block = {
    type: 'BlockStatement',
    body: [...inner.slice(0, -1), store],
    start: loop.body.start,
    end: loop.body.end,
  }
  const row = filledArray(range.count, loop)
  return { row, rest: [{ ...loop, body: block as es.BlockStatement }, ...body.slice(1)] }
}

/** The value of `row[j] = x`. */
function storedIn(stmt: es.Statement, isRow: (node: es.Node) => boolean, counter: string): es.Expression | undefined {
  const { expression } = stmt as es.ExpressionStatement
  if (stmt.type !== 'ExpressionStatement' || expression.type !== 'AssignmentExpression') return undefined
  const { left, right, operator } = expression
  const isElementOf =
    left.type === 'MemberExpression' && left.computed && isRow(left.object) && isName(left.property, counter)
  return operator === '=' && isElementOf ? right : undefined
}

/** Whether an expression is a number by how it is written. */
function isNumeric(root: es.Node, node: es.Expression): boolean {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'number'
    case 'ParenthesizedExpression':
      return isNumeric(root, node.expression)
    case 'UnaryExpression':
      return node.operator === '-' || node.operator === '+'
    case 'BinaryExpression':
      return ['+', '-', '*', '/', '%', '**', '&', '|', '^', '<<', '>>', '>>>'].includes(node.operator)
    case 'ConditionalExpression':
      return isNumeric(root, node.consequent) && isNumeric(root, node.alternate)
    case 'CallExpression':
      return node.callee.type === 'MemberExpression' && isName(node.callee.object, 'Math')
    case 'Identifier': {
      const inits: es.Node[] = []
      walk(root, (each) => {
        const { id, init } = each as es.VariableDeclarator
        if (each.type === 'VariableDeclarator' && init && isName(id, node.name)) inits.push(init)
        return true
      })
      return inits.length === 1 && inits[0].type === 'Literal' && typeof (inits[0] as es.Literal).value === 'number'
    }
    default:
      return false
  }
}

/** A loop that counts from 0 in steps of 1: its counter, its iterations, and the names that are declared in it. */
function rangeOf(
  loop: es.ForStatement,
): { counter: string; bound: es.Expression; count: es.Expression; names: ReadonlySet<string> } | undefined {
  const { init, test, update, body } = loop
  const [declared] = init?.type === 'VariableDeclaration' && init.declarations.length === 1 ? init.declarations : []
  if (declared?.id.type !== 'Identifier' || !isNumber(declared.init, 0) || test?.type !== 'BinaryExpression')
    return undefined
  const counter = declared.id.name
  const steps = update?.type === 'UpdateExpression' && update.operator === '++' && isName(update.argument, counter)
  const { left, right, operator } = test
  if (!steps || !isName(left, counter) || !isPlain(right) || assignsName(body, counter)) return undefined
  const names = new Set([counter])
  walk(body, (node) => {
    const { id } = node as es.VariableDeclarator
    if (node.type === 'VariableDeclarator') for (const name of namesIn(id)) names.add(name)
    return true
  })
  if (operator === '<') return { counter, bound: right, count: rounded(right, 'ceil'), names }
  if (operator !== '<=') return undefined
  return { counter, bound: oneMore(right), count: oneMore(rounded(right, 'floor')), names }
}

/** A bound as a whole number, where it may be a fraction. */
function rounded(bound: es.Expression, way: 'ceil' | 'floor'): es.Expression {
  const whole = bound.type === 'Literal' ? Number.isInteger(bound.value) : bound.type === 'MemberExpression'
  return whole ? bound : call(bound, 'Math', way, [bound])
}

function oneMore(bound: es.Expression): es.Expression {
  const { start, end } = bound
  const right = { type: 'Literal', value: 1, raw: '1', start, end } as es.Literal
  return { type: 'BinaryExpression', operator: '+', left: bound, right, start, end } as es.BinaryExpression
}

/** `of.name(given)`, where a node stands. */
function call({ start, end }: es.Node, of: string, name: string, given: es.Expression[]): es.CallExpression {
  const identifier = (text: string): es.Identifier => ({ type: 'Identifier', name: text, start, end })
  const callee = {
    type: 'MemberExpression',
    object: identifier(of),
    property: identifier(name),
    computed: false,
    optional: false,
    start,
    end,
  }
  return {
    type: 'CallExpression',
    callee,
    arguments: given,
    optional: false,
    start,
    end,
  } as unknown as es.CallExpression
}

/** `Array.from({ length: count }, () => row)` */
function arrayFrom(count: es.Expression, row: es.Expression, { start, end }: es.Node): es.Expression {
  const key = { type: 'Identifier', name: 'length', start, end }
  const property = {
    type: 'Property',
    key,
    value: count,
    kind: 'init',
    computed: false,
    shorthand: false,
    method: false,
    start,
    end,
  }
  const length = { type: 'ObjectExpression', properties: [property], start, end } as unknown as es.Expression
  const params: es.Pattern[] = []
  const each = {
    type: 'ArrowFunctionExpression',
    params,
    body: row,
    expression: true,
    async: false,
    generator: false,
    start,
    end,
  }
  return call({ start, end } as es.Node, 'Array', 'from', [length, each as unknown as es.Expression])
}

/** `new Array(count).fill(0)` */
function filledArray(count: es.Expression, { start, end }: es.Node): es.Expression {
  const zero = { type: 'Literal', value: 0, raw: '0', start, end } as es.Literal
  const callee = { type: 'Identifier', name: 'Array', start, end }
  const made = { type: 'NewExpression', callee, arguments: [count], start, end }
  const filled = call({ start, end } as es.Node, 'Array', 'fill', [zero])
  return { ...filled, callee: { ...filled.callee, object: made } as unknown as es.Expression }
}

/** The indices of the rows in `name[index][…]`; undefined for another use of the name. */
function usesWithin(root: es.Node, name: string): (es.Expression | undefined)[] {
  const found: (es.Expression | undefined)[] = []
  const rows = new Map<es.Node, es.Expression>()
  walk(root, (node) => {
    const { object, computed } = node as es.MemberExpression
    if (node.type !== 'MemberExpression' || !computed || object.type !== 'MemberExpression') return true
    if (object.computed && isName(object.object, name)) rows.set(object, object.property as es.Expression)
    return true
  })
  for (const { parent } of usesOf(root, name)) found.push(parent && rows.get(parent))
  return found
}

/** `i`, `i - 1` */
function isBefore(index: es.Expression, counter: string): boolean {
  if (isName(index, counter)) return true
  if (index.type !== 'BinaryExpression' || index.operator !== '-' || !isName(index.left, counter)) return false
  return index.right.type === 'Literal' && typeof index.right.value === 'number' && index.right.value >= 0
}

function isElement(node: es.Node, name: string, counter: string): boolean {
  const { object, property, computed } = node as es.MemberExpression
  return node.type === 'MemberExpression' && computed && isName(object, name) && isName(property, counter)
}

/** Whether a bound is the length of an array. */
function isLengthOf(node: es.Expression, name: string): boolean {
  return node.type === 'MemberExpression' && constantKey(node) === 'length' && isName(node.object, name)
}

/** Of names, numbers and lengths, and sums and products of them: nothing that has an effect, or costs much. */
function isPlain(node: es.Node): boolean {
  switch (node.type) {
    case 'Identifier':
      return true
    case 'Literal':
      return typeof (node as es.Literal).value === 'number'
    case 'ParenthesizedExpression':
      return isPlain((node as es.ParenthesizedExpression).expression)
    case 'UnaryExpression':
      return (node as es.UnaryExpression).operator === '-' && isPlain((node as es.UnaryExpression).argument)
    case 'BinaryExpression': {
      const { left, right, operator } = node as es.BinaryExpression
      return ['+', '-', '*'].includes(operator) && isPlain(left) && isPlain(right)
    }
    case 'MemberExpression': {
      const { object } = node as es.MemberExpression
      return object.type === 'Identifier' && constantKey(node as es.MemberExpression) === 'length'
    }
    default:
      return false
  }
}

/** Whether a piece of a program leaves what is read in another as it is: its variables, and the lengths of its arrays. */
function keeps(piece: es.Node, read: es.Node): boolean {
  const arrays = new Set<string>()
  walk(read, (node) => {
    const { object } = node as es.MemberExpression
    if (node.type === 'MemberExpression' && object.type === 'Identifier') arrays.add(object.name)
    return true
  })
  return namesIn(read).every((name) => !assignsName(piece, name)) && [...arrays].every((name) => onlyRead(piece, name))
}

/** Whether an array is read alone: its elements and its length. */
function onlyRead(piece: es.Node, name: string): boolean {
  return usesOf(piece, name).every(({ node, parent }) => {
    if (!isObjectOf(node, parent) || !(parent.computed || constantKey(parent) === 'length')) return false
    const around = parentIn(piece, parent)
    return around === undefined || writtenBy(around) !== parent
  })
}

/** Whether a name is declared once, and keeps its value. */
function isOnly(root: es.Node, name: string): boolean {
  let declared = 0
  walk(root, (node) => {
    const { id } = node as es.VariableDeclarator
    if (node.type === 'VariableDeclarator' && namesIn(id).includes(name)) declared++
    const { params } = node as es.FunctionExpression
    if (Array.isArray(params) && params.some((param) => namesIn(param).includes(name))) declared++
    return true
  })
  return declared === 1 && !assignsName(root, name)
}

function bodyOf({ body }: es.ForStatement): es.Statement[] {
  return body.type === 'BlockStatement' ? body.body : [body]
}

function isEmpty(node: es.Node): boolean {
  return node.type === 'ArrayExpression' && (node as es.ArrayExpression).elements.length === 0
}
