import type { Func } from '../ir/nodes.ts'
import type { CompileOptions } from '../options.ts'
import { constantPowers } from './constantPowers.ts'
import { countedWhiles } from './countedWhiles.ts'
import { fastFunctions } from './fastFunctions.ts'
import { fold } from './fold.ts'
import { inductions } from './inductions.ts'
import { integerExtremes } from './integerExtremes.ts'
import { knownLengths } from './knownLengths.ts'
import { multiplyPowers } from './powers.ts'
import { serialise } from './serialise.ts'

export interface Pass {
  readonly name: string
  readonly run: (func: Func) => Func
  /** Whether it runs; always where there is none. */
  readonly when?: (options: CompileOptions) => boolean
}

/** The passes, in their order. */
export const passes: readonly Pass[] = [
  // First, so that after it the IR's whole law holds.
  { name: 'serialise', run: serialise },
  // Early, so that later passes see constants and no dead branches.
  { name: 'fold', run: fold },
  // After folding, which finds lengths that are constant.
  { name: 'knownLengths', run: knownLengths },
  // After folding, which finds steps that are constant.
  { name: 'countedWhiles', run: countedWhiles },
  // After them, in whose loops variables move too.
  { name: 'inductions', run: inductions },
  // After folding, which finds what is the same.
  { name: 'integerExtremes', run: integerExtremes },
  // After folding, which finds exponents.
  { name: 'powers', run: multiplyPowers, when: ({ fastmath }) => fastmath === true },
  // What is left of them.
  { name: 'constantPowers', run: constantPowers },
  { name: 'fastFunctions', run: fastFunctions, when: ({ fastmath }) => fastmath === true },
]
