/** Maps and Sets of numbers: `new Map()`, `m.set(k, v)`, `for (const [k, v] of m)`. */
import type * as es from 'acorn'
import { allocate, refuseCondition } from './allocation.ts'
import { expectCount, numberOf } from './arrayParts.ts'
import { lengthOf, overElements, readArray } from './arrays.ts'
import type { Dictionary } from './bindings.ts'
import { callbackOf } from './callbacks.ts'
import type { Context } from './context.ts'
import { keepsValue } from './groups.ts'
import { checkMoves } from './growing.ts'
import { inlineWith, type Passed } from './inline.ts'
import { whileElements } from './iterate.ts'
import { type LibraryName, libraryHelper } from './library.ts'
import { type Node, readExpression } from './reader.ts'
import type { Expr, Span, Variable } from './tree.ts'
import { usesOf } from './uses.ts'
import { constantKey } from './walk.ts'

/** Keys that there is room for at first; a power of two. */
const ROOM = 16
/** Keys that there may be where functions that call themselves add some. */
const MOST = 2 ** 17

/** `const m = new Map()`, `const seen = new Set(a)`; false for any other declaration. */
export function declareDictionary(cx: Context, id: es.Identifier, init: es.Expression, constant: boolean): boolean {
  const known = cx.hoisted.has(id) ? undefined : dictionaryIn(cx, init)
  if (known?.constant && keepsValue(cx, id.name, constant)) {
    cx.keepDictionary(id.name, known)
    return true
  }
  const kind = kindOf(cx, init)
  if (kind === undefined || cx.hoisted.has(id)) return false
  cx.keepDictionary(id.name, made(cx, id.name, kind, init as es.NewExpression, keepsValue(cx, id.name, constant)))
  return true
}

/** `new Set(a)`: one that nothing else has. */
function made(cx: Context, name: string, kind: 'Map' | 'Set', node: es.NewExpression, constant: boolean): Dictionary {
  const [given] = node.arguments
  const dictionary = make(cx, name, kind, cx.span(node), constant)
  if (given) fill(cx, dictionary, given as es.Expression, node)
  return dictionary
}

/** `new Set(a)` where no name stands for it. */
function unnamed(cx: Context, node: Node): Dictionary | undefined {
  if (node.type === 'ParenthesizedExpression') return unnamed(cx, node.expression)
  const kind = node.type === 'NewExpression' ? kindOf(cx, node) : undefined
  return kind && made(cx, kind.toLowerCase(), kind, node as es.NewExpression, true)
}

function kindOf(cx: Context, node: es.Expression): 'Map' | 'Set' | undefined {
  if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier') return undefined
  const { name } = node.callee
  return (name === 'Map' || name === 'Set') && !cx.isVariable(name) ? name : undefined
}

function make(cx: Context, name: string, kind: 'Map' | 'Set', at: Span, constant: boolean): Dictionary {
  const fixed = cx.shared.has(name)
  const room = fixed ? MOST : ROOM
  const array = (dtype: 'float64' | 'int32', length = room): Variable => {
    const variable: Variable = { name, kind: 'let', at }
    cx.emit({ kind: 'allocate', array: variable, dtype, lengths: [numberOf(length, at)], fill: undefined, at })
    cx.dictionaryArrays.add(variable)
    return variable
  }
  const [head, next, keys] = [array('int32', room + 2), array('int32'), array('float64')]
  const values = kind === 'Map' ? array('float64') : undefined
  const passed = usesOf(cx.body, name).some(({ node, parent }) => isArgument(parent, node))
  return { dictionary: kind, head, next, keys, values, fixed, constant, passed }
}

function isArgument(call: es.Node | undefined, node: es.Node): boolean {
  return call?.type === 'CallExpression' && (call as es.CallExpression).arguments.includes(node as es.Expression)
}

/** Puts the initial elements in. */
function fill(cx: Context, to: Dictionary, given: es.Expression, node: es.NewExpression): void {
  const at = cx.span(node)
  const call = node as es.Node as es.CallExpression
  if (to.dictionary === 'Set') {
    const array = elementsOf(cx, given) ?? readArray(cx, given)
    overElements(cx, array, at, (element) => void add(cx, to, cx.spill(element), call))
    return
  }
  const pairs = given.type === 'ArrayExpression' ? given.elements : [null]
  const values = pairs.map((pair) => {
    const isPair = pair?.type === 'ArrayExpression' && pair.elements.length === 2
    if (!isPair || pair.elements.some((each) => each === null || each.type === 'SpreadElement'))
      throw cx.error('unsupported', given, 'a kernel fills a Map one by one', 'write m.set(key, value) in a loop')
    return pair.elements.map((each) => number(cx, each as es.Expression))
  })
  for (const [key, value] of values) put(cx, to, key, value, call)
}

