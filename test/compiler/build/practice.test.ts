import { setImmediate, setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { compileStages, compileText } from '#wamba/compiler/build/lean.js'
import { Practice, specimens } from '#wamba/compiler/build/practice.js'

test('every specimen compiles', () => {
  expect(specimens().length).toBeGreaterThan(2)
  for (const text of specimens()) expect(() => new WebAssembly.Module(compileText(text).wasm)).not.toThrow()
})

test('a text that is compiled in stages gives the same module, whatever is compiled between two stages', () => {
  const [first, second] = specimens()
  const stages = compileStages(first)
  for (;;) {
    const stage = stages.next()
    if (stage.done) {
      expect(stage.value.wasm).toEqual(compileText(first).wasm)
      break
    }
    compileText(second)
  }
})

/** A compiler of two stages that writes down what it does. */
function recorder() {
  const log: string[] = []
  function* compile(): Generator<void, void> {
    log.push('begin')
    yield
    log.push('end')
  }
  return { log, compile }
}

const restedAndTurned = () => setTimeout(60)

test('practice ends with the last module, and begins no more', async () => {
  const { log, compile } = recorder()
  const practice = new Practice(compile, 2)
  practice.rest()
  while (log.length < 4) await setTimeout(1)
  practice.rest()
  await restedAndTurned()
  expect(log).toEqual(['begin', 'end', 'begin', 'end'])
})

test('practice that is interrupted between two stages goes on where it was', async () => {
  const { log, compile } = recorder()
  const practice = new Practice(compile, 2)
  practice.rest()
  while (log.length === 0) await setImmediate()
  practice.rest()
  while (log.length < 4) await setTimeout(1)
  expect(log).toEqual(['begin', 'end', 'begin', 'end'])
})

test('there is none where no module is asked for', async () => {
  const { log, compile } = recorder()
  new Practice(compile, 0).rest()
  await restedAndTurned()
  expect(log).toEqual([])
})
