/** The error that a kernel throws through the import `wamba.fault`; the call path turns it into the user's error. */
export class KernelFault extends Error {
  override readonly name = 'KernelFault'
  /** Index in the manifest's `sites`. */
  readonly site: number
  /** The iteration of the region that threw. */
  readonly iteration: number
  /** The offending value: for a bounds check the index. */
  readonly value: number
  /** The values that its text tells. */
  readonly values: readonly Value[]

  constructor(site: number, iteration: number, value: number, values: readonly Value[] = []) {
    super(`fault at site ${site}, iteration ${iteration}, value ${value}`)
    this.site = site
    this.iteration = iteration
    this.value = value
    this.values = values
  }
}

/** A value of a text. A boolean is 0 or 1. */
export type Value = number | bigint | boolean

let noted: Value[] = []

/** The imports `wamba.note` and `wamba.noteInteger`. */
export function note(value: Value): void {
  noted.push(value)
}

/** The values that were noted since they were last taken. */
export function takeNotes(): readonly Value[] {
  const values = noted
  noted = []
  return values
}

/** The import `wamba.fault` of callers and workers. */
export function throwFault(
  site: number,
  iteration: number,
  value: number,
  values: readonly Value[] = takeNotes(),
): never {
  throw new KernelFault(site, iteration, value, values)
}
