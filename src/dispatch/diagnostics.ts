import { inspect } from 'node:util'
import type { Core } from './core.ts'
import type { Target } from './target.ts'

/** What is known of one `prange` of a specialisation. */
export interface LoopReport {
  /** `file:line:column` */
  readonly place: string
  /** Iterations of a canonical block; threads take whole blocks. */
  readonly block: number
  readonly reductions: number
  /** Estimated nanoseconds of an iteration. */
  readonly cost: number
  /** The arrays it writes. */
  readonly writes: readonly string[]
  /** Why it runs in order, on one thread. */
  readonly inOrder?: string
}

/** What is known of one specialisation; the figures are sums over its calls. */
export interface SpecialisationReport {
  readonly signature: string
  readonly loops: readonly LoopReport[]
  /** Bytes of plain arrays copied to the shared memory, and back. */
  readonly bytesCopiedIn: number
  readonly bytesCopiedOut: number
  /** Calls in which a written array overlapped another argument, so that regions ran in order on one thread. */
  readonly callsInOrder: number
}

/** Data that prints as a report. */
export class Diagnostics {
  readonly name: string
  readonly target: Target
  readonly specialisations: readonly SpecialisationReport[]

  constructor(name: string, target: Target, specialisations: readonly SpecialisationReport[]) {
    this.name = name
    this.target = target
    this.specialisations = specialisations
  }

  toString(): string {
    const lines = [`${this.name} (${this.target})`]
    for (const spec of this.specialisations) {
      lines.push(`  ${spec.signature}`)
      for (const loop of spec.loops) {
        const writes = loop.writes.length > 0 ? `, writes ${loop.writes.join(', ')}` : ''
        const sums = loop.reductions > 0 ? `, reductions: ${loop.reductions} in blocks of ${loop.block}` : ''
        const order = loop.inOrder === undefined ? '' : `, in order on one thread: ${loop.inOrder}`
        lines.push(`    parallel loop at ${loop.place}: about ${loop.cost} ns an iteration${sums}${writes}${order}`)
      }
      lines.push(`    copied ${spec.bytesCopiedIn} bytes in, ${spec.bytesCopiedOut} bytes out`)
      if (spec.callsInOrder > 0) lines.push(`    ${spec.callsInOrder} calls ran in order, as arrays overlapped`)
    }
    return lines.join('\n')
  }
}

// Printed by console.log as the report. Not a member, as isolated declarations have no name for the key.
Object.defineProperty(Diagnostics.prototype, inspect.custom, { value: Diagnostics.prototype.toString })

/** The report of a kernel as it stands. */
export function diagnose(core: Core, target: Target): Diagnostics {
  const { name, source } = core.unit
  const specialisations = core.specialisations.map((spec): SpecialisationReport => {
    const loops = spec.program.manifest.regions.map(
      ({ offset, block, reductions, cost, writes, inOrder }): LoopReport => {
        const { file, line, column } = source.at(offset)
        return { place: `${file}:${line}:${column}`, block, reductions, cost, writes, inOrder }
      },
    )
    const { signature, bytesCopiedIn, bytesCopiedOut, callsInOrder } = spec
    return { signature, loops, bytesCopiedIn, bytesCopiedOut, callsInOrder }
  })
  return new Diagnostics(name, target, specialisations)
}
