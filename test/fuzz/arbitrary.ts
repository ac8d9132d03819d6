/** fast-check's part: random numbers, and the way to smaller programs where one fails. */
import * as fc from 'fast-check'
import { generate, type Theme } from './generate.ts'
import { type Program, smallerPrograms } from './program.ts'

class ProgramArbitrary extends fc.Arbitrary<Program> {
  readonly #theme: Theme

  constructor(theme: Theme) {
    super()
    this.#theme = theme
  }

  override generate(random: fc.Random): fc.Value<Program> {
    return new fc.Value(generate(random, this.#theme), undefined)
  }

  override canShrinkWithoutContext(_value: unknown): _value is Program {
    return true
  }

  override shrink(program: Program): fc.Stream<fc.Value<Program>> {
    return fc.stream(
      (function* () {
        for (const smaller of smallerPrograms(program)) yield new fc.Value(smaller, undefined)
      })(),
    )
  }
}

/** Generated programs. */
export function programs(theme: Theme = 'any'): fc.Arbitrary<Program> {
  return new ProgramArbitrary(theme)
}