/** The Map or Set that an expression names. */
export function dictionaryIn(cx: Context, node: Node): Dictionary | undefined {
  if (node.type === 'ParenthesizedExpression') return dictionaryIn(cx, node.expression)
  return node.type === 'Identifier' && !cx.isAhead(node.name) ? cx.dictionary(node.name) : undefined
}

function run(cx: Context, name: LibraryName, node: es.CallExpression, ...passed: readonly Passed[]): Expr {
  return inlineWith(cx, libraryHelper(name), passed, node).values[0]
}

/** A key or a value. */
function number(cx: Context, node: es.Expression | es.SpreadElement): Expr {
  if (['ArrayExpression', 'ObjectExpression', 'NewExpression', 'ArrowFunctionExpression'].includes(node.type))
    throw cx.error(
      'unsupported',
      node,
      'Maps and Sets in a kernel hold numbers',
      'keep the others in a list, and their indices in the Map',
    )
  const value = readExpression(cx, node)
  refuseCondition(cx, value, node)
  return cx.spill(value)
}

const tables = ({ head, next, keys }: Dictionary): Passed[] => [
  { variable: head },
  { variable: next },
  { variable: keys },
]

/** The place of a key, which is added where it is missing. */
function add(cx: Context, to: Dictionary, value: Expr, node: es.CallExpression): Expr {
  const at = cx.span(node)
  const place: Variable = { name: 'place', kind: 'let', at }
  const set = (found: Expr, declares: boolean): void =>
    cx.emit({ kind: 'set', variable: place, value: found, declares, at })
  set(run(cx, 'dictionaryFind', node, ...tables(to), { value }), true)
  const missing: Expr = {
    kind: 'binary',
    op: '<',
    left: { kind: 'variable', variable: place, at },
    right: numberOf(0, at),
    at,
  }
  const { block } = cx.block(() => {
    const full: Expr = { kind: 'binary', op: '===', left: countOf(to, 1, at), right: lengthOf(to.keys, at), at }
    const { block: more } = cx.block(() => (to.fixed ? run(cx, 'dictionaryFull', node) : makeRoom(cx, to, node)))
    cx.emit({ kind: 'if', test: full, yes: more, no: [], at })
    set(run(cx, 'dictionaryInsert', node, ...tables(to), { value }), false)
  })
  cx.emit({ kind: 'if', test: missing, yes: block, no: [], at })
  return { kind: 'variable', variable: place, at }
}

/** Leaves out what was deleted, where that is half of it or more and no loop counts it; else takes larger arrays. */
function makeRoom(cx: Context, of: Dictionary, node: es.CallExpression): void {
  if (cx.iterated.has(of.head)) {
    enlarge(cx, of, node)
    return
  }
  const at = cx.span(node)
  const { head, next, values } = of
  const live: Expr = { kind: 'binary', op: '*', left: countOf(of, 0, at), right: numberOf(2, at), at }
  const test: Expr = { kind: 'binary', op: '<=', left: live, right: lengthOf(of.keys, at), at }
  const { block: yes } = cx.block(() => {
    if (values) run(cx, 'dictionaryCompactValues', node, { variable: head }, { variable: next }, { variable: values })
    run(cx, 'dictionaryCompact', node, ...tables(of))
  })
  const { block: no } = cx.block(() => enlarge(cx, of, node))
  cx.emit({ kind: 'if', test, yes, no, at })
}

/** Makes room for twice the keys. */
function enlarge(cx: Context, of: Dictionary, node: es.CallExpression): void {
  const at = cx.span(node)
  const twice = cx.spill({ kind: 'binary', op: '*', left: lengthOf(of.keys, at), right: numberOf(2, at), at })
  const array = (name: string, dtype: 'float64' | 'int32', length = twice): Variable => {
    const variable: Variable = { name, kind: 'temp', at }
    cx.emit({ kind: 'allocate', array: variable, dtype, lengths: [length], fill: undefined, at })
    return variable
  }
  const { head, next, keys, values } = of
  const buckets = cx.spill({ kind: 'binary', op: '+', left: twice, right: numberOf(2, at), at })
  const larger: Dictionary = {
    ...of,
    head: array(head.name, 'int32', buckets),
    next: array(next.name, 'int32'),
    keys: array(keys.name, 'float64'),
    values: values && array(values.name, 'float64'),
  }
  run(cx, 'dictionaryMove', node, ...tables(of), ...tables(larger))
  if (values) run(cx, 'dictionaryCopy', node, { variable: values }, { variable: larger.values! })
  replace(cx, of, larger, at)
}

