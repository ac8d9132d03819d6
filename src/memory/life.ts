/** Where a block is and whether it is still in use; outlives the handle. */
export interface BlockState {
  readonly address: number
  readonly freed: boolean
}

/** The book-keeping of a block with a handle. */
export interface Life extends BlockState {
  readonly handle: WeakRef<SharedArrayBuffer>
  readonly bytes: number
  /** How many collections there had been when it began. */
  readonly collection: number
  freed: boolean
  /** Asynchronous calls that use it: one that is freed meanwhile is given back when they are over. */
  holds: number
  /** The scope at whose end it is freed. */
  scope: Set<Life> | undefined
}
