import type { AllocateStmt } from '../ir/nodes.ts'
import { FRAME_PARTIALS, SCRATCH_BYTES } from '../manifest.ts'
import { chunkFirst, chunkLast, type Plan, type Region } from '../plan/plan.ts'
import { elementText } from './address.ts'
import { loadFrame } from './frame.ts'
import { counterText, type Emission, emitScalar } from './iterations.ts'
import type { Lines } from './lines.ts'
import type { Names } from './names.ts'
import { Scalar } from './scalar.ts'
import { emitMerger, emitSharedRegion } from './shares.ts'
import { emitTile, tileFits } from './tile.ts'
import { emitVectorLoop } from './vectorLoop.ts'
import { emitAgain, emitVector, vectorFits } from './vectorRegion.ts'

/** `region_<r>(lo, hi, frame)`: the iterations of a parallel loop from the lo-th to before the hi-th. */
export function emitRegion(plan: Plan, region: Region, lines: Lines, names: Names, used: Set<string>): void {
  const emission: Emission = { plan, region, lines, names, used, helpers: new Set() }
  const { loop, checks, vector, reductions } = region
  lines.add(
    '',
    `// the prange over '${loop.counter.name}': ${vector.kind === 'vector' ? `${vector.lanes} iterations together` : `scalar, ${vector.reason}`}`,
  )
  const bases = region.copied.map(({ array }) => array.base)
  const given = bases.map((base) => `, ${names.of(base, base.name)}: usize`).join('')
  if (region.shares !== undefined) {
    emitSharedRegion(plan, region, lines, used)
    emitMerger(plan, region, lines, used)
  }
  const head = region.shares === undefined ? `export function region_${region.index}` : `function part_${region.index}`
  lines.block(`${head}(lo: i32, hi: i32, frame: usize${given}): void {`, () => {
    const scalar = new Scalar(lines, {
      names,
      proven: plan.unchecked,
      wholes: plan.wholes,
      iteration: 'k',
      used,
      serial: plan.serial,
      promotions: plan.promotions,
      carried: plan.carried,
      lanes: emitVectorLoop(plan.inner, lines, names),
    })
    loadFrame(plan, region, scalar, new Set(bases))
    const start = scalar.expr(loop.start)
    const step = scalar.expr(loop.step)
    if (checks.hoisted.length > 0 || (region.tile?.checks.hoisted.length ?? 0) > 0) {
      const [least, greatest] = loop.step.kind === 'const' && loop.step.value < 0 ? ['hi - 1', 'lo'] : ['lo', 'hi - 1']
      const nth = (k: string): string => (start === '0' && step === '1' ? k : `${start} + (${k}) * ${step}`)
      const ends = [nth(least), nth(greatest)]
      const [first, last] =
        loop.step.kind === 'const' ? ends : [`min<i32>(${ends[0]}, ${ends[1]})`, `max<i32>(${ends[0]}, ${ends[1]})`]
      lines.add(
        `const ${names.bind(chunkFirst, 'first')} = ${first}`,
        `const ${names.bind(chunkLast, 'last')} = ${last}`,
      )
    }
    if (region.tile) lines.add(`const tiles = ${tileFits(region.tile, scalar)}`)
    if (vector.kind === 'vector') lines.add(`const fast = ${vectorFits(vector, scalar)}`)
    else if (checks.hoisted.length > 0) lines.add(`const fast = ${scalar.checks(checks.hoisted)}`)
    const arenas = arenaTexts(region, scalar, lines, names)
    const { reserved } = region
    if (reserved.size > 0) lines.add(`${scalar.runtime('openReserve')}()`)
    const partials = reductions.flatMap((reduction) => reduction.partials)
    scalar.declare([loop], new Set(partials.map(({ local }) => local)))
    for (const { local } of partials) lines.add(`let ${scalar.local(local)}: ${local.type}`)
    lines.add('let k = lo')
    if (reductions.length === 0) {
      lines.add('const stop = hi')
      if (region.tile)
        emitTile({ counter: loop.counter, kth: counterText(region, scalar) }, region.tile, scalar, lines, names)
      emitVersions(emission, scalar.with({ arenas, reserved }))
    } else emitBlocks(emission, scalar.with({ arenas, reserved }))
    if (reserved.size > 0) lines.add(`${scalar.runtime('closeReserve')}()`)
  })
  if (vector.kind === 'vector') emitAgain(emission, vector)
}

/** Where the arrays that an iteration makes lie: one after the other in the thread's arena. */
function arenaTexts(region: Region, scalar: Scalar, lines: Lines, names: Names): Map<AllocateStmt, string> {
  const texts = new Map<AllocateStmt, string>()
  if (region.arena === undefined) return texts
  let next = names.fresh('arena')
  const thread = `load<u32>(scratch, ${SCRATCH_BYTES - 4})`
  lines.add(`const ${next} = load<usize>(frame, ${region.arena}) + ${thread} * load<usize>(frame, ${region.arena + 4})`)
  scalar.use('arenaBytes')
  for (const stmt of region.scratch) {
    texts.set(stmt, next)
    const after = names.fresh('arena')
    const { shift } = elementText[stmt.array.dtype]
    lines.add(`const ${after} = ${next} + arenaBytes(${scalar.elements(stmt)}, ${shift}, ${stmt.site})`)
    next = after
  }
  return texts
}

/** The blocks of the canonical order, each with partials of its own. */
function emitBlocks(emission: Emission, scalar: Scalar): void {
  const { region, lines } = emission
  const { block } = region
  const partials = region.reductions.flatMap((reduction) => reduction.partials)
  const stride = partials.length * 8
  lines.add(`let partials = load<usize>(frame, ${FRAME_PARTIALS}) + <usize>(lo / ${block}) * ${stride}`)
  lines.block(
    'do {',
    () => {
      lines.add(`const stop = hi - k > ${block} ? k + ${block} : hi`)
      emitVersions(emission, scalar)
      partials.forEach(({ local }, p) => {
        const [type, value] =
          local.type === 'bool' ? ['i32', `<i32>${scalar.local(local)}`] : [local.type, scalar.local(local)]
        lines.add(`store<${type}>(partials, ${value}${p === 0 ? '' : `, ${p * 8}`})`)
      })
      lines.add(`partials += ${stride}`)
    },
    '} while (k < hi)',
  )
}

/** The iterations from k to stop: the fast version where the hoisted checks hold, else the checked one. */
function emitVersions(emission: Emission, scalar: Scalar): void {
  const { region, lines } = emission
  const { checks, vector } = region
  const checked = (): void => emitScalar(emission, scalar)
  const proven = scalar.with({ proven: checks.proven })
  if (checks.hoisted.length === 0 && vector.kind === 'scalar') {
    checked()
    return
  }
  lines.block('if (fast) {', () =>
    vector.kind === 'vector' ? emitVector(emission, proven, vector) : emitScalar(emission, proven),
  )
  lines.block('else {', checked)
}
