import { types } from '../../ops/type.ts'
import type { Expr, Local, StoreStmt } from '../ir/nodes.ts'
import { operands, subexpressions, withOperands } from '../ir/walk.ts'
import { elementText } from './address.ts'
import type { LaneExprs } from './laneExprs.ts'
import { laneBits, pointers } from './laneMemory.ts'
import type { Lanes } from './lanes.ts'

/** `h[k] = h[k] op e`, where lanes may have one k: what does not read h in lanes, then one lane after the other. */
export function updateLanes(exprs: LaneExprs, stmt: StoreStmt): void {
  const { text, mask, scalar } = exprs
  const { access, index } = stmt
  const { array } = access
  const at = pointers(exprs.memory(access), access, index)
  const terms = new Map<Expr, Lanes>()
  const collect = (expr: Expr): void => {
    if (expr.kind === 'load' && expr.access.array === array) return
    if (![...subexpressions(expr)].some((e) => e.kind === 'load' && e.access.array === array)) {
      if (exprs.stride(expr) !== 0 && expr.type !== 'bool') terms.set(expr, exprs.lanes(expr))
      return
    }
    for (const operand of operands(expr)) collect(operand)
  }
  collect(stmt.value)
  const bits = mask && mask.constant !== true ? laneBits(text, mask) : undefined
  const { type: element } = elementText[array.dtype]
  for (let lane = 0; lane < text.lanes; lane++) {
    const name = (expr: Expr, value: string): Expr => {
      const local: Local = { name: 'lane', type: expr.type }
      text.names.bind(local, value)
      return { kind: 'local', type: expr.type, local, at: expr.at }
    }
    const place = text.names.fresh('place')
    const one = (expr: Expr): Expr => {
      if (expr.kind === 'load' && expr.access.array === array) {
        const load = `load<${element}>(${place})`
        return name(expr, element === expr.type ? load : `<${expr.type}>${load}`)
      }
      const lanes = terms.get(expr)
      if (lanes !== undefined && expr.type !== 'bool') {
        const { shape, bytes } = types[expr.type]
        const count = 16 / bytes
        const extracted = `${shape}.extract_lane(${lanes.parts[Math.floor(lane / count)]}, ${lane % count})`
        return name(expr, expr.type === 'u64' ? `<u64>${extracted}` : extracted)
      }
      const args = operands(expr)
      return args.length === 0 ? expr : withOperands(expr, args.map(one))
    }
    const value = scalar.stored({ ...stmt, value: one(stmt.value) })
    text.lines.block(bits ? `if (${bits} & ${2 ** lane}) {` : '{', () =>
      text.lines.add(
        `const ${place} = <usize>i32x4.extract_lane(${at.parts[lane >> 2]}, ${lane & 3})`,
        `store<${element}>(${place}, ${value})`,
      ),
    )
  }
  text.forgetLoads()
}
