import type { Span } from '../ir/nodes.ts'

/** Why a loop is not vectorised, and the place to change. */
export class NotVectorised extends Error {
  readonly at: Span | undefined

  constructor(reason: string, at?: Span) {
    super(reason)
    this.at = at
  }
}
