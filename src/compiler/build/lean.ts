/**
 * AssemblyScript's compiler as a library, without its standard library: a small kernel in a few milliseconds.
 *
 * Importing this file loads Binaryen, which takes hundreds of milliseconds: only the helper thread does.
 */
import { readFileSync } from 'node:fs'
import type * as AssemblyScript from 'assemblyscript'
import { as, binaryen } from './asc.ts'
import { faultOf, faultOfData, faultOfThrow } from './diagnose.ts'
import type { AssemblyFault } from './fault.ts'
import { libraryOf } from './library.ts'
import type { AssembleOptions } from './messages.ts'
import { prelude } from './prelude.ts'

export interface CompileTextOptions extends AssembleOptions {
  /** Whether to print the module as WebAssembly text too. */
  readonly wat?: boolean
}

export interface CompiledText {
  readonly wasm: Uint8Array<ArrayBuffer>
  readonly wat?: string
}

/** Carries a fault out of the compiler; `assemble` makes a CompileError of it on the caller's thread. */
export class AssemblyFailure extends Error {
  readonly fault: AssemblyFault

  constructor(fault: AssemblyFault) {
    super(fault.what)
    this.fault = fault
  }
}

/** 4 GiB. The imported memory may be smaller, but must declare no more. */
const MAXIMUM_PAGES = 65536
/** The package's own AssemblyScript; kernels import `runtime/reduce` of it. */
const LIBRARY = new URL('../../../assembly/', import.meta.url)
/** The folder above `lanes`, which the build makes of `assembly/math`. */
const MADE = new URL('../../assembly/', import.meta.url)

// Names of functions go into the module, for profiles.
binaryen.setDebugInfo(true)

/**
 * Compiles AssemblyScript to a module that imports the shared memory `env.memory`, and has neither data segments nor
 * a start function.
 *
 * @throws AssemblyFailure with the place of the first error.
 */
export function compileText(text: string, options: CompileTextOptions = {}): CompiledText {
  const stages = compileStages(text, options)
  for (;;) {
    const stage = stages.next()
    if (stage.done) return stage.value
  }
}

/** The same, one stage of the compiler at a time: other texts may be compiled between two stages. */
export function* compileStages(text: string, options: CompileTextOptions = {}): Generator<void, CompiledText> {
  const module = yield* build(text, options)
  try {
    yield
    if (module.getNumDataSegments() > 0) throw new AssemblyFailure(faultOfData(text, options.file))
    // No Binaryen passes: V8 optimises the code by itself, they gain nothing at run time, and cost as much as all the rest. (And the way that
    // AssemblyScript calls them switches on fast-math, which changes results.)
    const wasm = new Uint8Array(module.emitBinary())
    return options.wat ? { wasm, wat: module.emitText() } : { wasm }
  } finally {
    module.dispose()
  }
}

/** A module as WebAssembly text, with the names of its name section. */
export function textOf(wasm: Uint8Array): string {
  const module = binaryen.readBinary(wasm)
  try {
    return module.emitText()
  } finally {
    module.dispose()
  }
}

/** Binaryen's typings lag behind its module objects. */
type BuiltModule = ReturnType<typeof binaryen.wrapModule> & { getNumDataSegments(): number }

function* build(text: string, { name = 'kernel', file }: AssembleOptions): Generator<void, BuiltModule> {
  const program = as.newProgram(compilerOptions(text))
  try {
    parse(program, text, `${name}.ts`)
    check(program, file)
    yield
    as.initializeProgram(program)
    check(program, file)
    yield
    const module = binaryen.wrapModule(as.getBinaryenModuleRef(as.compile(program)))
    try {
      check(program, file)
    } catch (error) {
      module.dispose()
      throw error
    }
    return module as BuiltModule
  } catch (error) {
    throw error instanceof AssemblyFailure ? error : new AssemblyFailure(faultOfThrow(error, text, file))
  }
}

function compilerOptions(text: string): AssemblyScript.Options {
  const options = as.newOptions()
  as.setRuntime(options, as.Runtime.Stub)
  as.setNoAssert(options, true)
  as.setDebugInfo(options, true)
  as.setExportMemory(options, false)
  as.setImportMemory(options, true)
  as.setSharedMemory(options, true)
  as.setInitialMemory(options, 1)
  as.setMaximumMemory(options, MAXIMUM_PAGES)
  as.setStackSize(options, 0)
  as.setFeature(options, as.FEATURE_SIMD, true)
  as.setFeature(options, as.FEATURE_THREADS, true)
  as.setFeature(options, as.FEATURE_BULK_MEMORY, true)
  as.setFeature(options, as.FEATURE_NONTRAPPING_F2I, true)
  as.setFeature(options, as.FEATURE_SIGN_EXTENSION, true)
  // Not everywhere: a kernel uses it where the machine has it.
  as.setFeature(options, as.FEATURE_RELAXED_SIMD, text.includes('.relaxed_'))
  as.setOptimizeLevelHints(options, 3, 0)
  // Else the compiler asks the library for these.
  for (const name of ['abort', 'trace', 'seed', 'Math', 'Mathf']) as.addGlobalAlias(options, name, '')
  return options
}

/** Parses the text, what it imports, and the builtins that any of these uses. */
function parse(program: AssemblyScript.Program, text: string, path: string): void {
  const texts = [text]
  const files = libraryOf(text, libraryText)
  as.parse(program, text, path, true)
  for (let next = as.nextFile(program); next !== null; next = as.nextFile(program)) {
    const library = files.get(next) ?? libraryText(next)
    if (library !== null) texts.push(library)
    as.parse(program, library, `${next}.ts`, false)
  }
  for (const [file, declarations] of prelude(texts)) as.parse(program, declarations, file, false)
}

/** The text of `~lib/runtime/reduce`, or null where the package has no such file, for the compiler to report. */
function libraryText(path: string): string | null {
  if (!/^~lib(?:\/\w+)+$/.test(path)) return null
  try {
    return readFileSync(
      new URL(`${path.slice('~lib/'.length)}.ts`, path.startsWith('~lib/lanes/') ? MADE : LIBRARY),
      'utf8',
    )
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Throws what the compiler has reported since the last check. */
function check(program: AssemblyScript.Program, file: string | undefined): void {
  const errors: AssemblyScript.DiagnosticMessage[] = []
  for (let found = as.nextDiagnostic(program); found !== null; found = as.nextDiagnostic(program)) {
    if (as.isError(found)) errors.push(found)
  }
  if (errors.length > 0) throw new AssemblyFailure(faultOf(errors, file))
}
