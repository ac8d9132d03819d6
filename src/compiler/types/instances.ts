import type { SourceText } from '../../base/source.ts'
import { type Fact, join, sameFact } from '../../ops/fact.ts'
import { type ArrayType, argTypeName } from '../manifest.ts'
import type { Callee, Stmt, Tree } from '../syntax/tree.ts'
import type { Inference, Instance } from './inference.ts'
import { kindOf } from './typeFacts.ts'

/** Rounds before the facts of a result are widened to those of its kind. */
const EXACT_ROUNDS = 3

/** The analysis of a function, with what each return gives that is a single scalar. */
export interface Run extends Inference {
  readonly returned: ReadonlyMap<Stmt, Fact>
  /** Whether a return gives an array. */
  readonly givesArray: boolean
}

/** The functions that are compiled once, for each kind of arguments. */
export class Instances {
  readonly #source: SourceText
  /** Analyses the body of an instance. */
  readonly #run: (instance: Instance) => Run
  readonly #all: Map<Callee, Map<string, Instance>> = new Map()
  /** Instances that run, and whose result so far was used. */
  readonly #used: Set<Instance> = new Set()
  #changes = 0

  constructor(source: SourceText, run: (instance: Instance) => Run) {
    this.#source = source
    this.#run = run
  }

  /** How often something else was found than before. */
  get changes(): number {
    return this.#changes
  }

  of(callee: Callee, args: readonly (Fact | ArrayType)[]): Instance {
    const facts = args.map((arg) => ('kind' in arg ? arg : kindOf(arg)))
    const key = facts
      .map((f) => ('kind' in f ? argTypeName(f) : [f.big?.sign, f.f32, f.weak, f.bool, f.int].join()))
      .join(' ')
    const known = this.#all.get(callee) ?? new Map<string, Instance>()
    this.#all.set(callee, known)
    let instance = known.get(key)
    if (instance === undefined) {
      const { name, params, captured, body, at } = callee
      const tree: Tree = {
        name,
        params: [...params, ...captured],
        sources: [],
        frozen: [],
        args: [],
        body,
        sortsByValue: false,
        at,
      }
      instance = { callee, tree, facts, result: undefined, inference: undefined, state: 'new' }
      known.set(key, instance)
    }
    return instance
  }

  /** Whether a callee returns an array. */
  returnsArray(callee: Callee): boolean {
    return [...this.#all.get(callee)!.values()].some(({ inference }) => (inference as Run | undefined)?.givesArray)
  }

  /** What an instance returns, as far as is known; undefined where no run of it is known to return. */
  resultOf(instance: Instance): Fact | undefined {
    if (instance.state === 'running') this.#used.add(instance)
    if (instance.state !== 'new') return instance.result
    instance.state = 'running'
    for (let round = 0; ; round++) {
      const run = this.#run(instance)
      if (run.falls)
        throw this.#source.error(
          'type',
          instance.callee.at,
          `'${instance.callee.name}' may end without a return`,
          'return a value on every path',
        )
      instance.inference = run
      const found = [...run.returned.values()].reduce<Fact | undefined>(
        (all, fact) => (all ? join(all, fact) : fact),
        undefined,
      )
      if (found?.clash)
        throw this.#source.error(
          'type',
          instance.callee.at,
          `'${instance.callee.name}' returns a BigInt on one path and a number on another`,
          'return the same on every path: BigInt(i), or Number(b)',
        )
      const next = found && round >= EXACT_ROUNDS ? kindOf(found) : found
      const settled = next === instance.result || (next && instance.result && sameFact(next, instance.result))
      instance.result = next
      if (settled) break
      this.#changes++
    }
    this.#used.delete(instance)
    if (instance.result === undefined && this.#used.size === 0)
      throw this.#source.error(
        'type',
        instance.callee.at,
        `'${instance.callee.name}' never returns: each call of it calls it again`,
        'return a value without a call where it ends',
      )
    // What was found with a result that is not settled yet is found again with the next one.
    instance.state = this.#used.size > 0 ? 'new' : 'done'
    return instance.result
  }
}
