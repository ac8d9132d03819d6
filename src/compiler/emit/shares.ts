import { elementType, isBigType } from '../../ops/type.ts'
import type { Local } from '../ir/nodes.ts'
import { FLAG_IN_ORDER, FRAME_FLAGS, SHARE_BYTES, SHARE_COPIES, SHARE_ITERATIONS } from '../manifest.ts'
import type { Accumulation } from '../plan/accumulations.ts'
import type { Plan, Region } from '../plan/plan.ts'
import type { Reducer, Relation } from '../plan/reduction.ts'
import { elementText } from './address.ts'
import type { Lines } from './lines.ts'
import { literal } from './literal.ts'
import { Names } from './names.ts'
import type { Scalar } from './scalar.ts'

/** The runtime function that merges copies, by the operation. */
const mergers: Partial<Record<Reducer | Relation, string>> = {
  '>': 'greaterCopies',
  '>=': 'greaterEqualCopies',
  '<': 'lessCopies',
  '<=': 'lessEqualCopies',
  '+': 'sumCopies',
  '*': 'prodCopies',
  'Math.imul': 'prodCopies',
  'Math.min': 'minCopies',
  'Math.max': 'maxCopies',
  '&': 'andCopies',
  '|': 'orCopies',
  '^': 'xorCopies',
}

const shiftOf = ({ array }: Accumulation): number => elementText[array.dtype].shift

/** Iterations of a share are whole blocks. */
export function unitOf({ reductions, block }: Region): number {
  return reductions.length > 0 ? block : 1
}

/** In main, before the fork: the bytes of a share's copies, and the iterations of a share, to the frame. */
export function emitShares(region: Region, n: string, scalar: Scalar, lines: Lines, names: Names): string | undefined {
  const { copied, shares, cost } = region
  if (shares === undefined) return undefined
  scalar.use('copyBytes')
  scalar.use('shareOf')
  const [stride, share] = ['stride', 'share'].map((name) => names.fresh(name))
  const lengths = copied.map(({ array }) => scalar.length(array))
  lines.add(
    `const ${stride} = ${copied.map((c, i) => `copyBytes(${lengths[i]}, ${shiftOf(c)})`).join(' + ')}`,
    `const ${share} = shareOf(${n}, ${literal(cost, 'f64')}, ${lengths.map((length) => `<f64>${length}`).join(' + ')}, <f64>${stride}, ${unitOf(region)}, load<u32>(frame, ${FRAME_FLAGS}) & ${FLAG_IN_ORDER})`,
    `store<usize>(frame, ${stride}, ${shares + SHARE_BYTES})`,
    `store<i32>(frame, ${share}, ${shares + SHARE_ITERATIONS})`,
  )
  return share
}

/** In main, after the fork: the copies into their arrays, where there were any. */
export function emitMerge(region: Region, n: string, share: string, lines: Lines): void {
  lines.add(`mergeShares_${region.index}(<i32>((<u32>${n} + ${share} - 1) / ${share}), frame)`)
}

/** `mergeShares_<r>(count, frame)`: the copies of the first shares into their arrays. The host calls it where a share threw. */
export function emitMerger(plan: Plan, { index, copied, shares }: Region, lines: Lines, used: Set<string>): void {
  const names = new Names()
  const [copies, bytes] = ['copies', 'bytes'].map((name) => names.fresh(name))
  lines.block(`export function mergeShares_${index}(count: i32, frame: usize): void {`, () => {
    lines.add(
      `let ${copies} = load<usize>(frame, ${shares! + SHARE_COPIES})`,
      `if (!${copies}) return`,
      `const ${bytes} = load<usize>(frame, ${shares! + SHARE_BYTES})`,
    )
    for (const accumulation of copied) {
      const { array, op } = accumulation
      const merge = mergers[op]!
      used.add(merge).add('copyBytes')
      const length = names.fresh(`${array.name}_length`)
      lines.add(
        `const ${length} = load<i32>(frame, ${offsetOf(plan, array.size)})`,
        `${merge}<${elementText[array.dtype].type}>(load<usize>(frame, ${offsetOf(plan, array.base)}), ${length}, ${copies}, ${bytes}, count)`,
        `${copies} += copyBytes(${length}, ${shiftOf(accumulation)})`,
      )
    }
  })
}

/** `region_<r>(lo, hi, frame)` over `part_<r>(lo, hi, frame, arrays)`: shares with their copies, or the arrays themselves. */
export function emitSharedRegion(plan: Plan, region: Region, lines: Lines, used: Set<string>): void {
  const { index, copied } = region
  const shares = region.shares!
  const names = new Names()
  const slot = (local: Local): number => offsetOf(plan, local)
  const bases = copied.map(({ array }) => names.fresh(array.name))
  const lengths = copied.map(({ array }) => names.fresh(`${array.name}_length`))
  const [copies, share] = ['copies', 'share'].map((name) => names.fresh(name))
  const call = (from: string, to: string): string => `part_${index}(${from}, ${to}, frame, ${bases.join(', ')})`
  lines.block(`export function region_${index}(lo: i32, hi: i32, frame: usize): void {`, () => {
    copied.forEach(({ array }, i) => {
      lines.add(`let ${bases[i]} = load<usize>(frame, ${slot(array.base)})`)
    })
    lines.add(`const ${copies} = load<usize>(frame, ${shares + SHARE_COPIES})`)
    lines.block(`if (!${copies}) {`, () => lines.add(call('lo', 'hi'), 'return'))
    copied.forEach(({ array }, i) => {
      lines.add(`const ${lengths[i]} = load<i32>(frame, ${slot(array.size)})`)
    })
    lines.add(`const ${share} = load<i32>(frame, ${shares + SHARE_ITERATIONS})`, 'let k = lo')
    used.add('copyBytes').add('fillCopy')
    lines.block(
      'do {',
      () => {
        lines.add(`const stop = hi - k > ${share} ? k + ${share} : hi`)
        copied.forEach((accumulation, i) => {
          const { array, start } = accumulation
          const before = i === 0 ? '' : ` + copyBytes(${lengths[i - 1]}, ${shiftOf(copied[i - 1])})`
          const at = `${copies} + <usize>(k / ${share}) * load<usize>(frame, ${shares + SHARE_BYTES})`
          lines.add(`${bases[i]} = ${i === 0 ? at : `${bases[i - 1]}${before}`}`)
          const { type } = elementText[array.dtype]
          const value = elementType[array.dtype]!
          const text =
            value === 'f64' || value === 'f32' || isBigType(value)
              ? literal(start, value)
              : `<${type}>${literal(start, 'i64')}`
          lines.add(`fillCopy<${type}>(${bases[i]}, ${lengths[i]}, ${text})`)
        })
        lines.add(call('k', 'stop'), 'k = stop')
      },
      '} while (k < hi)',
    )
  })
}

/** Where the frame has a parameter, or a local that regions read. */
function offsetOf({ func, params, slots }: Plan, local: Local): number {
  const slot = slots.get(local)
  if (slot !== undefined) return slot
  const i = func.params.findIndex((p) => p.kind === 'array' && (p.array.base === local || p.array.size === local))
  const param = func.params[i]
  return params[i] + (param.kind === 'array' && param.array.size === local ? 4 : 0)
}