/** Gives one the arrays of another. */
function replace(cx: Context, of: Dictionary, by: Dictionary, at: Span): void {
  const arrays = ({ head, next, keys, values }: Dictionary): Variable[] => [
    head,
    next,
    keys,
    ...(values ? [values] : []),
  ]
  const others = arrays(by)
  for (const [i, variable] of arrays(of).entries())
    cx.emit({ kind: 'set', variable, value: { kind: 'variable', variable: others[i], at }, declares: false, at })
}

function put(cx: Context, to: Dictionary, key: Expr, value: Expr, node: es.CallExpression): void {
  cx.emit({ kind: 'store', array: to.values!, index: add(cx, to, key, node), value, at: cx.span(node) })
}

/** `m.size` */
export function dictionarySize(cx: Context, node: es.MemberExpression): Expr | undefined {
  if (node.computed || constantKey(node) !== 'size') return undefined
  const dictionary = dictionaryIn(cx, node.object as Node) ?? unnamed(cx, node.object as Node)
  return dictionary && countOf(dictionary, 0, cx.span(node))
}

function countOf({ head }: Dictionary, which: 0 | 1, at: Span): Expr {
  return { kind: 'element', array: head, index: numberOf(which, at), at }
}

/** What `m.has(k)` and other methods give: a value, or `null` where they give none that a kernel could use. Undefined for any other call. */
export function readDictionaryMethod(cx: Context, node: es.CallExpression): Expr | null | undefined {
  const { callee, arguments: given } = node
  if (callee.type !== 'MemberExpression' || callee.computed) return undefined
  const of = dictionaryIn(cx, callee.object as Node) ?? chained(cx, callee.object as Node)
  if (of === undefined) return undefined
  const name = constantKey(callee) ?? ''
  const at = cx.span(node)
  const { dictionary: kind, values } = of
  const written = kind === 'Map' ? 'm' : 's'
  if (name === 'has' || name === 'delete' || name === 'get' || name === 'add') {
    if ((name === 'get') !== (kind === 'Map') && (name === 'get' || name === 'add')) throw unknown(cx, node, of)
    expectCount(cx, node, name, 1, 1, `${written}.${name}(k)`)
    const value = number(cx, given[0])
    if (name === 'get') {
      const [head, next, keys] = tables(of)
      return run(cx, 'dictionaryGet', node, head, next, keys, { variable: values! }, { value })
    }
    if (name === 'delete') return run(cx, 'dictionaryDelete', node, ...tables(of), { value })
    if (name === 'has') {
      const found = run(cx, 'dictionaryFind', node, ...tables(of), { value })
      return { kind: 'binary', op: '>=', left: found, right: numberOf(0, at), at }
    }
    add(cx, of, value, node)
    return null
  }
  if (name === 'set' && values) {
    expectCount(cx, node, name, 2, 2, 'm.set(k, v)')
    const [key, value] = given.map((each) => number(cx, each))
    put(cx, of, key, value, node)
    return null
  }
  if (name === 'clear') {
    expectCount(cx, node, name, 0, 0, `${written}.clear()`)
    if (cx.iterated.has(of.head))
      throw cx.error('unsupported', node, 'this is cleared while a loop runs over it', 'clear it after the loop')
    run(cx, 'dictionaryClear', node, { variable: of.head })
    return null
  }
  if (name === 'forEach') {
    expectCount(cx, node, name, 1, 1, `${written}.forEach((v, k) => …)`)
    const called = callbackOf(cx, node, name)
    eachElement(cx, of, node, (key, value) => {
      inlineWith(cx, called, [{ value: value ?? key }, { value: key }], node)
    })
    return null
  }
  const elements = elementsOf(cx, node)
  if (elements) return { kind: 'variable', variable: elements, at }
  throw unknown(cx, node, of)
}

/** `s.add(1)`, of which another method is called: what it does is done. */
function chained(cx: Context, node: Node): Dictionary | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined
  if (!['add', 'set'].includes(constantKey(node.callee) ?? '')) return undefined
  const { object } = node.callee
  let first = object as Node
  while (first.type === 'CallExpression' && first.callee.type === 'MemberExpression')
    first = first.callee.object as Node
  const of = dictionaryIn(cx, first)
  if (of) readDictionaryMethod(cx, node)
  return of
}

