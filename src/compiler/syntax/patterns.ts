import type * as es from 'acorn'
import { arrayOf, lengthOf, placeOf, readDimensions } from './arrays.ts'
import type { Context } from './context.ts'
import { declareGroup, groupIn, isSeveral, part, partsUnder, standFor } from './groups.ts'
import { readExpression, readResult } from './reader.ts'
import type { Expr, Group, Result, Span, Variable } from './tree.ts'

/** Gives a target of a pattern its value. */
type Assign = (target: es.Pattern, value: Expr) => void

/** How a pattern is taken apart: `fresh` targets are declared, so that no value can depend on them. */
export interface Destructuring {
  readonly assign: Assign
  readonly fresh: boolean
}

/**
 * Takes a value apart by a pattern and assigns the parts from left to right. Where they go to variables that exist, all are evaluated
 * first, so that `[a, b] = [b, a]` swaps.
 */
export function destructure(
  cx: Context,
  pattern: es.ArrayPattern | es.ObjectPattern,
  from: es.Expression,
  how: Destructuring,
): void {
  const group = groupIn(cx, from)
  if (group?.argument) destructureFields(cx, pattern, group, how)
  else if (pattern.type === 'ArrayPattern') elements(cx, pattern, from, how)
  else properties(cx, pattern, several(cx, from), how)
}

/** The same for values that are known. */
export function destructureResult(
  cx: Context,
  pattern: es.ArrayPattern | es.ObjectPattern,
  result: Result,
  at: Span,
  how: Destructuring,
): void {
  if (result.group?.argument) destructureFields(cx, pattern, result.group, how)
  else if (pattern.type === 'ObjectPattern') properties(cx, pattern, checked(cx, result, at), how)
  else if (result.single) ofArray(cx, pattern, result.values[0], at, how)
  else listed(cx, pattern, checked(cx, result, at), how)
}

function several(cx: Context, from: es.Expression): Result {
  return checked(cx, readResult(cx, from), from)
}

function checked(cx: Context, result: Result, from: Span): Result {
  if (!result.single && result.values.length > 0) return result
  throw cx.error(
    'unsupported',
    from,
    'a kernel cannot destructure this',
    'destructure an array or object literal, an object argument, an array, or what a helper returns',
  )
}

function elements(cx: Context, pattern: es.ArrayPattern, from: es.Expression, how: Destructuring): void {
  if (from.type === 'ArrayExpression' && nested(pattern)) {
    literal(cx, pattern, from, how)
    return
  }
  const lengths = readDimensions(cx, from, pattern.elements.length)
  const result = lengths ? { values: lengths, keys: undefined, single: false } : readResult(cx, from)
  destructureResult(cx, pattern, result, from, how)
}

function nested({ elements }: es.ArrayPattern): boolean {
  return elements.some((element) => element && patternIn(element) !== undefined)
}

function patternIn(target: es.Pattern): es.ArrayPattern | es.ObjectPattern | undefined {
  const inner = target.type === 'AssignmentPattern' ? target.left : target
  return inner.type === 'ArrayPattern' || inner.type === 'ObjectPattern' ? inner : undefined
}

/** `[[a, b], c] = [[1, 2], 3]`: each pattern takes its own value apart. */
function literal(cx: Context, pattern: es.ArrayPattern, from: es.ArrayExpression, how: Destructuring): void {
  const results = from.elements.map((element, i) => {
    if (element === null || element.type === 'SpreadElement')
      throw cx.error('unsupported', from, 'an array with holes or spreads here', 'give every element')
    const result =
      isSeveral(cx, element) || (pattern.elements[i] && patternIn(pattern.elements[i]))
        ? readResult(cx, element)
        : single(readExpression(cx, element))
    return how.fresh ? result : { ...result, group: undefined, values: result.values.map((value) => cx.spill(value)) }
  })
  pattern.elements.forEach((target, i) => {
    if (target === null) return
    if (results[i] === undefined) missing(cx, target, i, results.length, how)
    else give(cx, target, results[i], from, how)
  })
}

function single(value: Expr): Result {
  return { values: [value], keys: undefined, single: true }
}

/** Gives a value to a target, or to the parts of a nested pattern. */
function give(cx: Context, target: es.Pattern, result: Result, from: Span, how: Destructuring): void {
  const inner = patternIn(target)
  if (inner) destructureResult(cx, inner, result, from, how)
  else if (target.type === 'RestElement') refuseRest(cx, target)
  else if (result.single) how.assign(target.type === 'AssignmentPattern' ? target.left : target, result.values[0])
  else
    throw cx.error(
      'unsupported',
      target,
      'this name would stand for several values',
      'destructure them too: [[a, b], c] = …',
    )
}

/** A target without a value takes its default. */
function missing(cx: Context, target: es.Pattern, i: number, count: number, how: Destructuring): void {
  if (target.type === 'AssignmentPattern') how.assign(target.left, readExpression(cx, target.right))
  else if (target.type === 'RestElement') refuseRest(cx, target)
  else
    throw cx.error(
      'type',
      target,
      `there is no value for element ${i} of this pattern`,
      `the right side gives ${count}`,
    )
}

function refuseRest(cx: Context, target: Span): never {
  throw cx.error('unsupported', target, 'a kernel cannot take the rest of an array', 'name each element')
}

/** The values in order, evaluated where targets may change them. */
function held(cx: Context, { values }: Result, { fresh }: Destructuring): readonly Expr[] {
  return fresh ? values : values.map((value) => cx.spill(value))
}

