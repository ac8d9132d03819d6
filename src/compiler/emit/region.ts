import { opNamed } from '../../ops/table.ts'
import { type NumberType, types } from '../../ops/type.ts'
import type { AllocateStmt, Local } from '../ir/nodes.ts'
import { FLAG_IN_ORDER, FRAME_FLAGS, FRAME_PARTIALS, SCRATCH_BYTES } from '../manifest.ts'
import { chunkFirst, chunkLast, type Plan, type Region } from '../plan/plan.ts'
import { type Fold, identity, striped } from '../plan/reduction.ts'
import { STRIPES, type VectorPlan } from '../plan/vectors.ts'
import { elementText } from './address.ts'
import { loadFrame } from './frame.ts'
import type { Lines } from './lines.ts'
import { literal } from './literal.ts'
import type { Names } from './names.ts'
import { Scalar } from './scalar.ts'
import { emitSharedRegion } from './shares.ts'
import { Vector } from './vector.ts'

type LaneFold = Fold & { readonly type: NumberType }

interface Emission {
  readonly plan: Plan
  readonly region: Region
  readonly lines: Lines
  readonly names: Names
  readonly used: Set<string>
}

/** `region_<r>(lo, hi, frame)`: the iterations of a parallel loop from the lo-th to before the hi-th. */
export function emitRegion(plan: Plan, region: Region, lines: Lines, names: Names, used: Set<string>): void {
  const emission: Emission = { plan, region, lines, names, used }
  const { loop, checks, vector, reductions } = region
  lines.add(
    '',
    `// the prange over '${loop.counter.name}': ${vector.kind === 'vector' ? `${vector.lanes} iterations together` : `scalar, ${vector.reason}`}`,
  )
  const bases = region.copied.map(({ array }) => array.base)
  const given = bases.map((base) => `, ${names.of(base, base.name)}: usize`).join('')
  if (region.shares !== undefined) emitSharedRegion(plan, region, lines, used)
  const head = region.shares === undefined ? `export function region_${region.index}` : `function part_${region.index}`
  lines.block(`${head}(lo: i32, hi: i32, frame: usize${given}): void {`, () => {
    const scalar = new Scalar(lines, {
      names,
      proven: new Set(),
      iteration: 'k',
      used,
      serial: plan.serial,
      promotions: plan.promotions,
    })
    loadFrame(plan, region, scalar, new Set(bases))
    const start = scalar.expr(loop.start)
    const step = scalar.expr(loop.step)
    if (checks.hoisted.length > 0) {
      const [least, greatest] = loop.step.kind === 'const' && loop.step.value < 0 ? ['hi - 1', 'lo'] : ['lo', 'hi - 1']
      const nth = (k: string): string => (start === '0' && step === '1' ? k : `${start} + (${k}) * ${step}`)
      const ends = [nth(least), nth(greatest)]
      const [first, last] =
        loop.step.kind === 'const' ? ends : [`min<i32>(${ends[0]}, ${ends[1]})`, `max<i32>(${ends[0]}, ${ends[1]})`]
      lines.add(
        `const ${names.bind(chunkFirst, 'first')} = ${first}`,
        `const ${names.bind(chunkLast, 'last')} = ${last}`,
      )
      const order = vector.kind === 'vector' ? ` && !(load<u32>(frame, ${FRAME_FLAGS}) & ${FLAG_IN_ORDER})` : ''
      lines.add(`const fast = ${scalar.checks(checks.hoisted)}${order}`)
    }
    const arenas = arenaTexts(region, scalar, lines, names)
    const partials = reductions.flatMap((reduction) => reduction.partials)
    scalar.declare([loop], new Set(partials.map(({ local }) => local)))
    for (const { local } of partials) lines.add(`let ${scalar.local(local)}: ${local.type}`)
    lines.add('let k = lo')
    if (reductions.length === 0) {
      lines.add('const stop = hi')
      emitVersions(emission, scalar.with({ arenas }))
    } else emitBlocks(emission, scalar.with({ arenas }))
  })
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
    lines.add(`const ${after} = ${next} + arenaBytes(${scalar.expr(stmt.length)}, ${shift}, ${stmt.site})`)
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
  if (checks.hoisted.length === 0) lines.add(`const fast = !(load<u32>(frame, ${FRAME_FLAGS}) & ${FLAG_IN_ORDER})`)
  lines.block('if (fast) {', () =>
    vector.kind === 'vector' ? emitVector(emission, proven, vector) : emitScalar(emission, proven),
  )
  lines.block('else {', checked)
}

const stripesAt = (r: number): number => r * STRIPES * 8
const scratchAt = (r: number): string => (r === 0 ? 'scratch' : `scratch + ${stripesAt(r)}`)

/** Addresses of the current iteration's stripe of each reduction that has stripes. */
function stripeTexts(region: Region): Map<Local, string> {
  return new Map(
    region.reductions.filter(striped).map((reduction, r): [Local, string] => {
      const shift = types[reduction.type].bytes === 8 ? 3 : 2
      return [reduction.local, `${scratchAt(r)} + (<usize>(k & ${STRIPES - 1}) << ${shift})`]
    }),
  )
}

