/**
 * Random kernels of numbers alone, in two texts: the source, and a twin that reports the value of every expression of the source
 * by its place.
 */
import * as fc from 'fast-check'

type Part = string | Probe | readonly Part[]

/** An expression whose value is reported. */
interface Probe {
  readonly probe: readonly Part[]
}

export interface Probed {
  readonly source: string
  /** A function of the same parameters, of `$(start, end, value)`, which gives the value back, and of `$fuel()`, which may throw. */
  readonly twin: string
}

/** Prints `(params) => { body }`. */
export function print(params: readonly string[], body: readonly Part[]): Probed {
  let source = ''
  let twin = ''
  const both = (text: string): void => {
    source += text
    twin += text
  }
  const part = (p: Part): void => {
    if (typeof p === 'string') {
      // What begins with a $ stands in the twin alone.
      if (p.startsWith('$')) twin += p
      else both(p)
      return
    }
    if (!('probe' in p)) {
      for (const inner of p) part(inner)
      return
    }
    both('(')
    const [start, from] = [source.length, twin.length]
    for (const inner of p.probe) part(inner)
    const value = twin.slice(from)
    twin = `${twin.slice(0, from)}$(${start}, ${source.length}, ${value})`
    both(')')
  }
  both(`(${params.join(', ')}) => {\n`)
  for (const statement of body) part(statement)
  both('}')
  return { source, twin }
}

const numbers = ['x', 'y', 'n', 'm', 'v', 'w', 'i', 'j']
const probe = (...parts: Part[]): Probe => ({ probe: parts })

const constants = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.integer({ min: -9, max: 9 }).map(String),
    fc.constantFrom('0.5', '1.5', '31', '255', '1e3', '65536', '2147483647', '4294967295', '9007199254740991', '1e300'),
  )

const { expression, condition } = fc.letrec<{ expression: Probe; condition: Probe }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'probes' },
    fc.constantFrom(...numbers).map((name) => probe(name)),
    constants().map((text) => probe(text)),
    fc
      .tuple(
        fc.constantFrom('+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>', '>>>'),
        tie('expression'),
        tie('expression'),
      )
      .map(([op, a, b]) => probe(a, ` ${op} `, b)),
    fc.tuple(fc.constantFrom('-', '~', '+'), tie('expression')).map(([op, a]) => probe(op, a)),
    fc.tuple(tie('expression'), fc.constantFrom(' | 0', ' >>> 0', ' % 7', ' & 15')).map(([a, op]) => probe(a, op)),
    tie('expression').map((a) => probe(a, ' ** 2')),
    fc
      .tuple(fc.constantFrom('abs', 'floor', 'ceil', 'trunc', 'round', 'sign', 'sqrt', 'clz32'), tie('expression'))
      .map(([name, a]) => probe(`Math.${name}(`, a, ')')),
    fc
      .tuple(fc.constantFrom('min', 'max', 'imul'), tie('expression'), tie('expression'))
      .map(([name, a, b]) => probe(`Math.${name}(`, a, ', ', b, ')')),
    fc
      .tuple(tie('condition'), tie('expression'), tie('expression'))
      .map(([test, a, b]) => probe(test, ' ? ', a, ' : ', b)),
  ),
  condition: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'conditions' },
    fc
      .tuple(fc.constantFrom('<', '<=', '>', '>=', '===', '!=='), tie('expression'), tie('expression'))
      .map(([op, a, b]) => probe(a, ` ${op} `, b)),
    fc
      .tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition'))
      .map(([a, op, b]) => probe(a, ` ${op} `, b)),
    tie('condition').map((a) => probe('!', a)),
  ),
})) as { expression: fc.Arbitrary<Probe>; condition: fc.Arbitrary<Probe> }

/** Comparisons of a variable and something simple: what range analysis refines. */
const simpleCondition = (): fc.Arbitrary<Probe> =>
  fc
    .tuple(
      fc.constantFrom(...numbers),
      fc.constantFrom('<', '<=', '>', '>=', '===', '!=='),
      fc.oneof(constants(), fc.constantFrom(...numbers)),
      fc.boolean(),
    )
    .map(([a, op, b, swapped]) =>
      swapped ? probe(probe(b), ` ${op} `, probe(a)) : probe(probe(a), ` ${op} `, probe(b)),
    )

const { block } = fc.letrec<{ statement: Part; block: Part }>((tie) => ({
  block: fc.array(tie('statement'), { minLength: 1, maxLength: 3 }).map((parts): Part => ['{\n', ...parts, '}\n']),
  statement: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'statements' },
    fc
      .tuple(fc.constantFrom('v', 'w'), fc.constantFrom('=', '+=', '-=', '*='), expression)
      .map(([name, op, value]): Part => [`${name} ${op} `, value, '\n']),
    fc.constantFrom('v++\n', 'w--\n'),
    fc
      .tuple(fc.oneof(simpleCondition(), condition), tie('block'), tie('block'))
      .map(([test, yes, no]): Part => ['if (', test, ') ', yes, 'else ', no]),
    fc
      .tuple(
        fc.constantFrom('i', 'j'),
        fc.oneof(
          fc.constantFrom('0', '1', '-3', 'n', 'x', '5', '-n').map((text) => probe(text)),
          expression,
        ),
        fc.constantFrom('<', '<='),
        fc.oneof(
          fc.constantFrom('4', 'n', 'm', 'y', '2147483647').map((text) => probe(text)),
          expression,
        ),
        fc.constantFrom('++', ' += 2', ' += 3'),
        tie('block'),
      )
      .map(
        ([name, start, op, stop, step, body]): Part => [
          // The start may name an outer variable of the loop's own name.
          '{ const from = ',
          start,
          `\nfor (let ${name} = from; ${name} ${op} `,
          stop,
          `; ${name}${step}) {\n`,
          '$fuel();',
          body,
          '}}\n',
        ],
      ),
    fc
      .tuple(fc.constantFrom('i', 'j'), fc.constantFrom('>', '>='), tie('block'))
      .map(
        ([name, op, body]): Part => [`for (let ${name} = n; ${name} ${op} 0; ${name}--) {\n`, '$fuel();', body, '}\n'],
      ),
    fc
      .tuple(fc.oneof(simpleCondition(), condition), tie('block'))
      .map(([test, body]): Part => ['while (', test, ') {\n', '$fuel();', body, '}\n']),
    fc
      .tuple(simpleCondition(), fc.constantFrom('break', 'continue'))
      .map(
        ([test, jump]): Part => [
          'for (let j = 0; j < 5; j++) {\n',
          '$fuel();',
          'v += j\n',
          'if (',
          test,
          `) ${jump}\n`,
          'w -= j\n',
          '}\n',
        ],
      ),
  ),
})) as { block: fc.Arbitrary<Part> }

/** A program of the parameters `x` and `y`, any doubles, and `n` and `m`, any int32. */
export const programs = (): fc.Arbitrary<Probed> =>
  fc
    .tuple(expression, expression, fc.array(block, { minLength: 1, maxLength: 4 }), expression)
    .map(([v, w, statements, result]) =>
      print(
        ['x', 'y', 'n', 'm'],
        [
          'const i = 3\n',
          'const j = -2\n',
          'let v = 0\n',
          'let w = 1\n',
          ['v = ', v, '\n'],
          ['w = ', w, '\n'],
          ...statements,
          ['return ', result, '\n'],
        ],
      ),
    )