/** `m = new Map()`, `frontier = next`; false for an assignment of anything else. */
export function assignsDictionary(cx: Context, node: es.AssignmentExpression): boolean {
  const { left, right } = node
  const of = left.type === 'Identifier' ? dictionaryIn(cx, left) : undefined
  if (of === undefined || left.type !== 'Identifier') return false
  const other = dictionaryIn(cx, right)
  const from = other ?? (kindOf(cx, right) === of.dictionary ? unnamed(cx, right) : undefined)
  // Elsewhere it may be known by the name of a parameter.
  const mayBe = !of.constant && !of.fixed && !cx.iterated.has(of.head) && !(of.passed && cx.inHelper)
  if (!mayBe || from?.dictionary !== of.dictionary || from.fixed)
    throw cx.error(
      'unsupported',
      node,
      `a kernel cannot give '${left.name}' another ${of.dictionary} here`,
      `give that one a name of its own, or empty this one: ${left.name}.clear()`,
    )
  if (other) checkMoves(cx, other.head, left.name, node)
  replace(cx, of, from, cx.span(node))
  return true
}

function unknown(cx: Context, node: es.CallExpression, { dictionary }: Dictionary): Error {
  const { property } = node.callee as es.MemberExpression
  const own = dictionary === 'Map' ? 'get, set, keys, values' : 'add, values'
  return cx.error(
    'unsupported',
    property,
    `a kernel cannot call this of a ${dictionary}`,
    `it has size, has, ${own}, delete, clear and forEach, and for (const … of …)`,
  )
}

/** The elements of a Set, or the keys or values of a Map, as an array: `s`, `m.keys()`, `[...m.values()]`. */
export function elementsOf(cx: Context, node: Node): Variable | undefined {
  const part = partOf(cx, node)
  if (part === undefined) return undefined
  const { of, from } = part
  const made = allocate(cx, node as es.Node, 'float64', [countOf(of, 0, cx.span(node))], undefined)
  const { variable } = made as Extract<Expr, { kind: 'variable' }>
  cx.lists.add(variable)
  const passed = [of.head, of.next, from, variable].map((each): Passed => ({ variable: each }))
  run(cx, 'dictionaryElements', node as es.Node as es.CallExpression, ...passed)
  return variable
}

/** Whose elements an expression stands for, and where they lie. */
function partOf(cx: Context, node: Node): { of: Dictionary; from: Variable } | undefined {
  const own = dictionaryIn(cx, node) ?? unnamed(cx, node)
  if (own) return own.dictionary === 'Set' ? { of: own, from: own.keys } : undefined
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.arguments.length > 0)
    return undefined
  const of = dictionaryIn(cx, node.callee.object as Node)
  const name = constantKey(node.callee)
  if (of && (name === 'keys' || (name === 'values' && of.dictionary === 'Set'))) return { of, from: of.keys }
  return of?.values && name === 'values' ? { of, from: of.values } : undefined
}

/** A loop over what is there, and what is added meanwhile. */
function eachElement(
  cx: Context,
  of: Dictionary,
  node: es.Node,
  each: (key: Expr, value: Expr | undefined) => void,
): void {
  const at = cx.span(node)
  const name = `${of.keys.name}_index`
  const inner = cx.iterated.has(of.head)
  cx.iterated.add(of.head)
  cx.nested(() =>
    whileElements(
      cx,
      node,
      name,
      () => countOf(of, 1, at),
      (counter) => {
        const index: Expr = { kind: 'variable', variable: counter, at }
        const element = (array: Variable): Expr => ({ kind: 'element', array, index, at })
        const { block } = cx.block(() =>
          cx.nested(() => each(cx.spill(element(of.keys)), of.values && cx.spill(element(of.values)))),
        )
        const there: Expr = { kind: 'binary', op: '>=', left: element(of.next), right: numberOf(0, at), at }
        cx.emit({ kind: 'if', test: there, yes: block, no: [], at })
      },
    ),
  )
  if (!inner) cx.iterated.delete(of.head)
}

/** `for (const [k, v] of m)`, `for (const x of s)`, `for (const v of m.values())`; false for a loop over anything else. */
export function overDictionary(
  cx: Context,
  node: es.ForOfStatement,
  target: es.Pattern,
  read: (values: readonly Expr[]) => void,
): boolean {
  const { right } = node
  const called = right.type === 'CallExpression' && right.callee.type === 'MemberExpression' ? right.callee : undefined
  const entries = called && constantKey(called) === 'entries' ? dictionaryIn(cx, called.object as Node) : undefined
  const named = entries ?? dictionaryIn(cx, right)
  const part = named ? undefined : partOf(cx, right)
  const of = named ?? part?.of
  if (of === undefined) return false
  const pairs = entries !== undefined || (part === undefined && of.dictionary === 'Map')
  if (pairs !== (target.type === 'ArrayPattern'))
    throw cx.error(
      'unsupported',
      target,
      pairs ? 'this gives keys and values' : 'this gives numbers',
      pairs ? 'take them apart: for (const [key, value] of m)' : 'give them one name',
    )
  const values = part !== undefined && part.from === of.values
  eachElement(cx, of, node, (key, value) => read(pairs ? [key, value ?? key] : [values ? value! : key]))
  return true
}
