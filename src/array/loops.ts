/** The loops that a ufunc runs over arrays which broadcast, as data. */
export interface Loops {
  readonly extents: readonly number[]
  /** Of each operand in each loop; 0 where it repeats. */
  readonly strides: readonly (readonly number[])[]
}

/** The innermost loop runs on all cores and in lanes: it should be at least this long where some loop is. */
const SHORT = 256

/**
 * Plans the loops over a shape: as few and as long as the strides allow. Dimensions of length 1 are dropped, and those that lie
 * one behind the other in every operand become one; a short last dimension gives its place to the longest.
 */
export function planLoops(shape: readonly number[], strides: readonly (readonly number[])[]): Loops {
  const dims = shape.map((extent, d) => ({ extent, steps: strides.map((own) => own[d]) })).filter((d) => d.extent !== 1)
  const merged: typeof dims = []
  for (const dim of dims) {
    const outer = merged.at(-1)
    if (outer?.steps.every((step, k) => step === dim.steps[k] * dim.extent))
      merged[merged.length - 1] = { extent: outer.extent * dim.extent, steps: dim.steps }
    else merged.push(dim)
  }
  if (merged.length === 0) merged.push({ extent: 1, steps: strides.map(() => 0) })
  const last = merged.at(-1)!
  const longest = merged.reduce((a, b) => (b.extent > a.extent ? b : a))
  const order =
    last.extent < SHORT && longest.extent >= SHORT ? [...merged.filter((d) => d !== longest), longest] : merged
  return {
    extents: order.map((d) => d.extent),
    strides: strides.map((_, k) => order.map((d) => d.steps[k])),
  }
}
