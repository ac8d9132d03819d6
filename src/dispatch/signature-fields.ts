import { ArgumentError } from '../base/errors.ts'
import type { ArgType } from '../compiler/manifest.ts'
import { count } from './describe.ts'
import type { ObjectType, SignatureType } from './signature.ts'
import { argumentOf, type Unit } from './unit.ts'

/**
 * The types of a kernel's parameters as a signature's text gives them: fields of an object by name, undefined where an optional one is
 * left out.
 *
 * @throws ArgumentError where they do not fit the function's parameters
 */
export function typesOf(unit: Unit, text: string, given: readonly SignatureType[]): (ArgType | undefined)[] {
  const names = unit.args ?? unit.params.map((param) => param.name)
  const needed = names.findLastIndex((_, at) =>
    unit.params.some((param, i) => argumentOf(param, i) === at && !param.optional),
  )
  if (given.length > names.length || given.length <= needed)
    throw new ArgumentError(
      `The signature '${text}' has ${count(given.length, 'parameter')}, and ${unit.name} has ${names.length} ` +
        `(${names.join(', ')}): name a type for each.`,
    )
  const types = unit.params.map((param, i): ArgType | undefined => {
    const at = argumentOf(param, i)
    const type = given[at]
    const expected = (what: string): ArgumentError =>
      new ArgumentError(`The signature '${text}' has ${what} for '${names[at]}' of ${unit.name}.`)
    if (type === undefined) return undefined
    if (param.field === undefined) {
      if (type.kind === 'object') throw expected('an object, where a number or an array is expected,')
      return type
    }
    if (type.kind !== 'object') throw expected(`no object, { ${param.field}: … },`)
    const field = type.fields.get(param.field)
    if (field === undefined && !param.optional) throw expected(`an object without the field '${param.field}'`)
    return field
  })
  given.forEach((type, at) => {
    if (type.kind === 'object') checkFields(unit, text, type, at)
  })
  return types
}

/** Every field that is named must be one that the kernel reads. */
function checkFields(unit: Unit, text: string, { fields }: ObjectType, at: number): void {
  const read = unit.params.filter((param, i) => argumentOf(param, i) === at).map(({ field }) => field)
  const odd = [...fields.keys()].find((name) => !read.includes(name))
  if (odd !== undefined)
    throw new ArgumentError(
      `The signature '${text}' names the field '${odd}', which ${unit.name} does not read: it reads ${read.join(', ')}.`,
    )
}
