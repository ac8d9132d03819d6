import { expect, test } from 'vitest'
import { runModule } from '#wamba/compiler/build/script.js'

const url = new URL('file:///there/module.js')
const run = (text: string, imports: Record<string, object> = {}) => runModule({ url, text }, imports)

test('a module gets its imports and gives its exports', async () => {
  const text = `var before=1;import*as all from"other";import{default as one}from"other";import two from 'other';
    const{named}=await import("other");function f(){return[before,all.named,one,two,named,import.meta.url]}
    export{f as default,before as first,f};
    //# sourceMappingURL=module.js.map`
  const exports = await run(text, { other: { default: 'd', named: 'n' } })
  expect(Object.keys(exports)).toEqual(['default', 'first', 'f'])
  expect((exports.f as () => unknown[])()).toEqual([1, 'n', 'd', 'd', 'n', url.href])
})

test('errors name the file and its lines', async () => {
  const exports = await run('function fail(){\n\nthrow new Error("here")}\nexport{fail};')
  expect(exports.fail).toThrow('here')
  try {
    ;(exports.fail as () => void)()
  } catch (error) {
    expect((error as Error).stack).toContain(`${url.href}:3:`)
  }
})

test.each([
  ['an import that is not given', 'import a from"missing";export{a};'],
  ['an import of names', 'import{a}from"other";export{a};'],
  ['another form of export', 'export const a=1;'],
])('%s is a SyntaxError', async (_, text) => {
  await expect(run(text, { other: {} })).rejects.toThrow(SyntaxError)
})
