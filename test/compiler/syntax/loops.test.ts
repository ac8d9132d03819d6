import { describe, expect, it } from 'vitest'
import { printTree } from '#wamba/compiler/syntax/print.js'
import { treeOf } from '../compiled.ts'
import { same } from '../same.ts'

const head = (source: string): string =>
  printTree(treeOf(source))
    .split('\n')
    .find((line) => /^ *(for|while|do)\b/.test(line))!
    .trim()

describe('a for statement is counted', () => {
  it.each([
    ['let i = 0; i < n; i++', 'for i of range(0, n, 1)'],
    ['let i = 0; i < a.length; ++i', 'for i of range(0, a.length, 1)'],
    ['let i = 1; i <= n; i += 2', 'for i of range to and with(1, n, 2)'],
    ['let i = n - 1; i >= 0; i--', 'for i of range to and with((n - 1), 0, -1)'],
    ['let i = n; i > 0; i -= 3', 'for i of range(n, 0, -3)'],
    ['let i = 0; n > i; i = i + 1', 'for i of range(0, n, 1)'],
    ['let i = 0, m = n; i < m; i++', 'for i of range(0, n, 1)'],
    ['let i = 0; i < n * n + 1; i++', 'for i of range(0, ((n * n) + 1), 1)'],
    ['var i = 0; i < n; i++', 'for i of range(0, n, 1)'],
    ['let i = 0; i + 2 < n; i++', 'for i of range(0, n, 1; ahead 2)'],
    ['let i = n; 0 <= i - 3; i -= 3', 'for i of range to and with(n, 0, -3; ahead -3)'],
  ])('where it is for (%s)', (form, printed) => {
    expect(head(`(a, n) => { for (${form}) a[i] = 1 }`)).toBe(printed)
  })
})

describe('a for statement is a while loop', () => {
  it.each([
    ['whose body assigns the counter', 'for (let i = 0; i < n; i++) { a[i] = 1; i += a[i] }'],
    ['whose body assigns the bound', 'for (let i = 0; i < n; i++) { a[i] = 1; n-- }'],
    ['whose bound is an element', 'for (let i = 0; i < a[0]; i++) a[i] = 1'],
    ['that steps away from its bound', 'for (let i = 0; i < n; i--) a[i] = 1'],
    ['that steps by a variable', 'for (let i = 0; i < n; i += n) a[i] = 1'],
    ['that steps by a fraction', 'for (let t = 0; t < 1; t += 0.1) a[0] = t'],
    ['that tests for inequality', 'for (let i = 0; i !== n; i++) a[i] = 1'],
    ['that tests two things', 'for (let i = 0; i < n && a[i] > 0; i++) a[i] = 1'],
    ['without a test', 'for (let i = 0; ; i++) { if (i > n) break; a[i] = 1 }'],
    ['whose counter outlives it', 'let i; for (i = 0; i < n; i++) a[i] = 1'],
    ['whose var outlives it', 'for (var i = 0; i < n; i++) a[i] = 1; a[0] = i'],
  ])('%s', (_, body) => {
    expect(head(`(a, n) => { ${body} }`)).toMatch(/^while/)
  })
})

describe('a for statement that updates more than its counter', () => {
  it.each([
    ['let i = 0, j = 0; i < n; i += 4, j++', 'for i of range(0, n, 4)'],
    ['let j = 9, i = 0; i < n; j--, i++', 'for i of range(0, n, 1)'],
  ])('is counted (%s)', (form, printed) => {
    expect(head(`(a, n) => { for (${form}) a[j] = i }`)).toBe(printed)
  })

  it('is a while loop where its bound moves too', () => {
    expect(head('(a, n) => { for (let i = 0, j = n; i < j; i++, j--) a[i] = j }')).toMatch(/^while/)
    expect(head('(a, n) => { for (let i = 0, j = 0; i < n; i++, j = i) a[i] = j }')).toMatch(/^while/)
  })

  it('runs its other updates before it goes on, and after continue', () => {
    same(
      (a: Float64Array, out: Float64Array) => {
        let last = 0
        for (let i = 0, j = 0; i < a.length; i += 2, j++) {
          last = j
          if (a[i] > 3) continue
          out[j] = a[i] + i
        }
        return last
      },
      [Float64Array.from({ length: 41 }, (_, i) => (i * 7) % 10), new Float64Array(21)],
    )
  })
})
