import { describe, expect, it } from 'vitest'
import { violations } from '#wamba/compiler/ir/law.js'
import type { Expr, Func, Local, Stmt } from '#wamba/compiler/ir/nodes.js'
import { printFunc } from '#wamba/compiler/ir/print.js'
import { float64, float64s, irOf, uint20 } from '../compiled.ts'

const at = { start: 0, end: 1 }
const x: Local = { name: 'x', type: 'f64' }
const k: Local = { name: 'k', type: 'i32' }
const constant = (type: 'f64' | 'i32' | 'bool', value: number): Expr => ({ kind: 'const', type, value, at })
const read = (local: Local, type = local.type): Expr => ({ kind: 'local', type, local, at })
const op = (name: string, type: Expr['type'], ...args: Expr[]): Expr =>
  ({ kind: 'op', type, op: name, args, at }) as Expr

/** A function of x that sets x to an expression. */
const setting = (value: Expr, local = x): Func => of({ kind: 'set', local, value, at })

function of(...body: Stmt[]): Func {
  return {
    name: 'f',
    params: [{ kind: 'scalar', name: 'x', local: x }],
    result: { types: [], arrays: [], order: [], keys: undefined, single: false },
    body,
    sites: [],
    functions: [],
  }
}

const loop = (over: Partial<Extract<Stmt, { kind: 'for' }>>): Stmt => ({
  kind: 'for',
  parallel: false,
  counter: k,
  start: constant('i32', 0),
  stop: constant('i32', 9),
  step: constant('i32', 1),
  body: [],
  at,
  ...over,
})

describe('the law of the IR', () => {
  it('holds of what the compiler makes', () => {
    const func = irOf('(a, n, x) => { for (const i of prange(n)) if (a[i] > x) a[i] = x; return x * n }', [
      float64s,
      uint20,
      float64,
    ])
    expect(violations(func), printFunc(func)).toEqual([])
  })

  const illegal: [what: string, func: Func, says: RegExp][] = [
    ['an operation without a row', setting(op('Math.foo', 'f64', read(x))), /no operation Math.foo/],
    ['too few operands', setting(op('+', 'f64', read(x))), /has 1 operands/],
    ['operands of two types', setting(op('+', 'f64', read(x), constant('i32', 1))), /operands of .*f64,i32/],
    ['a type that the row has not', setting(op('/', 'i32', constant('i32', 1), constant('i32', 2)), k), /operands of/],
    ['a result of another type', setting(op('<', 'f64', read(x), read(x))), /is typed f64/],
    ['a read as another type', setting(read(x, 'f32')), /x is f64, read as f32/],
    ['a local that nothing has set', setting(read({ name: 'y', type: 'f64' })), /y is read before it is set/],
    ['a set of another type', setting(constant('i32', 1)), /x: f64 is set to i32/],
    ['a condition that is a number', of({ kind: 'if', test: read(x), yes: [], no: [], at }), /condition x is f64/],
    ['a fraction as an integer', setting(constant('i32', 0.5), k), /is no integer/],
    ['a loop over floats', of(loop({ counter: x })), /bounds of the loop over x/],
    ['a bound that is a float', of(loop({ stop: constant('f64', 9) })), /bounds of the loop over k/],
    ['a break outside a loop', of({ kind: 'break', at }), /a break outside a loop/],
    ['a value too many', of({ kind: 'return', values: [read(x)], at }), /return of f64 from a function of/],
    [
      'a prange within a prange',
      of(loop({ parallel: true, body: [loop({ parallel: true, counter: { name: 'j', type: 'i32' } })] })),
      /a parallel loop within a parallel loop/,
    ],
    [
      'sides of two types',
      setting({ kind: 'select', type: 'f64', test: constant('bool', 1), yes: read(x), no: constant('i32', 1), at }),
      /types of/,
    ],
    ['the negation of a number', setting({ kind: 'not', type: 'bool', value: read(x), at }), /types of !x/],
    [
      'ToInt32 to a float',
      setting({ kind: 'convert', type: 'f64', mode: 'int32', value: read(x), at }),
      /types of int32 f64\(x\)/,
    ],
  ]
  it.each(illegal)('catches %s', (_, func, says) => {
    expect(violations(func).join('; ')).toMatch(says)
  })
})
