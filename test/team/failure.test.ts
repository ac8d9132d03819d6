import { describe, expect, it } from 'vitest'
import { MemoryError } from '#wamba/base/errors.js'
import { doneAt, FAILED, MOST_CHUNKS, makeControl, SLOT_WORDS, slotAt } from '#wamba/team/control.js'
import { failedChunk, readFailure, writeFailure } from '#wamba/team/failure.js'
import { KernelFault } from '#wamba/team/fault.js'

describe('an error in the control block', () => {
  const words = makeControl(3)

  it.each([
    new RangeError('Maximum call stack size exceeded'),
    new TypeError('no function'),
    new MemoryError('Got a request'),
    new WebAssembly.RuntimeError('unreachable'),
    new WebAssembly.CompileError('expected magic word'),
    new KernelFault(3, 2 ** 31 - 1, -0.5),
  ])('comes back as it was: %s', (error) => {
    writeFailure(words, 1, 9, 17, error)
    const back = readFailure(words, 1)
    expect(back).toBeInstanceOf(error.constructor)
    expect(back.message).toBe(error.message)
    expect({ ...back }).toEqual({ ...error })
    expect(failedChunk(words, 1, 9)).toBe(17)
    expect(words[FAILED]).toBe(9)
  })

  it('counts for its own job only', () => {
    writeFailure(words, 1, 9, 17, new Error('x'))
    expect(failedChunk(words, 1, 10)).toBe(-1)
    expect(failedChunk(words, 0, 9)).toBe(-1)
  })

  it('of a class of the host keeps its name; what is no error becomes one', () => {
    class Odd extends Error {
      override name = 'Odd'
    }
    writeFailure(words, 0, 1, 0, new Odd('ö — 値'))
    expect(readFailure(words, 0)).toMatchObject({ name: 'Odd', message: 'ö — 値' })
    writeFailure(words, 0, 1, 0, 'text')
    expect(readFailure(words, 0)).toMatchObject({ name: 'Error', message: 'text' })
  })

  it('of any length stays within its slot', () => {
    const control = makeControl(3)
    const before = Array.from(control)
    const long = new Error('m'.repeat(1000))
    long.name = 'n'.repeat(1000)
    writeFailure(control, 1, 1, 0, long)
    const changed = Array.from(control.keys()).filter((i) => control[i] !== before[i] && i !== FAILED)
    expect(Math.min(...changed)).toBeGreaterThan(slotAt(1))
    expect(Math.max(...changed)).toBeLessThan(slotAt(2))
    expect(readFailure(control, 1).message).toMatch(/^m{100,}$/)
  })

  it('lies apart from the marks of the chunks', () => {
    expect(doneAt(3)).toBe(slotAt(3))
    expect(slotAt(1) - slotAt(0)).toBe(SLOT_WORDS)
    expect(words.length).toBe(doneAt(3) + MOST_CHUNKS)
  })
})
