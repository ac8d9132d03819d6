/**
 * Makes the SIMD forms of the elementary functions. `assembly/math/` has each of them for one number; what most numbers take is a
 * function of straight-line code, `expMain`, and `expRare` says which numbers it does not serve. Of these two this script makes
 * the same operations on lanes, so that a lane has the bits of the scalar, and writes `dist/assembly/lanes/<file>.ts`:
 *
 *     exp_f64x2(x)            expMain of each lane
 *     exp_f64x2_rare(x, y)    a mask of the lanes that it does not serve; y is what it gave
 *     exp_f64x2_fix(x)        exp of each lane, one after the other: for vectors that have such lanes
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
  const own = file.functions.has(`${func.name}f`)
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
  const fixed = fixText(main && rare ? `${name}_fix` : name, func, type, shape, params)
  if (main === undefined) return fixed
  let text = laneFunction(name, main, type, params, names)
  if (rare) text += `\n${laneFunction(`${name}_rare`, rare, type, `${params}, y_: v128`, [...names, 'y_'])}\n${fixed}`
  return text
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

function fixText(name, func, type, shape, params) {
  const cast = (text, to) => (func.result === to ? text : `<${func.result}>${text}`)
  const lanes = Array.from({ length: type === 'f64' ? 2 : 4 }, (_, lane) => {
    const args = func.params.map((p) => cast(`${shape}.extract_lane(${p.name}, ${lane})`, type))
    const call = `${func.name}(${args.join(', ')})`
    return func.result === type ? call : `<${type}>${call}`
  })
  const steps = lanes.map((lane, i) => `${shape}.${i === 0 ? 'splat(' : `replace_lane(lanes, ${i}, `}${lane})`)
  const [first, ...rest] = steps
  return `export function ${name}(${params}): v128 {\n  let lanes = ${first};\n${rest.map((s) => `  lanes = ${s};\n`).join('')}  return lanes;\n}\n`
}
