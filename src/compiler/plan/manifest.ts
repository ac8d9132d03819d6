import { opNamed } from '../../ops/table.ts'
import type { Type } from '../../ops/type.ts'
import { accessesOf, expressions, statements } from '../ir/walk.ts'
import type { ArgType, FaultSite, Manifest, ParamLayout, ResultValue, ScalarType } from '../manifest.ts'
import { outermost } from '../syntax/tree.ts'
import { aliasClasses } from './aliases.ts'
import { PANEL_ROWS } from './panels.ts'
import { ownDimensions, type Plan, writtenArrays } from './plan.ts'
import { striped } from './reduction.ts'
import { reportLoops } from './report.ts'

const results: Readonly<Record<Type, ScalarType>> = {
  f64: 'float64',
  f32: 'float32',
  i32: 'int32',
  i64: 'float64',
  s64: 'int64',
  u64: 'uint64',
  bool: 'bool',
}

/** What the runtime needs to know of a plan. */
/** `typed`: arrays must be typed arrays. */
export function makeManifest(
  plan: Plan,
  types: readonly ArgType[],
  frozenKeys: readonly string[] = [],
  typed = false,
): Manifest {
  const { func } = plan
  const accesses = [...accessesOf(func.body)]
  const classOf = aliasClasses(func)
  const loops = [...plan.regions.values()]
  const params = func.params.map((param, i): ParamLayout => {
    const own = accesses.filter(
      ({ access }) => param.kind === 'array' && classOf(access.array) === classOf(param.array),
    )
    const alone = param.kind === 'scalar' || own.every(({ access }) => access.array === param.array)
    const ndim = types[i].kind === 'array' ? types[i].ndim : 0
    const along = Array.from({ length: ndim }, (_, d) => d).filter(
      (d) => alone && loops.every(({ loop }) => ownDimensions(loop, i, ndim).includes(d)),
    )
    return {
      name: param.kind === 'array' ? param.array.name : param.name,
      type: types[i],
      offset: plan.params[i],
      reads: own.some(({ access }) => !access.store),
      writes: own.some(({ access }) => access.store),
      elementwise: param.kind === 'array' && along.length > 0,
      ...(typed && ndim > 0 && { typed }),
      ...(ndim > 1 && { along }),
    }
  })
  const regions = loops.map((region) => {
    const writes = writtenArrays(region.loop)
    const reduces = region.reductions.length > 0
    const touched = [...accessesOf(region.loop.body)].map(({ access }) => access)
    const copied = new Set(region.copied.map(({ array }) => array))
    const written = new Set(touched.filter((access) => access.store).map((access) => classOf(access.array)))
    return {
      offset: outermost(region.loop.at).start,
      // Without reductions any chunk will do; one of whole trips keeps all iterations in lanes.
      block: reduces || region.vector.kind === 'scalar' ? region.block : region.vector.trip,
      ...(region.tile?.panels && { together: PANEL_ROWS }),
      reductions: region.reductions.reduce((sum, { partials }) => sum + partials.length, 0),
      cost: region.cost,
      // Copies are made anew where a share is run again.
      redoable: !touched.some(
        (access) => !access.store && written.has(classOf(access.array)) && !copied.has(access.array),
      ),
      arena: region.arena,
      shares: region.shares,
      anyShares: region.copied.every(({ exact }) => exact),
      inOrder: region.inOrder,
      regroups: region.reductions.some(striped) || region.copied.some(({ exact }) => !exact),
      writes,
    }
  })
  const sites = func.sites.map((site): FaultSite => {
    if (site.kind === 'access') {
      const { array, at } = site.access
      const dim = site.dim === undefined ? {} : { dim: site.dim }
      const width = array.width === undefined ? {} : { width: array.width }
      return { kind: 'bounds', array: array.name, ...dim, ...width, offset: outermost(at).start }
    }
    const offset = outermost(site.at).start
    if (site.kind === 'length') return { kind: 'length', array: site.array.name, offset }
    const types = site.types.map((type) => results[type])
    return site.kind === 'throw'
      ? { kind: 'throw', error: site.error, text: site.text, types, offset }
      : { kind: 'log', method: site.method, args: site.args, types, offset }
  })
  const { types: scalars, arrays, order, keys, single, nest, absent } = func.result
  const alone = single && order[0] === 'scalar'
  const result = alone ? results[scalars[0]] : 'void'
  const [scalar, array] = [scalars.values(), arrays.values()]
  const values = order.map((kind, i): ResultValue => {
    const offset = plan.results[i]
    if (kind === 'scalar') return { kind, type: results[scalar.next().value!], offset }
    const { dtype, ndim } = array.next().value!
    return {
      kind,
      dtype,
      ndim,
      ...(func.result.lists?.has(i) && { list: true }),
      ...(func.result.typed?.has(i) && { typed: true }),
      offset,
    }
  })
  const several =
    alone || order.length === 0
      ? undefined
      : { keys, single, ...(nest !== undefined && { nest }), ...(absent && { absent }), values }
  const bodies = [func.body, ...func.functions.map(({ body }) => body)]
  const allocates = bodies.some((body) => statements(body).some((stmt) => stmt.kind === 'allocate'))
  const { locals, fastmath, fma } = plan.options
  const powered = bodies
    .flatMap((body) => [...expressions(body)])
    .some((e) => e.kind === 'op' && opNamed(e.op).approximate)
  const approximate = locals !== undefined || powered
  const regrouped = [...plan.inner.values()].some(({ folds }) => folds.some(striped))
  const loose = fastmath === true && (fma === true || regrouped)
  const { frameBytes } = plan
  const given = params.length - frozenKeys.length
  const frozen = params.slice(given).map(({ name, type, offset }, i) => ({ name, type, offset, key: frozenKeys[i] }))
  return {
    name: func.name,
    params: params.slice(0, given),
    frozen,
    frameBytes,
    regions,
    result,
    results: several,
    allocates,
    sites,
    approximate,
    loose,
    loops: reportLoops(plan),
  }
}
