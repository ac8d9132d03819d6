import type { Stages } from '../compiler/manifest.ts'

/** The texts of a program's stages, made when one is asked for: a call needs none of them, and a cached program has none. */
export class StagesOnDemand implements Stages {
  readonly #make: () => Stages
  #made: Stages | undefined

  constructor(make: () => Stages) {
    this.#make = make
  }

  get #stages(): Stages {
    this.#made ??= this.#make()
    return this.#made
  }

  get ast(): string {
    return this.#stages.ast
  }

  get ir(): string {
    return this.#stages.ir
  }

  get plan(): string {
    return this.#stages.plan
  }

  get assembly(): string {
    return this.#stages.assembly
  }

  get reference(): string {
    return this.#stages.reference
  }

  get recording(): string {
    return this.#stages.recording
  }
}
