import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { unpack } from '#wamba/compiler/build/unpack.js'

const module = [0, 97, 115, 109, 1, 0, 0, 0]
const unpacked = (literal: string) => unpack(Buffer.from(`before(\`${literal}\`);after("\`")`))

test('a literal is taken out of its text, and gives the bytes that JavaScript would', () => {
  const literal = '\\0asm\\x01\\0\\0\\0 \\b\\t\\n\\v\\f\\r\\\\\\`\\$\\xFf\x7f${'.slice(0, -2)
  expect(unpacked(literal)).toEqual({
    text: 'before(``);after("`")',
    wasm: Uint8Array.from([...module, 32, 8, 9, 10, 11, 12, 13, 92, 96, 36, 255, 127]),
  })
})

test('a text without such a literal, or with one of another form, is left alone', () => {
  expect(unpack(Buffer.from('const a = `text`'))).toBeUndefined()
  // Cut off; an expression; beyond ASCII; escapes of other kinds, or that are none.
  expect(unpack(Buffer.from('a(`\\0asm\\x01'))).toBeUndefined()
  for (const rest of [`$${'{x}'}`, 'é', '\\u0041', '\\x4', '\\xg0', '\\q'])
    expect(unpacked(`\\0asm${rest}`)).toBeUndefined()
})

test('what is taken out of Binaryen is a module, and little is left', () => {
  const file = createRequire(createRequire(import.meta.url).resolve('assemblyscript/package.json')).resolve('binaryen')
  const { text, wasm } = unpack(readFileSync(file))!
  expect(WebAssembly.validate(wasm)).toBe(true)
  expect(text.length).toBeLessThan(1e6)
})
