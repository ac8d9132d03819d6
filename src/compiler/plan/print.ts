import type { SourceText } from '../../base/source.ts'
import { printExpr, printExtent } from '../ir/print.ts'
import { outermost } from '../syntax/tree.ts'
import type { Plan, Region } from './plan.ts'
import { reductionText } from './reduction.ts'

/** The plan as a person reads it: `inspect('plan')`. */
export function printPlan(plan: Plan, source: SourceText): string {
  const lines = [`${plan.func.name}: frame of ${plan.frameBytes} bytes`]
  for (const region of plan.regions.values()) lines.push(...printRegion(region, source))
  for (const { loop, checks } of plan.serial.values())
    lines.push(
      `loop over '${loop.counter.name}', line ${source.lineOf(outermost(loop.at).start)}: serial`,
      ...checks.hoisted.map(
        ({ access, dim, lo, hi }) =>
          `  hoisted check: 0 <= ${printExpr(lo)}, ${printExpr(hi)} < ${printExtent(access.array, dim)}`,
      ),
      ...[...checks.inline].map(
        ([access, why]) =>
          `  check left on '${access.array.name}', line ${source.lineOf(outermost(access.at).start)}: ${why}`,
      ),
    )
  return lines.join('\n')
}

function printRegion(region: Region, source: SourceText): string[] {
  const { loop, vector, tile, checks, reductions } = region
  const lines = [
    `prange over '${loop.counter.name}', line ${source.lineOf(outermost(loop.at).start)}: parallel, region ${region.index}`,
  ]
  if (vector.kind === 'vector') {
    lines.push(
      `  vector: ${vector.lanes} iterations together${vector.width > 4 ? `, ${vector.width} to a vector` : ''}${vector.trip === vector.lanes ? '' : `, ${vector.trip} a trip`}`,
    )
    for (const [access, { shape, guard }] of vector.accesses)
      lines.push(
        `  ${access.store ? 'write' : 'read'} '${access.array.name}': ${shape}${guard === 'none' ? '' : `, ${guard}`}${vector.accumulated.has(access.array) ? ', lane by lane' : ''}`,
      )
    if (vector.tile)
      lines.push(`  tile: ${vector.tile.rows} rows of the loop over '${vector.tile.loop}' share what they read`)
  } else lines.push(`  scalar: ${vector.reason}`)
  if (tile)
    lines.push(
      `  tile: ${tile.rows} rows share what they read${tile.panels ? ', in panels where there are many of it' : ''}`,
    )
  for (const reduction of reductions) lines.push(`  reduction ${reductionText(reduction)}, blocks of ${region.block}`)
  for (const { array, op, exact } of region.copied)
    lines.push(
      `  array reduction '${array.name}': ${op} of ${array.dtype}${exact ? '' : ', regrouped'}; copies for up to 32 shares of the iterations, in order on one thread where they are too few for that`,
    )
  if (region.inOrder !== undefined) lines.push(`  in order, on one thread: ${region.inOrder}`)
  for (const { access, dim, lo, hi } of checks.hoisted)
    lines.push(`  hoisted check: 0 <= ${printExpr(lo)}, ${printExpr(hi)} < ${printExtent(access.array, dim)}`)
  for (const [access, why] of checks.inline)
    lines.push(`  check left on '${access.array.name}', line ${source.lineOf(outermost(access.at).start)}: ${why}`)
  lines.push(`  about ${region.cost.toPrecision(2)} ns an iteration`)
  return lines
}
