import type { SourceText } from '../base/source.ts'
import type { Manifest } from '../compiler/manifest.ts'
import { KernelFault } from '../team/fault.ts'

/**
 * The error a caller sees: for a KernelFault a RangeError that names array, index, length and source line; any other error
 * as it is.
 */
export function explain(error: unknown, manifest: Manifest, source: SourceText, args: readonly unknown[]): unknown {
  if (!(error instanceof KernelFault)) return error
  const site = manifest.sites[error.site]
  const length = (args[site.param] as ArrayLike<unknown>).length
  const reason = Number.isInteger(error.value)
    ? `out of bounds: '${site.array}' has length ${length}`
    : `not an integer: '${site.array}' has the indices 0 to ${length - 1}`
  return new RangeError(
    `${manifest.name}: the index ${error.value} of '${site.array}' is ${reason}\n${source.at(site.offset, site.array.length).frame}`,
  )
}
