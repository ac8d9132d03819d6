import { libraryImports } from '../../ops/table.ts'
import type { ForStmt, Func, Subroutine } from '../ir/nodes.ts'
import { arrayLocals } from '../ir/nodes.ts'
import { printArray, printResults } from '../ir/print.ts'
import { statements } from '../ir/walk.ts'
import { FRAME_PARTIALS } from '../manifest.ts'
import type { Plan, Region } from '../plan/plan.ts'
import { elementText } from './address.ts'
import { loadFrame } from './frame.ts'
import { Lines } from './lines.ts'
import { literal } from './literal.ts'
import { Names } from './names.ts'
import { emitRegion } from './region.ts'
import { runtime } from './runtime.ts'
import { Scalar, typeText } from './scalar.ts'
import { emitMerge, emitShares } from './shares.ts'
import { emitSerialTile } from './tile.ts'
import { emitVectorLoop } from './vectorLoop.ts'

/** Prints a plan as the text of one AssemblyScript module. */
export function emitModule(plan: Plan): string {
  const used = new Set<string>()
  const body = new Lines()
  emitMain(plan, body, used)
  for (const subroutine of plan.func.functions) emitSubroutine(subroutine, body, used)
  for (const region of plan.regions.values()) {
    // Every function has names of its own.
    emitRegion(plan, region, body, new Names(), used)
  }
  const head = new Lines()
  head.add(`// ${signatureText(plan.func)}`, '')
  head.add(...importLines(used))
  if (plan.regions.size > 0)
    head.add('@external("wamba", "fork") declare function fork(region: i32, n: i32, frame: usize): void')
  if (/\bscratch\b/.test(body.toString())) head.add('@external("wamba", "scratch") declare const scratch: usize')
  // The bits of a BigInt that stand for a signed number.
  if (/\bs64\b/.test(body.toString())) head.add('type s64 = i64')
  return `${head}\n${body}`
}

/** Imports of the runtime functions and of those that operations call. */
function importLines(used: ReadonlySet<string>): string[] {
  const files = new Map<string, string[]>()
  for (const local of [...used].sort()) {
    const { from, name } = libraryImports.get(local) ?? { from: `runtime/${runtime[local]}`, name: local }
    files.set(from, [...(files.get(from) ?? []), name === local ? name : `${name} as ${local}`])
  }
  return [...files].sort().map(([from, names]) => `import { ${names.join(', ')} } from "${from}"`)
}

function signatureText(func: Func): string {
  const params = func.params.map((p) => `${p.name}: ${p.kind === 'array' ? printArray(p.array) : p.local.type}`)
  return `${func.name}(${params.join(', ')}): ${printResults(func.result)}`
}

function emitMain(plan: Plan, lines: Lines, used: Set<string>): void {
  const { func } = plan
  const names = new Names()
  const [type] = func.result.types
  const alone = func.result.single && func.result.order[0] === 'scalar'
  const result = !alone ? 'void' : type === 'bool' ? 'i32' : type
  lines.block(`export function main(frame: usize): ${result} {`, () => {
    const scalar: Scalar = new Scalar(lines, {
      names,
      proven: plan.unchecked,
      wholes: plan.wholes,
      iteration: '0',
      used,
      serial: plan.serial,
      promotions: plan.promotions,
      carried: plan.carried,
      lanes: emitVectorLoop(plan.inner, lines, names),
      results: alone ? undefined : func.result.order.map((kind, i) => ({ kind, offset: plan.results[i] })),
      loop: (stmt) => {
        const region = plan.regions.get(stmt)
        const tile = plan.tiles.get(stmt)
        if (region) emitFork(plan, region, scalar, lines, names)
        else if (tile) {
          const rest = (start: string): void =>
            scalar.with({ loop: undefined, starts: new Map([[stmt, start]]) }).block([stmt])
          emitSerialTile(stmt, tile, rest, scalar, lines, names)
        }
        return region !== undefined || tile !== undefined
      },
    })
    loadFrame(plan, undefined, scalar)
    scalar.declare(withoutRegionBodies(plan, func.body))
    // A loop of tiles may stand in two versions of the loop around it.
    for (const { body, panels } of plan.tiles.values()) scalar.declare([...body, ...(panels?.body ?? [])])
    scalar.declareRooms(statements(withoutRegionBodies(plan, func.body)))
    scalar.block(func.body)
    const last = func.body.at(-1)
    if (result !== 'void' && last?.kind !== 'return')
      lines.add(`return ${result === 'f64' ? '(0.0 / 0.0)' : result === 'f32' ? '<f32>(0.0 / 0.0)' : '0'}`)
  })
}

