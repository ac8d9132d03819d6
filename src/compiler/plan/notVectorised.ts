import type { Span } from '../ir/nodes.ts'

/** Why a loop is not vectorised, and the place to change. Thrown often, and caught: no error, as that would look at the stack. */
export class NotVectorised {
  readonly reason: string
  readonly at: Span | undefined

  constructor(reason: string, at?: Span) {
    this.reason = reason
    this.at = at
  }
}