function listed(cx: Context, pattern: es.ArrayPattern, result: Result, how: Destructuring): void {
  const values = held(cx, result, how)
  pattern.elements.forEach((target, i) => {
    if (target === null) return
    if (result.keys)
      throw cx.error(
        'type',
        target,
        `there is no value for element ${i} of this pattern`,
        `the right side has the properties ${result.keys.join(', ')}`,
      )
    if (values[i] === undefined) missing(cx, target, i, values.length, how)
    else give(cx, target, single(values[i]), pattern, how)
  })
}

/** `[x, y] = a`: elements of an array in memory. One with a default may be beyond its end. */
function ofArray(cx: Context, pattern: es.ArrayPattern, from: Expr, at: Span, how: Destructuring): void {
  const array = arrayOf(cx, from)
  if (array === undefined) checked(cx, single(from), at)
  const number = (value: number, place: Span): Expr => ({ kind: 'number', value, at: cx.span(place) })
  const read = (i: number, target: Span): Expr => ({
    kind: 'element',
    ...placeOf(array!, number(i, target)),
    at: cx.span(target),
  })
  const values = pattern.elements.map((target, i) => {
    if (target === null) return undefined
    if (target.type === 'RestElement') return refuseRest(cx, target)
    if (target.type !== 'AssignmentPattern') return read(i, target)
    const { block, value: no } = cx.block(() => readExpression(cx, target.right))
    if (block.length > 0) throw cx.error('unsupported', target.right, 'this default has an effect', 'compute it before')
    const test: Expr = {
      kind: 'binary',
      op: '<',
      left: number(i, target),
      right: lengthOf(array!, cx.span(target)),
      at: cx.span(target),
    }
    return { kind: 'conditional', test, yes: read(i, target), no, at: cx.span(target) } as const
  })
  const all = values.map((value) => (value && !how.fresh ? cx.spill(value) : value))
  pattern.elements.forEach((target, i) => {
    if (target && all[i]) give(cx, target, single(all[i]), at, how)
  })
}

function keyOf(cx: Context, property: es.AssignmentProperty | es.RestElement): string {
  if (property.type === 'Property' && !property.computed && property.key.type === 'Identifier') return property.key.name
  throw cx.error('unsupported', property, 'a pattern of this form', 'write { name } or { name: variable }')
}

function properties(cx: Context, pattern: es.ObjectPattern, result: Result, how: Destructuring): void {
  const values = held(cx, result, how)
  for (const property of pattern.properties) {
    const key = keyOf(cx, property)
    const target = (property as es.AssignmentProperty).value
    const at = result.keys?.indexOf(key) ?? -1
    const inner = at < 0 && result.keys ? partsOf(result.keys, values, key) : undefined
    if (at >= 0) give(cx, target, single(values[at]), pattern, how)
    else if (inner && target.type === 'Identifier' && how.fresh) {
      const of = result.group && partsUnder(result.group, key)
      if (of) standFor(cx, target.name, of, target)
      else declareGroup(cx, target.name, inner, target)
    } else if (inner) give(cx, target, inner, pattern, how)
    else if (target.type === 'AssignmentPattern') how.assign(target.left, readExpression(cx, target.right))
    else
      throw cx.error(
        'type',
        property,
        `there is no property '${key}'`,
        `the right side has ${result.keys?.join(', ') ?? 'elements, not properties'}`,
      )
  }
}

/** The values whose keys begin with another: an object or an array within. */
function partsOf(keys: readonly string[], values: readonly Expr[], key: string): Result | undefined {
  const at = [...keys.keys()].filter((i) => keys[i].startsWith(`${key}.`))
  if (at.length === 0) return undefined
  const own = at.map((i) => keys[i].slice(key.length + 1))
  const isList = own.every((each) => /^\d+$/.test(each))
  return { values: at.map((i) => values[i]), keys: isList ? undefined : own, single: false }
}

/** Fields of an object that the kernel is passed, each with its default where the caller leaves it out. */
export function destructureFields(
  cx: Context,
  pattern: es.ArrayPattern | es.ObjectPattern,
  group: Group,
  how: Destructuring,
): void {
  if (pattern.type === 'ArrayPattern')
    throw cx.error('type', pattern, `'${group.name}' is an object, and no array`, 'take its fields: { name }')
  const found = pattern.properties.map((property) => {
    const key = keyOf(cx, property)
    const target = (property as es.AssignmentProperty).value
    if (patternIn(target))
      throw cx.error(
        'unsupported',
        target,
        `the field '${key}' would be an object or an array of parts`,
        'arguments are objects of numbers and arrays, one level deep: pass what is in it as fields of their own',
      )
    const variable = part(cx, group, key, property)
    return { target, value: { kind: 'variable', variable, at: cx.span(property) } as Expr, variable }
  })
  for (const { target, value, variable } of found) {
    if (target.type !== 'AssignmentPattern') {
      how.assign(target, value)
      continue
    }
    const place = cx.span(target)
    const chosen: Variable = { name: variable.name, kind: 'temp', at: place }
    const set = (given: Expr): void =>
      cx.emit({ kind: 'set', variable: chosen, value: given, declares: true, at: place })
    const { block: yes } = cx.block(() => set(value))
    const { block: no } = cx.block(() => set(readExpression(cx, target.right)))
    cx.optional.add(variable)
    cx.emit({ kind: 'given', variable, yes, no, at: place })
    how.assign(target.left, { kind: 'variable', variable: chosen, at: place })
  }
}
