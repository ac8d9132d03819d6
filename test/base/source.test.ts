import { describe, expect, it } from 'vitest'
import { CompileError } from '#wamba/base/errors.js'
import { SourceText } from '#wamba/base/source.js'
import { counted } from '#wamba/base/text.js'

const text = '(a) => {\n\treturn a + b\n}'
const place = (needle: string): number => text.indexOf(needle)

describe('a place in a function’s text', () => {
  it('has the line and column of its file, and a caret under each character', () => {
    const source = new SourceText(text, () => ({ file: 'k.ts', line: 10, column: 5 }))
    expect(source.at(place('a +'), 5)).toEqual({
      file: 'k.ts',
      line: 11,
      column: 9,
      frame: 'k.ts:11:9\n  11 |  return a + b\n               ^^^^^',
    })
  })

  it('counts columns of the first line from where the function begins', () => {
    const source = new SourceText(text, () => ({ file: 'k.ts', line: 10, column: 5 }))
    expect(source.at(1)).toMatchObject({ line: 10, column: 6 })
  })

  it('ends its carets with the line', () => {
    const { frame } = new SourceText(text).at(place('b'), 100)
    expect(frame.split('\n')[2].trim()).toBe('^')
  })

  it('asks where the function is only when a place is needed', () => {
    let asked = 0
    const source = new SourceText(text, () => {
      asked++
      return { file: 'k.ts', line: 1, column: 1 }
    })
    expect(source.lineOf(place('return'))).toBe(2)
    expect(asked).toBe(0)
    source.at(0)
    expect(asked).toBe(1)
  })

  it('is in an error what, where and what to do instead', () => {
    const error = new SourceText(text).error('type', { start: 0, end: 3 }, 'it is wrong', 'make it right')
    expect(error).toBeInstanceOf(CompileError)
    expect(error.message).toBe('it is wrong\n<function>:1:1\n  1 | (a) => {\n      ^^^\nmake it right')
    expect(error).toMatchObject({ name: 'CompileError', code: 'type', line: 1, column: 1, remedy: 'make it right' })
  })

  it('may lie in the text of another function', () => {
    const helper = new SourceText('(x) => x\n  + y', () => ({ file: 'h.ts', line: 3, column: 1 }))
    const error = new SourceText(text).error('type', { start: 13, end: 14, text: helper }, 'what', 'remedy')
    expect(error).toMatchObject({ file: 'h.ts', line: 4 })
  })
})

it('things are counted in words', () => {
  expect([0, 1, 2].map((n) => counted(n, 'argument'))).toEqual(['0 arguments', '1 argument', '2 arguments'])
})
