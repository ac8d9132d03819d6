import type { SourceText } from '../base/source.ts'
import type { Manifest } from '../compiler/manifest.ts'
import { MOST_ELEMENTS } from '../ops/fact.ts'
import { KernelFault } from '../team/fault.ts'
import { told } from './told.ts'

/**
 * The error a caller sees: for a KernelFault a RangeError that names array, index, length and source line, or
 * what the source throws; for a trap, which only a
 * kernel written by hand or without bounds checks reaches, an error that names the kernel; any other error as it is.
 */
export function explain(error: unknown, manifest: Manifest, source: SourceText): unknown {
  if (isOverflow(error))
    return new RangeError(`${manifest.name}: its recursion is too deep for the stack: limit the depth, or use a loop`, {
      cause: error,
    })
  if (globalThis.WebAssembly !== undefined && error instanceof WebAssembly.RuntimeError) {
    return new WebAssembly.RuntimeError(`${manifest.name}: the kernel trapped: ${error.message}`, { cause: error })
  }
  if (!(error instanceof KernelFault)) return error
  const site = manifest.sites[error.site]
  const { frame } = source.at(site.offset, site.kind === 'bounds' ? site.array.length : 1)
  switch (site.kind) {
    case 'bounds': {
      const { width = 1 } = site
      const length = Number(error.values[0]) / width
      const isWhole = Number.isInteger(error.value)
      const index = width === 1 ? ` ${error.value}` : isWhole ? ` ${Math.floor(error.value / width)}` : ''
      const reason = isWhole ? 'out of bounds' : 'not an integer'
      const [place, extent] =
        site.dim === undefined
          ? ['', `'${site.array}' has length ${length}`]
          : [` of dimension ${site.dim}`, `that dimension has length ${length}`]
      return new RangeError(
        `${manifest.name}: the index${index}${place} of '${site.array}' is ${reason}: ${extent}\n${frame}`,
      )
    }
    case 'length':
      return new RangeError(
        error.value < 0
          ? `${manifest.name}: the length ${error.value} of '${site.array}' is negative\n${frame}`
          : `${manifest.name}: '${site.array}' would have ${error.value} elements: ${MOST_ELEMENTS} are the most\n${frame}`,
      )
    case 'throw': {
      const Thrown = site.error === 'RangeError' ? RangeError : site.error === 'TypeError' ? TypeError : Error
      // The text is the source's own, so that callers may test it.
      return new Thrown(told(site.text, site.types, error.values), {
        cause: new Error(`thrown in ${manifest.name}\n${frame}`),
      })
    }
    case 'log':
      return error
    default:
      return site satisfies never
  }
}

/** V8's own error where the stack of a thread is full. */
function isOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message === 'Maximum call stack size exceeded'
}
