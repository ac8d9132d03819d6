import type { Type } from '../../ops/type.ts'
import { accessesOf } from '../ir/nodes.ts'
import type { ArgType, FaultSite, Manifest, ParamLayout, ScalarType } from '../manifest.ts'
import { outermost } from '../syntax/tree.ts'
import { elementwise, type Plan, writtenArrays } from './plan.ts'

const results: Readonly<Record<Type, ScalarType>> = {
  f64: 'float64',
  f32: 'float32',
  i32: 'int32',
  i64: 'float64',
  bool: 'bool',
}

/** What the runtime needs to know of a plan. */
export function makeManifest(plan: Plan, types: readonly ArgType[]): Manifest {
  const { func } = plan
  const accesses = [...accessesOf(func.body)]
  const loops = [...plan.regions.values()]
  const params = func.params.map((param, i): ParamLayout => {
    const own = accesses.filter(({ access }) => param.kind === 'array' && access.array === param.array)
    return {
      name: param.name,
      type: types[i],
      offset: plan.params[i],
      reads: own.some(({ access }) => !access.store),
      writes: own.some(({ access }) => access.store),
      elementwise: loops.every(({ loop }) => elementwise(loop, i)),
    }
  })
  const regions = loops.map((region) => {
    const writes = writtenArrays(region.loop)
    const reads = [...accessesOf(region.loop.body)].flatMap(({ access }) => (access.store ? [] : [access.array.name]))
    return {
      offset: outermost(region.loop.at).start,
      block: region.block,
      reductions: region.reductions.length,
      cost: region.cost,
      redoable: !writes.some((name) => reads.includes(name)),
      writes,
    }
  })
  const sites = func.accesses.map(
    (access): FaultSite => ({
      kind: 'bounds',
      array: access.array.name,
      param: access.array.param,
      offset: outermost(access.at).start,
    }),
  )
  const { types: returned, keys, single } = func.result
  const result = single ? results[returned[0]] : 'void'
  const several =
    single || returned.length === 0
      ? undefined
      : { keys, values: returned.map((type, i) => ({ type: results[type], offset: plan.results[i] })) }
  return { name: func.name, params, frameBytes: plan.frameBytes, regions, result, results: several, sites }
}
