/** Kernels as bundlers and test runners leave them: the text of each is what the tool writes. */
import { describe, expect, it } from 'vitest'
import { jit, prange, range, vectorize } from 'wamba'
import { law } from '#wamba/compiler/compile.js'

law.checks = true

type Fn = (...args: never[]) => unknown
type Values = Record<string, unknown>

/** Evaluates a function's text where `names` are known, as a module of the tool's output would. */
function evaluated(text: string, names: Values): Fn {
  return new Function(...Object.keys(names), `return ${text}`)(...Object.values(names)) as Fn
}

const data = (): Float64Array => Float64Array.from({ length: 5000 }, (_, i) => Math.round(Math.sin(i) * 100))
const square = (x: number): number => x * x
const wamba = { prange, range }

interface Case {
  readonly tool: string
  readonly text: string
  readonly names: Values
  readonly scope?: Record<string, number | Fn>
}

// Every text sums the squares of the elements above a limit of 3.
const cases: readonly Case[] = [
  {
    tool: 'vite’s and vitest’s imports',
    text: `(a) => {
      let s = 0;
      for (const i of (0, __vi_import_0__.prange)(a.length)) if (a[i] > 3) s += (0, __vi_import_1__.square)(a[i]);
      return s;
    }`,
    names: { __vi_import_0__: wamba, __vi_import_1__: { square } },
    scope: { square },
  },
  {
    tool: 'vite’s imports on the server',
    text: `(a) => {
      let s = 0;
      for (const i of __vite_ssr_import_0__.prange(a.length)) if (a[i] > __vite_ssr_import_1__.limit) s += a[i] ** 2;
      return s;
    }`,
    names: { __vite_ssr_import_0__: wamba, __vite_ssr_import_1__: { limit: 3 } },
    scope: { limit: 3 },
  },
  {
    tool: 'tsc to CommonJS',
    text: `function (a) {
      let s = 0;
      for (const i of (0, wamba_1.prange)(a.length))
        if (a[i] > constants_1.limit)
          s += (0, helpers_1.square)(a[i]);
      return s;
    }`,
    names: { wamba_1: wamba, constants_1: { limit: 3 }, helpers_1: { square } },
    scope: { square, limit: 3 },
  },
  {
    tool: 'tsx, which keeps names',
    text: `(a) => {
      const twice = /* @__PURE__ */ __name((x) => x * 2, "twice");
      function above(x) {
        return x > 3;
      }
      __name(above, "above");
      const half = /* @__PURE__ */ __name(function(x) { return x / 2; }, "half");
      let s = 0;
      for (const i of prange(a.length)) if (above(a[i])) s += twice(half(a[i])) * a[i];
      return s;
    }`,
    names: { prange, __name: (fn: Fn) => fn },
  },
  {
    tool: 'esbuild bundled, which numbers names',
    text: `(a) => {
      let s = 0;
      for (const i of prange2(a.length)) if (a[i] > 3) s += a[i] ** 2;
      return s;
    }`,
    names: { prange2: prange },
  },
  {
    tool: 'rollup bundled, which numbers names',
    text: `(a) => {
      let s = 0;
      for (const i of prange$1(a.length)) if (a[i] > 3) s += a[i] ** 2;
      return s;
    }`,
    names: { prange$1: prange },
  },
  {
    tool: 'esbuild minified, with the names in the last parameter',
    text: '(e,{prange:n,square:t})=>{let r=0;for(const o of n(e.length))e[o]>3&&(r+=t(e[o]));return r}',
    names: {},
    scope: { square },
  },
  {
    tool: 'terser minified, with the names in the last parameter',
    text: 'function(t,{prange:r,limit:e,square:n}){let o=0;for(const f of r(t.length))t[f]>e&&(o+=n(t[f]));return o}',
    names: {},
    scope: { square, limit: 3 },
  },
  {
    tool: 'esbuild minified with names kept and in the last parameter',
    text: '(a,{prange:e})=>{const t=l(n=>n*n,"square");function r(n){return n>3}l(r,"above");let o=0;for(const n of e(a.length))r(a[n])&&(o+=t(a[n]));return o}',
    names: { l: (fn: Fn) => fn },
  },
]

describe('a kernel compiles as it was written', () => {
  it.each(cases)('from the text of $tool', ({ text, names, scope }) => {
    const fn = evaluated(text, names)
    const kernel = jit(fn as (a: Float64Array) => number, { scope, name: 'kernel', cache: false })
    const a = data()
    const expected = a.reduce((sum, x) => (x > 3 ? sum + x * x : sum), 0)
    expect(kernel(a)).toBe(expected)
    expect(kernel.with({ threads: 3 })(a)).toBe(expected)
    expect(kernel.js(a)).toBe(expected)
    expect(kernel.verify(a)).toMatchObject({ ok: true, outputs: [{ js: { maxUlp: 0 } }] })
  })
})

describe('a destructured last parameter', () => {
  it('gives a kernel the functions and constants of its scope, and the plain function too', () => {
    const kernel = jit((x: number, { square: f, half }: { square: typeof square; half: number }) => f(x) * half, {
      scope: { square, half: 0.5 },
    })
    const call = kernel as unknown as (x: number) => number
    expect(call(6)).toBe(18)
    expect((kernel.js as unknown as typeof call)(6)).toBe(18)
    expect(kernel.length).toBe(1)
  })

  it('is typed: callers do not pass it', () => {
    const sum = jit((a: Float64Array, { prange: each }: import('wamba').Names) => {
      let s = 0
      for (const i of each(a.length)) s += a[i]
      return s
    })
    expect(sum(data())).toBe(data().reduce((s, x) => s + x, 0))
    const signed = jit('float64(float64[:])', (a, { range: each }) => {
      let s = 0
      for (const i of each(a.length)) s += a[i]
      return s
    })
    expect(signed([1, 2, 3])).toBe(6)
  })

  it('may be that of a helper, which is called without it', () => {
    const cube = jit((x: number, { square: f }: { square: typeof square }) => f(x) * x, { scope: { square } })
    const kernel = jit((x: number) => (cube as unknown as typeof square)(x) + 1, { scope: { cube: cube as never } })
    expect(kernel(3)).toBe(28)
  })

  it('works in a ufunc, whose inputs are the parameters before it', () => {
    const fn = (x: number, { square: f }: { square: typeof square }): number => f(x) - 1
    const ufunc = vectorize(fn as unknown as (x: number) => number, { scope: { square } })
    expect([...ufunc([1, 2, 3])]).toEqual([0, 3, 8])
    expect(ufunc.verify(Float64Array.of(4)).ok).toBe(true)
  })

  it('does not see a nested function or a variable under a name that the scope gives', () => {
    // Minifiers give inner names the letters that outer scopes do not need there.
    const text = '(a,{s:b})=>{const s=e=>e+1;let n=0;for(let b=0;b<3;b++)n+=b;return b(a)*100+s(a)*10+n}'
    const kernel = jit(evaluated(text, {}) as (a: number) => number, { scope: { s: square }, name: 'kernel' })
    expect(kernel(5)).toBe(2563)
    expect(kernel.verify(5).ok).toBe(true)
  })

  it('gives the plain function arrays to make', () => {
    const fn = evaluated('(n,{zeros:e,range:t})=>{const r=e(n);for(const e of t(n))r[e]=e;return r}', {})
    const kernel = jit(fn as (n: number) => Float64Array, { name: 'kernel' })
    expect(kernel(3)).toEqual(Float64Array.of(0, 1, 2))
    expect(kernel.js(3)).toEqual(Float64Array.of(0, 1, 2))
  })
})