/** Scalar iterations; the stripes of reductions lie in the thread's scratch memory. */
function emitScalar(emission: Emission, scalar: Scalar): void {
  const { region, lines } = emission
  startPartials(region, scalar, lines)
  const stripes = region.reductions.filter(striped)
  stripes.forEach((reduction, r) => {
    const start = literal(identity(reduction.op, reduction.type), reduction.type)
    const { shape } = types[reduction.type]
    const name = emission.names.fresh('start')
    lines.add(`const ${name} = ${shape}.splat(${start})`)
    for (let at = 0; at < STRIPES * types[reduction.type].bytes; at += 16)
      lines.add(`v128.store(scratch, ${name}, ${stripesAt(r) + at})`)
  })
  emitIterations(emission, scalar)
  stripes.forEach((reduction, r) => {
    const combine = `${reduction.op === '+' ? 'sum' : 'prod'}Stripes${reduction.type === 'f32' ? 'F32' : ''}`
    emission.used.add(combine)
    lines.add(`${scalar.local(reduction.local)} = ${combine}(${scratchAt(r)})`)
  })
}

/** The reductions without stripes as they are where a block begins. */
function startPartials(region: Region, scalar: Scalar, lines: Lines): void {
  for (const reduction of region.reductions)
    if (!striped(reduction))
      for (const { local, start } of reduction.partials)
        lines.add(`${scalar.local(local)} = ${literal(start, local.type)}`)
}

/** Scalar iterations from k to stop. */
function emitIterations(emission: Emission, scalar: Scalar): void {
  const { region, lines } = emission
  const body = scalar.with({ stripes: stripeTexts(region) })
  lines.block(
    'if (k < stop) do {',
    () => {
      lines.add(`${scalar.local(region.loop.counter)} = ${counterText(region, scalar)}`)
      body.block(region.loop.body)
    },
    '} while (++k < stop)',
  )
}

function counterText(region: Region, scalar: Scalar): string {
  const start = scalar.expr(region.loop.start)
  const step = scalar.expr(region.loop.step)
  const scaled = step === '1' ? 'k' : `k * ${step}`
  return start === '0' ? scaled : `${start} + ${scaled}`
}

/** Vector trips, then scalar iterations for the rest. */
function emitVector(emission: Emission, scalar: Scalar, plan: VectorPlan): void {
  const { region, lines, names } = emission
  const { loop } = region
  // The plan makes lanes of nothing else.
  const folds = region.reductions as readonly LaneFold[]
  const accumulators = new Map(
    folds.map((reduction) => {
      const { bytes, shape } = types[reduction.type]
      const parts = Array.from({ length: (STRIPES * bytes) / 16 }, () =>
        names.fresh(`${scalar.local(reduction.local)}_s`),
      )
      const start = literal(identity(reduction.op, reduction.type), reduction.type)
      lines.add(...parts.map((part, i) => `let ${part} = ${i === 0 ? `${shape}.splat(${start})` : parts[0]}`))
      return [reduction.local, { reduction, parts }] as const
    }),
  )
  lines.add(`const end = k + ((stop - k) & ~${plan.trip - 1})`)
  const vector = new Vector(lines, names, scalar, loop, plan)
  const mark = lines.mark
  lines.block(
    'if (k < end) do {',
    () => {
      lines.add(`${scalar.local(loop.counter)} = ${counterText(region, scalar)}`)
      vector.trip(accumulators)
      lines.add(`k += ${plan.trip}`)
    },
    '} while (k < end)',
  )
  lines.insert(mark, vector.before)

  for (const { reduction, parts } of accumulators.values())
    if (!striped(reduction)) combine(reduction, parts, scalar, lines, names)
  const inStripes = [...accumulators.values()].filter(({ reduction }) => striped(reduction))
  if (inStripes.length === 0) {
    emitIterations(emission, scalar)
    return
  }
  lines.block('if (k < stop) {', () => {
    // The last iterations of the region: their stripes go through memory.
    const each = (text: (part: string, at: number) => string): void =>
      inStripes.forEach(({ parts }, r) => {
        parts.forEach((part, i) => {
          lines.add(text(part, stripesAt(r) + 16 * i))
        })
      })
    each((part, at) => `v128.store(scratch, ${part}, ${at})`)
    emitIterations(emission, scalar)
    each((part, at) => `${part} = v128.load(scratch, ${at})`)
  })
  for (const { reduction, parts } of inStripes) combine(reduction, parts, scalar, lines, names)
}

/** The fixed pairwise combine of 16 stripes: halves onto each other, 8, 4, 2, 1 apart. */
function combine(reduction: LaneFold, stripes: readonly string[], scalar: Scalar, lines: Lines, names: Names): void {
  const { type } = reduction
  const { shape, bytes } = types[type]
  const op = opNamed(reduction.op)
  let parts = [...stripes]
  while (parts.length > 1) {
    const half = parts.length / 2
    parts = parts.slice(0, half).map((part, i) => {
      const joined = names.fresh('v')
      lines.add(`const ${joined} = ${op.vector(type, part, parts[i + half])}`)
      return joined
    })
  }
  const lane = (i: number): string => `${shape}.extract_lane(${parts[0]}, ${i})`
  const pair = (a: string, b: string): string => op.scalar(type, a, b)
  const result = bytes === 8 ? pair(lane(0), lane(1)) : pair(pair(lane(0), lane(2)), pair(lane(1), lane(3)))
  lines.add(`${scalar.local(reduction.local)} = ${result}`)
}
