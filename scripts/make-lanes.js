/**
 * Makes the SIMD forms of the elementary functions. `assembly/math/` has each of them for one number; what most numbers take is a
 * function of straight-line code, `expMain`, and `expRare` says which numbers it does not serve. Of these two this script makes
 * the same operations on lanes, so that a lane has the bits of the scalar, and writes `dist/assembly/lanes/<file>.ts`:
 *
 *     exp_f64x2(x)            expMain of each lane
 *     exp_f64x2_rare(x, y)    a mask of the lanes that it does not serve; y is what it gave
 *     exp_f64x2_fix(x, y)     y, and exp of the lanes that it does not serve, one after the other; where there are
 *                             `expFar` and `expFarRare`, by these first
 *
 * and the same for f32x4, by `expfMain` where there is one, else in float64 and rounded.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { Evaluator } from './lanes/evaluate.js'
import { parseProgram } from './lanes/program.js'
import { Graph } from './lanes/values.js'

const folder = new URL('../assembly/math/', import.meta.url)
const target = new URL('../dist/assembly/lanes/', import.meta.url)

const INLINE = '// @ts-ignore: decorator\n@inline\n'
const program = parseProgram(
  readdirSync(folder).map((file) => [file.replace('.ts', ''), readFileSync(new URL(file, folder), 'utf8')]),
)

/** What `index.ts` exports is what kernels call. */
const published = new Set(program.get('index').exports)

mkdirSync(target, { recursive: true })
for (const file of program.values()) {
  const text = fileText(file)
  if (text !== '') writeFileSync(new URL(`${file.name}.ts`, target), text)
}

function fileText(file) {
  const imports = new Set()
  const functions = [...file.functions.values()]
    .filter(({ name }) => file.name !== 'index' && published.has(name))
    .flatMap((func) => (func.result === 'f32' ? [forms(file, func, 'f32', imports)] : both(file, func, imports)))
  if (functions.length === 0) return ''
  return `import { ${[...imports].sort().join(', ')} } from "math/${file.name}";\n\n${functions.join('\n')}`
}

function both(file, func, imports) {
  const own = published.has(`${func.name}f`)
  return [forms(file, func, 'f64', imports), ...(own ? [] : [forms(file, func, 'f32', imports)])]
}

/** The functions of one type. */
function forms(file, func, type, imports) {
  imports.add(func.name)
  const shape = type === 'f64' ? 'f64x2' : 'f32x4'
  const base = func.result === type && type === 'f32' ? func.name.slice(0, -1) : func.name
  const name = `${base}_${shape}`
  const names = func.params.map((p) => p.name)
  const params = names.map((p) => `${p}: v128`).join(', ')
  const main = file.functions.get(`${func.name}Main`)
  const rare = file.functions.get(`${func.name}Rare`)
  if (main === undefined) return oneByOne(name, func, type, shape, params)
  const text = laneFunction(name, main, type, params, names)
  if (rare === undefined) return text
  imports.add(rare.name)
  const mask = (of) =>
    laneFunction(
      `${name}_${of}`,
      file.functions.get(`${func.name}${of === 'rare' ? 'Rare' : 'FarRare'}`),
      type,
      `${params}, y_: v128`,
      [...names, 'y_'],
    )
  const far = file.functions.get(`${func.name}Far`)
  if (far === undefined)
    return `${text}\n${mask('rare')}\n${fixText(name, func, `${func.name}Rare`, type, shape, params)}`
  imports.delete(rare.name)
  imports.add(`${func.name}FarRare`)
  const second = laneFunction(`${name}_far`, far, type, params, names)
  const fix = fixText(name, func, `${func.name}FarRare`, type, shape, params, farText(name, names))
  return [text, mask('rare'), second, mask('farRare'), fix].join('\n')
}

/** A function on lanes. A float64 function of float32 lanes computes both halves. */
function laneFunction(name, func, type, params, names) {
  const graph = new Graph(type === 'f64' ? 2 : 4)
  const own = func.params[0].type
  const inputs = names.map((n) => graph.input(n, type))
  const wide = inputs.map((input) => graph.convert(input, own))
  const result = new Evaluator(program, graph).call(func, wide)
  // A mask is asked only whether it has any lane.
  const parts = result.type === 'bool' ? [graph.any(result)] : graph.convert(graph.spread(result, own), type).parts
  const { lines, texts } = graph.print(parts)
  return `${INLINE}export function ${name}(${params}): v128 {\n${lines.map((l) => `  ${l};\n`).join('')}  return ${texts[0]};\n}\n`
}

/** The scalar texts of every lane's arguments, and the function's value for them. */
function scalars(func, type, shape) {
  const cast = (text, to) => (func.result === to ? text : `<${func.result}>${text}`)
  return Array.from({ length: type === 'f64' ? 2 : 4 }, (_, lane) => {
    const at = (name) => cast(`${shape}.extract_lane(${name}, ${lane})`, type)
    const call = `${func.name}(${func.params.map((p) => at(p.name)).join(', ')})`
    return { at, value: func.result === type ? call : `<${type}>${call}` }
  })
}

/**
 * Takes what the common case gave, for V8 computes that inside of the branch that does not mend it if it is used only
 * there, and then takes no constant out of the loop.
 */
function fixText(name, func, rare, type, shape, params, first = '') {
  const steps = scalars(func, type, shape).map(({ at, value }, lane) => {
    const args = [...func.params.map((p) => p.name), 'y_'].map(at).join(', ')
    return `  if (${rare}(${args})) y_ = ${shape}.replace_lane(y_, ${lane}, ${value});\n`
  })
  return `export function ${name}_fix(${params}, y_: v128): v128 {\n${first}${steps.join('')}  return y_;\n}\n`
}

/** The lanes in the second reach, all together. */
function farText(name, names) {
  const args = names.join(', ')
  return `  y_ = v128.bitselect(${name}_far(${args}), y_, ${name}_rare(${args}, y_));\n  if (!v128.any_true(${name}_farRare(${args}, y_))) return y_;\n`
}

/** For a function that has no common case in straight-line code. */
function oneByOne(name, func, type, shape, params) {
  const steps = scalars(func, type, shape).map(
    ({ value }, lane) => `  lanes = ${shape}.${lane === 0 ? 'splat(' : `replace_lane(lanes, ${lane}, `}${value});\n`,
  )
  return `export function ${name}(${params}): v128 {\n  let lanes: v128;\n${steps.join('')}  return lanes;\n}\n`.replace(
    'let lanes: v128;\n  lanes =',
    'let lanes =',
  )
}
