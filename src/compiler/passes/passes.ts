import type { Func } from '../ir/nodes.ts'
import { constantPowers } from './constantPowers.ts'
import { fold } from './fold.ts'
import { serialise } from './serialise.ts'

export interface Pass {
  readonly name: string
  readonly run: (func: Func) => Func
}

/** The passes, in their order. */
export const passes: readonly Pass[] = [
  // First, so that after it the IR's whole law holds.
  { name: 'serialise', run: serialise },
  // Early, so that later passes see constants and no dead branches.
  { name: 'fold', run: fold },
  // After folding, which finds exponents.
  { name: 'constantPowers', run: constantPowers },
]
