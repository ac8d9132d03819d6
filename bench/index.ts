/** `npm run bench` runs all suites, `npm run bench NAME…` some of them. Arguments from `--` on are the suites’ own. */
import { cpus } from 'node:os'
import { close, threads } from 'wamba'
import { findNumba, numbaHint } from './numba.ts'
import { resultsFolder } from './paths.ts'

const suites: Readonly<Record<string, () => Promise<{ run: () => Promise<void> }>>> = {
  'sum-of-squares': () => import('./suites/sumOfSquares.ts'),
  multiply: () => import('./suites/multiply.ts'),
  call: () => import('./suites/call.ts'),
  compile: () => import('./suites/compile.ts'),
  math: () => import('./suites/math.ts'),
  anchors: () => import('./suites/anchors.ts'),
  polybench: () => import('./suites/polybench.ts'),
  scaling: () => import('./suites/scaling.ts'),
  async: () => import('./suites/async.ts'),
  processes: () => import('./suites/processes.ts'),
}

const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const unknown = chosen.filter((name) => !(name in suites))
if (unknown.length > 0) {
  process.stderr.write(`No suite ${unknown.join(', ')}; there are ${Object.keys(suites).join(', ')}\n`)
  process.exit(1)
}

const python = findNumba()
console.log(`Node ${process.version}, ${threads()} threads, ${cpus()[0]?.model.trim() ?? 'unknown processor'}`)
console.log(python ? `Numba twins run in ${python}` : numbaHint)
for (const name of chosen.length > 0 ? chosen : Object.keys(suites)) await (await suites[name]()).run()
console.log(`\nSaved in ${resultsFolder}`)
await close()
