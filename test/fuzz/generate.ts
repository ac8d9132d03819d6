/** Random kernels: all that the language has, often at its edges. */
import { accumulations } from './generate/accumulations.ts'
import { bigs } from './generate/bigs.ts'
import { counting } from './generate/counting.ts'
import { Dice, type Random } from './generate/dice.ts'
import { elements } from './generate/elements.ts'
import { functions } from './generate/functions.ts'
import { Draft, type Grammar, type Theme } from './generate/grammar.ts'
import { programOf } from './generate/idioms.ts'
import { inputs } from './generate/inputs.ts'
import { kernels } from './generate/kernels.ts'
import { lanes } from './generate/lanes.ts'
import { listProgram } from './generate/lists.ts'
import { loops } from './generate/loops.ts'
import { masks } from './generate/masks.ts'
import { matrices } from './generate/matrices.ts'
import { methods } from './generate/methods.ts'
import { nests } from './generate/nests.ts'
import { numbers } from './generate/numbers.ts'
import { parallel } from './generate/parallel.ts'
import { pixels } from './generate/pixels.ts'
import type { Name, Place } from './generate/place.ts'
import { reductions } from './generate/reductions.ts'
import { rowProgram } from './generate/rows.ts'
import { statements } from './generate/statements.ts'
import { FLOATS } from './generate/values.ts'
import type { Argument, Program } from './program.ts'
import type { Block } from './tree.ts'

export type { Random } from './generate/dice.ts'
export type { Theme } from './generate/grammar.ts'

const parts = [
  ...[inputs, elements, numbers, lanes, statements, loops, parallel, masks, matrices, methods, nests],
  ...[reductions, accumulations, bigs, functions],
]

const idioms = [...counting, ...kernels, ...pixels]

/** Generates a program. */
export function generate(random: Random, theme: Theme = 'any'): Program {
  if (theme === 'idioms' || theme === 'pixels') {
    const dice = new Dice(random)
    return programOf(dice.pick(theme === 'pixels' ? pixels : idioms), dice)
  }
  if (theme === 'lists') return listProgram(new Dice(random))
  if (theme === 'rows') return rowProgram(new Dice(random))
  const g = new Draft(random, theme) as Grammar
  for (const part of parts) Object.assign(g, part(g))
  return program(g)
}

function program(g: Grammar): Program {
  const args: Argument[] = []
  const count = g.between(1, 4)
  for (let i = 0; i < count; i++) g.arrays.push(g.arrayArgument(g.chance(0.05) ? `e.${'xyzw'[i]}` : 'abcd'[i]))
  args.push(...g.arrays)
  const names: Name[] = []
  for (const short of ['p', 'q'].slice(0, g.between(0, 2))) {
    const name = g.chance(0.05) ? `e.${short}` : short
    const value = g.chance(0.4) ? g.between(-4, 12) : g.chance(0.8) ? g.pick(FLOATS) : g.fraction() * 100 - 50
    const declared = g.chance(0.1) ? 'float64' : g.single && g.chance(0.3) ? 'float32' : undefined
    args.push({ name, value, declared })
    names.push({ name, kind: 'num' })
  }
  if (g.chance(0.4)) {
    args.push({ name: 'n', value: g.chance(0.85) ? g.length : g.between(-2, 20) })
    names.push({ name: 'n', kind: 'int' })
  }
  if (g.chance(0.1)) {
    args.push({ name: 's', value: g.pick([1, 2, 3, 7, -1, -2]) })
    names.push({ name: 's', kind: 'int' })
  }
  if (g.chance(0.1)) {
    args.push({ name: 'flag', value: g.chance(0.5) })
    names.push({ name: 'flag', kind: 'bool' })
  }
  const place: Place = {
    names,
    assignable: names.filter(({ name }) => name !== 'n' && name !== 's' && !name.includes('.') && g.chance(0.3)),
    depth: 0,
    loops: 0,
  }
  const signed = g.chance(0.5)
  const bigs = (g.chance(0.15) ? ['w', 'v'].slice(0, g.between(1, 2)) : []).map((name) =>
    g.bigArgument(name, signed ? 'int64' : 'uint64'),
  )
  args.push(...bigs)
  const some = g.chance(g.theme === 'nests' ? 0.5 : 0.15) ? ['m', 'o'].slice(0, g.between(1, 2)) : []
  g.matrices.push(...some.map((name) => g.matrixArgument(name)))
  args.push(...g.matrices)
  const helpers = Array.from({ length: g.chance(0.2) ? g.between(1, 2) : 0 }, (_, i) =>
    g.chance(0.3) ? g.recursive(place, 'fg'[i]) : g.helper(place, 'fg'[i]),
  )
  const wide =
    bigs.length > 0
      ? g.bigStatements(
          place,
          bigs.map(({ name }) => name),
          signed,
        )
      : []
  const size = g.theme === 'any' ? g.between(2, 6) : g.between(0, 2)
  const { block: statements } = g.block(place, size, true)
  const themed = g.theme === 'masks' ? [g.prange(place)] : g.theme === 'nests' ? [g.nest(place), g.nest(place)] : []
  const block: Block = { block: [...helpers, ...wide, ...themed, ...statements] }
  if (g.single || g.elementary) g.reassociated = true
  return { args, body: block, exact: !g.reassociated }
}
