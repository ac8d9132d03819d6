/**
 * Garbage collection on demand, inside one synchronous job.
 *
 * A `FinalizationRegistry` never calls back there, and a `WeakRef` that was made or read in the job keeps its target until
 * the job ends. Running a script in a context with its own microtask queue ends that protection without running any
 * microtask of the user; after a full collection the `WeakRef`s then tell what is dead.
 */
import { createRequire } from 'node:module'
import type * as V8 from 'node:v8'
import type * as Vm from 'node:vm'

let collector: (() => void) | undefined

function makeCollector(): () => void {
  const require = createRequire(import.meta.url)
  const v8 = require('node:v8') as typeof V8
  const vm = require('node:vm') as typeof Vm
  let gc = (globalThis as { gc?: () => void }).gc
  if (gc === undefined) {
    v8.setFlagsFromString('--expose-gc')
    gc = vm.runInNewContext('gc') as () => void
    v8.setFlagsFromString('--no-expose-gc')
  }
  const context = vm.createContext({}, { microtaskMode: 'afterEvaluate' })
  const nothing = new vm.Script('0')
  const collect = gc
  return () => {
    nothing.runInContext(context)
    collect()
  }
}

/** Collects all garbage now; afterwards `deref()` of a dead object gives undefined. */
export function collectGarbage(): void {
  collector ??= makeCollector()
  collector()
}
