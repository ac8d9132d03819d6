/** What fast-check's random numbers give. */
export interface Random {
  nextInt(min: number, max: number): number
  nextDouble(): number
}

/** Random choices. */
export class Dice {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return this.#random.nextInt(least, most)
  }

  /** A number from 0 to before 1. */
  fraction(): number {
    return this.#random.nextDouble()
  }

  chance(probability: number): boolean {
    return this.#random.nextDouble() < probability
  }

  pick<T>(list: readonly T[]): T {
    return list[this.between(0, list.length - 1)]
  }

  /** One of the values, by weight. */
  weighted<T>(...choices: readonly (readonly [weight: number, make: () => T])[]): T {
    let at = this.#random.nextDouble() * choices.reduce((sum, [weight]) => sum + weight, 0)
    for (const [weight, make] of choices) {
      at -= weight
      if (at < 0) return make()
    }
    return choices[0][1]()
  }
}
