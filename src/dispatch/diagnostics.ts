import { inspect } from 'node:util'
import type { SourceText } from '../base/source.ts'
import { counted } from '../base/text.ts'
import type { LoopInfo, RegionInfo } from '../compiler/manifest.ts'
import type { Core } from './core.ts'
import type { Target } from './target.ts'

/** How an access moves from one iteration to the next that runs with it. */
export type AccessShape = 'uniform' | 'contiguous' | 'strided' | 'gathered'

/** What became of one loop of a specialisation. Places are `file:line:column`. */
export interface LoopReport {
  readonly place: string
  readonly line: number
  /** The counter; undefined for a `while`. */
  readonly counter?: string
  /** Loops around it. */
  readonly depth: number
  /** Whether its iterations run on several cores. */
  readonly parallel: boolean
  /** Why not. */
  readonly serial?: string
  /** Why a parallel loop runs in order, on one thread. */
  readonly inOrder?: string
  /** Iterations that run together, where it is vectorised. */
  readonly lanes?: number
  /** Those of one 128-bit vector. */
  readonly width?: number
  /** The loop around it that is vectorised, in whose lanes this one runs. */
  readonly within?: string
  /** Why it is not vectorised, and the place of what to change. */
  readonly notVectorised?: string
  readonly change?: string
  /** Iterations of `loop` whose results stay in registers together. */
  readonly tile?: { readonly rows: number; readonly loop: string }
  /** Branches and loops that lanes take differently. */
  readonly masks: number
  /** `'s': + of f64` and so on. */
  readonly reductions: readonly string[]
  /** Accesses of a vectorised loop. */
  readonly accesses: readonly {
    readonly array: string
    readonly store: boolean
    readonly shape: AccessShape
    readonly place: string
  }[]
  /** Bounds checks that stay in the loop, and why. */
  readonly checks: readonly { readonly array: string; readonly why: string; readonly place: string }[]
  /** Accesses of a loop that is not vectorised which need no check, as the source's own tests keep their indices inside. */
  readonly inside: number
  /** Bounds checks that stand before it. */
  readonly hoisted: number
  /** Of a parallel loop: iterations of a canonical block, of which threads take whole ones. */
  readonly block?: number
  /** Of a parallel loop: estimated nanoseconds of an iteration. */
  readonly cost?: number
  /** Of a parallel loop: the arrays it writes. */
  readonly writes?: readonly string[]
}

/** What is known of one specialisation; the figures are sums over its calls. */
export interface SpecialisationReport {
  readonly signature: string
  /** Its loops, outer before inner. */
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
      for (const loop of spec.loops)
        lines.push(...loopLines(loop).map((line) => `${'  '.repeat(loop.depth + 2)}${line}`))
      lines.push(`    copied ${spec.bytesCopiedIn} bytes in, ${spec.bytesCopiedOut} bytes out`)
      if (spec.callsInOrder > 0) lines.push(`    ${spec.callsInOrder} calls ran in order, as arrays overlapped`)
    }
    return lines.join('\n')
  }
}

// Printed by console.log as the report. Not a member, as isolated declarations have no name for the key.
Object.defineProperty(Diagnostics.prototype, inspect.custom, { value: Diagnostics.prototype.toString })

function loopLines(loop: LoopReport): string[] {
  const { place, counter, inOrder, cost, serial, tile, lanes, width, masks } = loop
  const title = counter === undefined ? 'while loop' : `loop over '${counter}'`
  const runs = loop.parallel
    ? `parallel, about ${cost?.toPrecision(2)} ns an iteration, blocks of ${loop.block}`
    : `serial: ${serial}`
  const lines = [`${title} at ${place}: ${runs}`]
  const note = (text: string): void => void lines.push(`  ${text}`)
  if (inOrder !== undefined) note(`in order on one thread: ${inOrder}`)
  if (lanes !== undefined) {
    const masked = masks === 0 ? '' : `, ${counted(masks, 'mask')}`
    note(`vectorised: ${lanes} iterations together, ${width} to a vector${masked}`)
    for (const text of accessTexts(loop)) note(text)
  } else if (loop.within !== undefined) note(`runs in the lanes of the loop over '${loop.within}'`)
  else {
    const change = loop.change === undefined ? '' : `: ${loop.change}`
    note(`not vectorised because ${loop.notVectorised}${change}`)
  }
  if (tile) note(`a tile of ${tile.rows} iterations of the loop over '${tile.loop}' stays in registers`)
  for (const reduction of loop.reductions) note(`reduction ${reduction}`)
  if (loop.hoisted > 0) note(`${counted(loop.hoisted, 'bounds check')} before the loop`)
  if (loop.inside > 0)
    note(`${counted(loop.inside, 'element')} without a bounds check, as tests of the source keep the index inside`)
  for (const { array, why, place: where } of loop.checks) note(`bounds check of '${array}' left at ${where}: ${why}`)
  if (loop.writes && loop.writes.length > 0) note(`writes ${loop.writes.join(', ')}`)
  return lines
}

/** `reads a: contiguous; b: uniform`, each array and shape once. */
function accessTexts({ accesses }: LoopReport): string[] {
  return [false, true].flatMap((store) => {
    const all = accesses.filter((access) => access.store === store).map(({ array, shape }) => `${array} ${shape}`)
    return all.length === 0 ? [] : [`${store ? 'writes' : 'reads'} ${[...new Set(all)].join(', ')}`]
  })
}

/** The report of a kernel as it stands. */
export function diagnose(core: Core, target: Target): Diagnostics {
  const { name, source } = core.unit
  const specialisations = core.specialisations.map((spec): SpecialisationReport => {
    const { loops, regions } = spec.program.manifest
    const { signature, bytesCopiedIn, bytesCopiedOut, callsInOrder } = spec
    const reports = loops.map((loop) => reportOf(loop, regions, source))
    return { signature, loops: reports, bytesCopiedIn, bytesCopiedOut, callsInOrder }
  })
  return new Diagnostics(name, target, specialisations)
}

function reportOf(loop: LoopInfo, regions: readonly RegionInfo[], source: SourceText): LoopReport {
  const { offset, region, reason, change, accesses, checks, ...same } = loop
  const placeOf = (at: number): string => {
    const { file, line, column } = source.at(at)
    return `${file}:${line}:${column}`
  }
  const own = region === undefined ? undefined : regions[region]
  const { line } = source.at(offset)
  return {
    ...same,
    place: placeOf(offset),
    line,
    notVectorised: reason,
    change: change === undefined ? undefined : placeOf(change),
    accesses: accesses.map(({ offset: at, ...access }) => ({ ...access, place: placeOf(at) })),
    checks: checks.map(({ array, why, offset: at }) => ({ array, why, place: placeOf(at) })),
    block: own?.block,
    cost: own?.cost,
    writes: own?.writes,
  }
}
