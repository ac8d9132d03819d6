/** Idioms that count, search, sort and mix bits. */
import type { Idiom } from './idioms.ts'

const grid = (h: { pick<T>(list: readonly T[]): T }): string => h.pick(['<', '>', '<=', '>='])

export const counting: readonly Idiom[] = [
  {
    arrays: { a: 'x', b: 'k', h: 'x' },
    body: (h) => `
  ${h.each('i', 'a.length')} {
    const k = ${h.pick(['b[i] & 7', 'Math.min(Math.max(Math.floor(a[i] / 16), 0), 7)', '(a[i] * 0.25) & 7', 'b[i] & 3', '(i * 7) & 7', '(a[i] >>> 0) % 8'])}
    ${h.pick(['h[k] += 1', 'h[k]++', 'h[k] += a[i]', 'if (a[i] > 3) h[k] += 1', 'h[k] = h[k] + b[i]', 'h[k] -= a[i] > 0 ? 1 : 2', 'const old = h[k]; h[k] = old + 1'])}
  }`,
  },
  {
    arrays: { a: 'f', b: 'k', h: 'n', w: 'i' },
    body: (h) => {
      const op = grid(h)
      const wrong = { '<': '>=', '>': '<=', '<=': '>', '>=': '<' }[op]
      return `
  ${h.each('i', 'a.length')} {
    const k = b[i] & 7
    const z = ${h.of(2, 'a[i]', 'a[i]', 'i')}
    ${h.pick([`if (z ${op} h[k]) h[k] = z`, `if (a[i] ${op} h[k]) h[k] = a[i]`, `const old = h[k]; if (z ${op} old) h[k] = z`, `h[k] = z ${op} h[k] ? z : h[k]`, `h[k] = h[k] ${wrong} z ? h[k] : z`, `h[k] = Math.min(h[k], z)`, `if (a[i] > 0) if (z ${op} h[k]) { h[k] = z }`, `if (a[i] > 0 && z ${op} h[k]) h[k] = z`, `const old = h[k]; h[k] = z ${op} old ? z : old`, `if (!(z ${op} h[k])) {} else h[k] = z`])}
  }`
    },
  },
  {
    arrays: { a: 'n', q: 'n', out: 'i' },
    body: (h) => `
  ${h.each('i', 'q.length')} {
    let lo = 0, hi = a.length${h.pick(['', ' - 1'])}
    const x = q[i]
    while (lo < hi) {
      const mid = ${h.pick(['(lo + hi) >> 1', 'Math.floor((lo + hi) / 2)', '(lo + hi) >>> 1', 'lo + ((hi - lo) >> 1)', '((lo + hi) / 2) | 0'])}
      if (a[mid] ${h.pick(['<', '<='])} x) lo = mid + 1
      else hi = mid
    }
    out[i] = lo
  }`,
  },
  {
    arrays: { a: 'n' },
    body: (h) => `
  for (let i = 1; i < a.length; i++) {
    const x = a[i]
    let j = i${h.pick([' - 1', ''])}
    while (j ${h.pick(['>= 0', '> 0'])} && a[j${h.pick(['', ' - 1'])}] > x) {
      a[j${h.pick([' + 1', ''])}] = a[j${h.pick(['', ' - 1'])}]
      j--
    }
    a[j${h.pick([' + 1', ''])}] = x
  }`,
  },
  {
    arrays: { a: 'n' },
    body: (h) => `
  let swaps = 0
  for (let i = 0; i < a.length - 1; i++)
    for (let j = 0; j < a.length - 1 - i; j++)
      if (a[j] ${h.pick(['>', '<'])} a[j + 1]) {
        ${h.pick(['const t = a[j]; a[j] = a[j + 1]; a[j + 1] = t', ';[a[j], a[j + 1]] = [a[j + 1], a[j]]'])}
        swaps++
      }
  return swaps`,
  },
  {
    arrays: { s: 'i' },
    body: (h) => `
  s.fill(1)
  const n = s.length
  for (let i = 2; i * i < n; i++) {
    if (s[i] === 0) continue
    for (let j = ${h.pick(['i * i', '2 * i', 'i + i'])}; j < n; j += i) s[j] = 0
  }
  let count = 0
  for (const i of ${h.pick(['prange', 'range'])}(2, n)) count += s[i]
  return count`,
  },
  {
    arrays: { out: 'n' },
    scalars: { seed: 12345 },
    body: (h) => `
  let x = seed ${h.pick(['>>> 0', '| 0'])}
  for (let i = 0; i < out.length; i++) {
    ${h.pick(['x = (Math.imul(x, 1664525) + 1013904223) >>> 0', 'x = (x * 1103515245 + 12345) & 0x7fffffff', 'x ^= x << 13; x ^= x >>> 17; x ^= x << 5', 'x = (x * 1664525 + 1013904223) % 4294967296', 'x = (x * 16807) % 2147483647', 'x = Math.imul(x ^ (x >>> 15), 0x85ebca6b) >>> 0', 'x = (x + 0x6d2b79f5) | 0'])}
    out[i] = ${h.pick(['x / 4294967296', 'x', 'x >>> 0', '(x >>> 0) / 4294967296', 'x & 255', '(x >>> 16) % 10', 'x % 7'])}
  }
  return x`,
  },
  {
    arrays: { a: 'i', out: 'n' },
    body: (h) => `
  ${h.each('i', 'a.length')} {
    let x = ${h.pick(['a[i]', 'i', '(a[i] + i)'])} ${h.pick(['>>> 0', '| 0'])}
    x = Math.imul(x ^ (x >>> ${h.between(1, 20)}), ${h.pick(['0x85ebca6b', '0x45d9f3b', '-2048144789', '1540483477'])})
    x ^= x >>> ${h.between(1, 20)}
    ${h.pick(['x = Math.imul(x, 0xc2b2ae35)', 'x = (x << 7) | (x >>> 25)', 'x += x << 3', 'x = ~x'])}
    out[i] = ${h.pick(['x', 'x >>> 0', '(x >>> 0) / 4294967296', 'x & 1', 'x >> 8'])}
  }`,
  },
  {
    arrays: { a: 'i', out: 'i' },
    body: (h) => `
  let most = 0
  ${h.each('i', 'a.length')} {
    let n = (a[i] & ${h.pick(['63', '255', '1023'])}) + 1
    let steps = 0
    while (n !== 1 && steps < ${h.pick(['50', '200'])}) {
      ${h.pick(['n = n % 2 === 0 ? n / 2 : 3 * n + 1', 'if (n & 1) n = 3 * n + 1; else n >>= 1', 'n = (n & 1) === 0 ? n >> 1 : n * 3 + 1', 'if (n % 2) n = n * 3 + 1\n      else n /= 2'])}
      steps++
    }
    out[i] = steps
    most = Math.max(most, steps)
  }
  return most`,
  },
  {
    arrays: { a: 'i', b: 'i', out: 'n' },
    body: (h) => `
  ${h.each('i', 'Math.min(a.length, b.length, out.length)')} {
    let x = ${h.pick(['Math.abs(a[i])', 'a[i] & 1023', 'a[i]', 'a[i] >>> 0'])}, y = ${h.pick(['Math.abs(b[i])', 'b[i] & 255', 'b[i]'])}
    while (y ${h.pick(['!== 0', '> 0'])}) {
      ${h.pick(['const t = x % y; x = y; y = t', ';[x, y] = [y, x % y]', 'const t = y; y = x % y; x = t', 'const q = Math.floor(x / y); const r = x - q * y; x = y; y = r', 'const q = Math.trunc(x / y); const t = y; y = x - q * y; x = t'])}
    }
    out[i] = x
  }`,
  },
  {
    arrays: { a: 'i', out: 'i' },
    body: (h) => `
  ${h.each('i', 'a.length')} {
    let v = a[i]${h.pick([' >>> 0', ' | 0', ''])}
    let c = 0
    ${h.pick(['while (v) { v &= v - 1; c++ }', 'while (v !== 0) { c += v & 1; v >>>= 1 }', 'for (let k = 0; k < 32; k++) { c += (v >> k) & 1 }', 'v = v - ((v >>> 1) & 0x55555555); v = (v & 0x33333333) + ((v >>> 2) & 0x33333333); c = Math.imul((v + (v >>> 4)) & 0xf0f0f0f, 0x1010101) >>> 24', 'c = 32 - Math.clz32(v)', 'for (let k = 0; k < 8; k++) c = (c << 1) | ((v >>> k) & 1)'])}
    out[i] = c
  }`,
  },
  {
    arrays: { a: 'i', out: 'n' },
    body: (h) => `
  ${h.each('i', 'a.length')} {
    let n = Math.abs(a[i])
    let s = 0
    while (n > 0) {
      s ${h.pick(['+= n % 10', '= s * 10 + (n % 10)', '+= (n % 10) ** 2'])}
      n = ${h.pick(['Math.floor(n / 10)', '(n / 10) | 0', 'Math.trunc(n / 10)', '(n - (n % 10)) / 10'])}
    }
    out[i] = s
  }`,
  },
  {
    arrays: { a: 'n' },
    scalars: { x: 3 },
    body: (h) => `
  for (let i = ${h.pick(['0', 'a.length - 1'])}; ${h.pick(['i < a.length; i++', 'i >= 0 && i < a.length; i--'])}) if (a[i] ${h.pick(['===', '>', '!=='])} x) return i
  return -1`,
  },
  {
    arrays: { a: 'k', counts: 'x', out: 'n' },
    body: () => `
  const c = new Int32Array(9)
  for (let i = 0; i < a.length; i++) c[(a[i] & 7) + 1]++
  for (let k = 1; k < 9; k++) c[k] += c[k - 1]
  for (let i = 0; i < a.length; i++) out[c[a[i] & 7]++] = a[i]
  for (let k = 0; k < Math.min(9, counts.length); k++) counts[k] = c[k]`,
  },
  {
    arrays: { a: 'n' },
    body: (h) => `
  for (let i = 0, j = a.length - 1; i < j; i++, j--) {
    const t = a[i]
    a[i] = ${h.pick(['a[j]', 'a[j] + 1', '-a[j]'])}
    a[j] = t
  }`,
  },
  {
    arrays: { a: 'k', out: 'i' },
    body: (h) => `
  let state = 0, runs = 0
  for (let i = 0; i < a.length; i++) {
    const c = a[i] & 3
    switch (state) {
      case 0:
        if (c === 1) state = ${h.pick(['1', '2'])}
        break
      case 1:
        state = c ${h.pick(['===', '>'])} 2 ? 2 : 0
      case 2:
        runs${h.pick(['++', ' += c'])}
        if (c === 0) { state = 0; break }
      default:
        state = (state + 1) % 3
    }
    out[i] = state
  }
  return runs`,
  },
  {
    arrays: { a: 'i', b: 'k', out: 'n' },
    body: (h) => `
  const swap = (p, i, j) => { const t = p[i]; p[i] = p[j]; p[j] = t }
  const sort = (p, lo, hi) => {
    if (lo >= hi) return
    const pivot = p[${h.pick(['hi', '(lo + hi) >> 1', 'lo'])}]
    let i = lo, j = hi
    while (i <= j) {
      while (p[i] < pivot) i++
      while (p[j] > pivot) j--
      if (i <= j) { ${h.pick(['swap(p, i, j)', 'const t = p[i]; p[i] = p[j]; p[j] = t'])}; i++; j-- }
    }
    sort(p, lo, j)
    sort(p, i, hi)
  }
  sort(a, 0, a.length - 1)
  let moves = 0
  const hanoi = (n, from, to) => { if (n === 0) return; hanoi(n - 1, from, 3 - from - to); moves += ${h.pick(['1', 'to', 'n'])}; hanoi(n - 1, 3 - from - to, to) }
  hanoi(${h.between(0, 6)}, 0, 2)
  for (let i = 0; i < out.length; i++) out[i] = moves + i
  return moves`,
  },
  {
    arrays: { a: 'k' },
    scalars: { w: 4 },
    body: (h) => `
  const rows = w >= 1 ? Math.floor(a.length / w) : 0
  const fill = (x, y) => {
    if (x < 0 || y < 0 || x >= w || y >= rows) return ${h.pick(['0', ''])}
    if (a[y * w + x] ${h.pick(['> 3', '!== 2', '> 0'])}) return ${h.pick(['0', ''])}
    a[y * w + x] = 7
    ${h.pick(['fill(x + 1, y); fill(x - 1, y); fill(x, y + 1); fill(x, y - 1)', 'for (let d = -1; d <= 1; d += 2) { fill(x + d, y); fill(x, y + d) }'])}
  }
  fill(1, 1)
  fill(0, ${h.pick(['0', 'rows - 1'])})`,
  },
  {
    arrays: { a: 'n', out: 'n' },
    scalars: { p: 2 },
    body: (h) => `
  const apply = (f, x, k) => ${h.pick(['f(x, k)', 'f(f(x, k), k)', 'k > 3 ? f(x, 1) : x', '{ let s = 0; for (let t = 0; t < 3; t++) s += f(x, t); return s }'])}
  const put = (i, x) => {
    if (i ${h.pick(['>', '>='])} ${h.pick(['out.length - 1', '5', 'p'])} || !(i < out.length)) return
    for (let k = i; k < out.length; k++) {
      if (out[k] === x) return
      if (out[k] > ${h.constant()}) { out[k] = x; return }
    }
    out[i] = x
  }
  for (let i = 0; i < a.length; i++) put(i, apply((x, k) => ${h.of(2, 'x', 'k', 'p')}, a[i], i))`,
  },
  {
    arrays: { a: 'i', out: 'n' },
    body: (h) => `
  const n = a.length
  ${h.each('i', 'n')} {
    const w = new Float64Array(${h.between(1, 7)})
    for (let j = 0; j < w.length; j++) w[j] = a[${h.pick(['Math.min(n - 1, Math.max(0, i - 2 + j))', '(i + j) % n', '(i * j) % n'])}]
    w.${h.pick(['sort()', 'reverse()', 'sort((x, y) => y - x)', 'fill(a[i], 1)'])}
    out[i] = ${h.pick(['w[w.length >> 1]', 'w[0] - w[w.length - 1]', 'w.indexOf(a[i])', 'w.reduce((s, x) => s + x, 0)', 'w.at(-1)'])}
  }`,
  },
  {
    arrays: { a: 'n', b: 'n', out: 'n' },
    body: (h) => `
  let s = 0
  for (const [i, x] of a.entries()) s += ${h.of(1, 'i', 'x')}
  for (const i of b.keys()) s = ${h.of(1, 's', 'i', 'b[i]')}
  for (const x of ${h.pick(['b', 'b.values()', 'a'])}) { if (x > ${h.constant()}) continue; s += x }
  for (let i = 0; i < out.length; i++) out[i] = s
  return s`,
  },
]
