/**
 * Compiling without blocking the event loop. What a call must compile is known only when code that compiles synchronously has looked
 * at its arguments. So that code is run, and where it would compile it throws `Postponed` instead; when that is compiled, it is run
 * again.
 */
import { assembleLater } from '../compiler/build/assemble.ts'
import { writeCache } from './cache.ts'
import { identifier, keyOf, Postponed, type Program, postponing, programOf, supply, type Unit } from './unit.ts'

const running = new WeakMap<Unit, Map<string, Promise<void>>>()

/** Runs `prepare`, and again whenever something that it lacked is compiled. Then `use` gets its value, in the same turn. */
export async function whenCompiled<T, R>(
  prepare: () => T,
  use: (prepared: T) => R,
  wait: <W>(promise: Promise<W>) => Promise<W>,
): Promise<Awaited<R>> {
  for (;;) {
    let prepared: T
    try {
      prepared = postponing(prepare)
    } catch (error) {
      if (!(error instanceof Postponed)) throw error
      await wait(compile(error))
      continue
    }
    return await use(prepared)
  }
}

/** Compiles what was postponed; `build` finds the program, or the error. Never rejects. */
export function compile(postponed: Postponed): Promise<void> {
  const { unit, types, result } = postponed
  const name = keyOf(types, result)
  let programs = running.get(unit)
  if (programs === undefined) {
    programs = new Map()
    running.set(unit, programs)
  }
  let made = programs.get(name)
  if (made === undefined) {
    made = compileNow(postponed)
      .then(
        (program) => supply(unit, name, { program }),
        (error: unknown) => supply(unit, name, { error }),
      )
      .finally(() => programs.delete(name))
    programs.set(name, made)
  }
  return made
}

async function compileNow({ unit, types, result, key }: Postponed): Promise<Program> {
  // Loads in turns of the event loop, which `require` would not.
  await import('../compiler/compile.ts')
  const { manifest, stages } = unit.compile(types, result)
  const wasm = await assembleLater(stages.assembly, { name: identifier(unit.name), file: unit.file })
  if (key !== undefined) writeCache(key, { wasm, json: manifest })
  return programOf(unit, types, result, manifest, wasm)
}
