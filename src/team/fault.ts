/** The error that a kernel throws through the import `wamba.fault`; the call path turns it into the user's error. */
export class KernelFault extends Error {
  override readonly name = 'KernelFault'
  /** Index in the manifest's `sites`. */
  readonly site: number
  /** The iteration of the region that threw. */
  readonly iteration: number
  /** The offending value: for a bounds check the index. */
  readonly value: number

  constructor(site: number, iteration: number, value: number) {
    super(`fault at site ${site}, iteration ${iteration}, value ${value}`)
    this.site = site
    this.iteration = iteration
    this.value = value
  }
}

/** The import `wamba.fault` of callers and workers. */
export function throwFault(site: number, iteration: number, value: number): never {
  throw new KernelFault(site, iteration, value)
}
