import { type Fact, join } from '../../ops/fact.ts'
import type { Type } from '../../ops/type.ts'
import { type ArrayType, argTypeName } from '../manifest.ts'
import { type Result, statements, type Tree } from '../syntax/tree.ts'
import { mixed } from './bigs.ts'
import { returnType } from './computeType.ts'
import type { Variables } from './variables.ts'

/** What a function returns. */
export interface Returned {
  readonly shape: Result
  readonly types: readonly Type[]
  readonly arrays: readonly ArrayType[]
  readonly order: readonly ('scalar' | 'array')[]
}

/** The types of what is returned, of all returns together. */
export function returnTypes(tree: Tree, variables: Variables): Returned {
  let shape: Result = { values: [], keys: undefined, single: false }
  const facts: (Fact | ArrayType)[] = []
  const returns = [...statements(tree.body)]
    .filter((stmt) => stmt.kind === 'return')
    .filter((stmt) => variables.inferred.reached.has(stmt))
  returns.forEach(({ result, at }, r) => {
    const keys = result.keys?.join()
    const lists = result.lists?.join()
    if (
      r > 0 &&
      (result.values.length !== shape.values.length ||
        keys !== shape.keys?.join() ||
        lists !== shape.lists?.join() ||
        JSON.stringify(result.nest) !== JSON.stringify(shape.nest) ||
        result.single !== shape.single)
    )
      throw variables.source.error(
        'type',
        at,
        `this return gives ${printResult(result)}, and another gives ${printResult(shape)}`,
        'return the same on every path',
      )
    shape = result
    result.values.forEach((value, i) => {
      const before = facts[i]
      const own = variables.arrayIn(value)
      const type = own && variables.typeOf(own)
      if (before !== undefined && (isArrayType(before) || type) && !(type && isSameType(before, type)))
        throw variables.source.error(
          'type',
          value.at,
          type
            ? `this return gives an array of ${type.ndim === 1 ? type.dtype : argTypeName(type)}, and another does not`
            : 'this return gives a number, and another an array',
          'return the same on every path',
        )
      if (type) {
        facts[i] = type
        return
      }
      const fact = before ? join(before as Fact, variables.fact(value)) : variables.fact(value)
      facts[i] = fact
      if (fact.clash)
        throw variables.source.error(
          'type',
          value.at,
          'this return gives a BigInt, and another a number, or the other way round',
          'return the same on every path: BigInt(i), or Number(b)',
        )
      if (fact.big?.sign === 'bits') throw mixed(value, variables.source)
    })
  })
  const order = facts.map((fact) => (isArrayType(fact) ? 'array' : 'scalar'))
  const arrays = facts.filter(isArrayType)
  const scalars = facts.filter((fact): fact is Fact => !isArrayType(fact))
  const types = scalars.map(returnType)
  return { shape, types, arrays, order }
}

function isArrayType(fact: Fact | ArrayType): fact is ArrayType {
  return 'kind' in fact
}

function isSameType(before: Fact | ArrayType, type: ArrayType): boolean {
  return isArrayType(before) && argTypeName(before) === argTypeName(type)
}

function printResult({ values, keys, single, lists, nest }: Result): string {
  if (values.length === 0) return 'nothing'
  if (nest !== undefined)
    return typeof nest === 'object' && 'keys' in nest ? `{ ${nest.keys.join(', ')} }` : 'an array of arrays'
  if (single && lists) return 'an array literal'
  if (single) return 'a number'
  return keys ? `{ ${keys.join(', ')} }` : `an array of ${values.length}`
}
