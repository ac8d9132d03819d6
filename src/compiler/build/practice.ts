/**
 * A compiler in JavaScript is slow until V8 has optimised it: the first kernels take three times as long as later ones. So, while nothing is asked
 * of it, the helper thread compiles the specimens of `assembly/specimens`, and throws the modules away.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Compiles a text, a stage at a time. */
export type CompileStages = (text: string) => Iterator<void, unknown>

const SPECIMENS = new URL('../../../assembly/specimens/', import.meta.url)
/** Practice begins after so long a rest: kernels that follow each other at once are practice themselves. */
const REST_MS = 20
/** How many specimens to compile in all, in about 100 ms: after that, more gains little. */
const ENOUGH = 60

/** The small kernels to practise on, as texts. */
export function specimens(): string[] {
  return readdirSync(SPECIMENS).map((name) => readFileSync(new URL(name, SPECIMENS), 'utf8'))
}

/** Practises in the turns of the event loop that are left over. */
export class Practice {
  readonly #compile: CompileStages
  readonly #enough: number
  #begun = 0
  #texts: readonly string[] | undefined
  #stages: Iterator<void, unknown> | undefined
  #timer: NodeJS.Timeout | undefined
  #next: NodeJS.Immediate | undefined

  /** `enough`: how many specimens; none where the caller has no other core to run on. */
  constructor(compile: CompileStages, enough: number = availableParallelism() > 1 ? ENOUGH : 0) {
    this.#compile = compile
    this.#enough = enough
  }

  /** Rests, and then practises one stage of the compiler at a time: one or two milliseconds, which a request may have to wait for. */
  rest(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#next)
    if (this.#goesOn) this.#timer = setTimeout(() => this.#step(), REST_MS)
  }

  #step(): void {
    this.#texts ??= specimens()
    this.#stages ??= this.#compile(this.#texts[this.#begun++ % this.#texts.length])
    if (this.#stages.next().done) this.#stages = undefined
    if (this.#goesOn) this.#next = setImmediate(() => this.#step())
  }

  /** A module that is begun is finished, so that its memory is given back. */
  get #goesOn(): boolean {
    return this.#begun < this.#enough || this.#stages !== undefined
  }
}