/** A function that the kernel calls. Its first parameter is the iteration that an error reports. */
function emitSubroutine({ name, params, arrays, result, body }: Subroutine, lines: Lines, used: Set<string>): void {
  const names = new Names()
  const iteration = names.fresh('iteration')
  const locals = [...params, ...arrays.flatMap((array) => [...arrayLocals(array)])]
  const scalar = new Scalar(lines, { names, proven: new Set(), iteration, used }, new Set(locals))
  const own = locals.map((local) => `${scalar.local(local)}: ${typeText(local)}`)
  lines.add('')
  lines.block(`function ${name}(${[`${iteration}: i32`, ...own].join(', ')}): ${result} {`, () => {
    scalar.declare(body)
    scalar.block(body)
    // Every path has returned.
    if (body.at(-1)?.kind !== 'return') lines.add(`return ${literal(0, result)}`)
  })
}

/** The statements of main itself: a region declares what its body assigns. */
function withoutRegionBodies(plan: Plan, block: Func['body']): Func['body'] {
  return block.map((stmt): Func['body'][number] => {
    if (stmt.kind === 'for' && stmt.parallel) {
      const reductions = plan.regions.get(stmt)!.reductions
      return {
        kind: 'if',
        test: { kind: 'const', type: 'bool', value: 1, at: stmt.at },
        yes: reductions
          .flatMap(({ partials }) => partials.filter(({ local }) => !local.hidden))
          .map(({ local }) => ({
            kind: 'set',
            local,
            value: { kind: 'const', type: local.type, value: 0, at: stmt.at },
            at: stmt.at,
          })),
        no: [],
        at: stmt.at,
      }
    }
    if (stmt.kind === 'if')
      return { ...stmt, yes: withoutRegionBodies(plan, stmt.yes), no: withoutRegionBodies(plan, stmt.no) }
    if (stmt.kind === 'for' || stmt.kind === 'while') return { ...stmt, body: withoutRegionBodies(plan, stmt.body) }
    return stmt
  })
}

/** Runs a region: its locals into the frame, the fork, then the partials in order of their blocks. */
function emitFork(plan: Plan, region: Region, scalar: Scalar, lines: Lines, names: Names): void {
  const { loop, reductions, block } = region
  const n = names.fresh('n')
  lines.block('{', () => {
    lines.add(`const ${n} = ${tripsText(loop, scalar)}`)
    lines.block(`if (${n} > 0) {`, () => {
      for (const local of region.captured) {
        const value = local.type === 'bool' ? `<i32>${scalar.local(local)}` : scalar.local(local)
        lines.add(
          `store<${local.type === 'bool' ? 'i32' : typeText(local)}>(frame, ${value}, ${plan.slots.get(local)})`,
        )
      }
      if (region.arena !== undefined)
        lines.add(`store<usize>(frame, ${arenaText(region, scalar)}, ${region.arena + 4})`)
      const share = emitShares(region, n, scalar, lines, names)
      lines.add(`fork(${region.index}, ${n}, frame)`)
      if (share !== undefined) emitMerge(region, n, share, lines)
      if (reductions.length === 0) return
      const partials = reductions.flatMap((reduction) => reduction.partials)
      const stride = partials.length * 8
      const at = names.fresh('partial')
      const end = names.fresh('partials_end')
      lines.add(`let ${at} = load<usize>(frame, ${FRAME_PARTIALS})`)
      lines.add(`const ${end} = ${at} + <usize>((<u32>${n} + ${block - 1}) / ${block}) * ${stride}`)
      lines.block(
        'do {',
        () => {
          partials.forEach(({ part }, p) => {
            const type = part.type === 'bool' ? 'i32' : part.type
            const value = `load<${type}>(${at}${p === 0 ? '' : `, ${p * 8}`})`
            lines.add(`const ${scalar.local(part)} = ${part.type === 'bool' ? `<bool>${value}` : value}`)
          })
          for (const { merge } of reductions) scalar.block(merge)
          lines.add(`${at} += ${stride}`)
        },
        `} while (${at} < ${end})`,
      )
    })
  })
}

/** Bytes of scratch memory that a thread needs for a region. */
function arenaText(region: Region, scalar: Scalar): string {
  scalar.use('arenaBytes')
  const parts = region.scratch.map(
    (stmt) => `arenaBytes(${scalar.elements(stmt)}, ${elementText[stmt.array.dtype].shift}, ${stmt.site})`,
  )
  return parts.join(' + ')
}

/** The number of iterations, as an i32 that is not positive where there is none. */
function tripsText(loop: ForStmt, scalar: Scalar): string {
  const { start, stop, step } = loop
  if (start.kind === 'const' && start.value === 0 && step.kind === 'const' && step.value === 1) return scalar.expr(stop)
  scalar.use('trips')
  return `trips(${scalar.expr(start)}, ${scalar.expr(stop)}, ${scalar.expr(step)})`
}
