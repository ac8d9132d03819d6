/** Idioms that compute: scans, stencils, iterations, images, distances. */
import type { Idiom } from './idioms.ts'

export const kernels: readonly Idiom[] = [
  {
    arrays: { a: 'n', out: 'n' },
    body: (h) => `
  let acc = ${h.pick(['0', 'a[0]', '-Infinity', '1'])}
  for (let i = ${h.pick(['0; i < a.length; i++', 'a.length - 1; i >= 0; i--', '1; i < a.length; i++'])}) {
    ${h.pick(['out[i] = acc; ', ''])}acc = ${h.pick(['acc + a[i]', 'acc * 0.5 + a[i]', 'Math.max(acc, a[i])', 'acc + 0.1 * (a[i] - acc)', 'acc > a[i] ? acc : a[i]', '(acc + a[i]) | 0', h.of(2, 'acc', 'a[i]', 'i')])}
    out[i] = acc
  }
  return acc`,
  },
  {
    arrays: { a: 'n', out: 'n' },
    body: (h) => `
  const n = a.length
  ${h.each('i', 'n')} {
    const l = ${h.pick(['a[(i + n - 1) % n]', 'a[i === 0 ? n - 1 : i - 1]', 'a[Math.max(i - 1, 0)]', 'i > 0 ? a[i - 1] : 0', 'a[(i - 1 + n) % n]'])}
    const r = ${h.pick(['a[(i + 1) % n]', 'a[i === n - 1 ? 0 : i + 1]', 'a[Math.min(i + 1, n - 1)]', 'i < n - 1 ? a[i + 1] : 0', 'i + 1 < n ? a[i + 1] : a[0]'])}
    out[i] = ${h.of(2, 'l', 'r', 'a[i]', 'l', 'r')}
  }`,
  },
  {
    arrays: { a: 'f', out: 'n' },
    body: (h) => `
  ${h.each('i', 'a.length')} {
    const v = ${h.pick(['a[i]', 'Math.abs(a[i])', 'i + 1'])}
    let x = ${h.pick(['v', '1', 'v * 0.5 + 1'])}
    for (let k = 0; k < ${h.between(2, 20)}; k++) {
      const next = 0.5 * (x + v / x)
      if (Math.abs(next - x) < ${h.pick(['1e-9', '1e-3', '0'])}) ${h.pick(['break', '{ x = next; break }'])}
      x = next
    }
    out[i] = x
  }`,
  },
  {
    arrays: { out: 'n' },
    scalars: { w: 16, most: 30 },
    body: (h) => `
  ${h.each('p', 'out.length')} {
    const cx = (p % w) / w * 3 - 2, cy = ${h.pick(['Math.floor(p / w)', '((p / w) | 0)', '(p - (p % w)) / w'])} / 8 - 1
    let x = 0, y = 0, k = 0
    ${h.pick(['while (k < most && x * x + y * y <= 4) {', 'for (; k < most; k++) {\n      if (x * x + y * y > 4) break', 'while (x * x + y * y < 4) {\n      if (k >= most) break'])}
      const t = x * x - y * y + cx
      y = 2 * x * y + cy
      x = t
      ${h.pick(['k++', 'k += 1'])}
    }
    out[p] = ${h.pick(['k', 'k / most', 'k === most ? 0 : k', 'x'])}
  }`,
  },
  {
    arrays: { a: 'f' },
    body: (h) => `
  let best = ${h.pick(['Infinity', 'a[0]', '-1', '1e300'])}, at = ${h.pick(['-1', '0'])}
  for (${h.pick(['const i of prange(a.length)', 'let i = 0; i < a.length; i++'])}) {
    const x = ${h.pick(['a[i]', 'Math.abs(a[i])', 'a[i] * a[i]', '-a[i]'])}
    if (x ${h.pick(['<', '<', '<=', '>'])} best) {
      best = x
      at = i
    }
  }
  return [best, at]`,
  },
  {
    arrays: { x: 'f', y: 'f', out: 'f' },
    body: (h) => `
  const n = Math.min(x.length, y.length)
  ${h.each('i', 'n')} {
    let fx = 0, fy = 0
    const xi = x[i], yi = y[i]
    for (let j = 0; j < n; j++) {
      ${h.pick(['if (i === j) continue', '', 'if (j > i) break'])}
      const dx = x[j] - xi, dy = y[j] - yi
      const d2 = dx * dx + dy * dy ${h.pick(['+ 1e-9', '', '+ 0.5'])}
      ${h.pick(['if (d2 > 100) continue', '', ''])}
      const f = ${h.pick(['1 / d2', '1 / (d2 * Math.sqrt(d2))', 'Math.sqrt(d2)', 'Math.max(0, 1 - d2)'])}
      fx += dx * f
      fy ${h.pick(['+=', '-='])} dy * f
    }
    out[i] = ${h.pick(['fx + fy', 'Math.sqrt(fx * fx + fy * fy)', 'fx'])}
  }`,
  },
  {
    arrays: { x: 'f', y: 'f', h: 'f', label: 'i' },
    body: (h) => `
  const n = Math.min(x.length, y.length), k = h.length >> 1
  ${h.each('i', 'n')} {
    let best = Infinity, at = 0
    for (let c = 0; c < k; c++) {
      const dx = x[i] - h[2 * c], dy = y[i] - h[2 * c + 1]
      const d = ${h.pick(['dx * dx + dy * dy', 'Math.abs(dx) + Math.abs(dy)', 'Math.max(Math.abs(dx), Math.abs(dy))'])}
      if (d < best) { best = d; at = c }
    }
    label[i] = at
  }`,
  },
  {
    arrays: { a: 'f', h: 'f', out: 'f' },
    body: (h) => `
  ${h.each('i', 'a.length')} {
    let r = 0
    ${h.pick(['for (let k = h.length - 1; k >= 0; k--)', 'for (let k = 0; k < h.length; k++)', 'for (const c of h)'])} ${h.pick(['r = r * a[i] +', 'r +='])} ${h.pick(['1', '0.5'])} * 3
    for (let k = 0; k < h.length; k++) r = r * a[i] + h[k]
    out[i] = r
  }`,
  },
  {
    arrays: { a: 'u', out: 'u' },
    scalars: { w: 8 },
    body: (h) => `
  const rows = w >= 1 ? Math.floor(a.length / w) : 0
  ${h.each('y', 'rows')} {
    for (let x = 0; x < w; x++) {
      let n = 0
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          ${h.pick(['if (dx === 0 && dy === 0) continue', 'if (dx || dy)', ''])}
          ${h.pick(['n += a[((y + dy + rows) % rows) * w + ((x + dx + w) % w)]', 'n += a[Math.min(Math.max(y + dy, 0), rows - 1) * w + Math.min(Math.max(x + dx, 0), w - 1)]', 'if (y + dy >= 0 && y + dy < rows && x + dx >= 0 && x + dx < w) n += a[(y + dy) * w + x + dx] & 1'])}
        }
      out[y * w + x] = ${h.pick(['n === 3 || (n === 2 && a[y * w + x]) ? 1 : 0', 'n / 9', 'n >> 3', 'n'])}
    }
  }`,
  },
  {
    arrays: { a: 'u', out: 'u' },
    body: (h) => `
  ${h.each('i', 'Math.floor(a.length / 4)')} {
    const r = a[4 * i], g = a[4 * i + 1], b = a[i * 4 + 2]
    const v = ${h.pick(['(r * 77 + g * 150 + b * 29) >> 8', '0.299 * r + 0.587 * g + 0.114 * b', 'Math.max(r, g, b)', '(r + g + b) / 3', '(r + g + b) / 3 | 0', '255 - r', 'r > 128 ? 255 : 0', '((r ^ g) + b) & 255', 'r * g / 255'])}
    out[4 * i] = v
    out[4 * i + 1] = ${h.of(1, 'v', 'g', 'r')}
    out[i * 4 + 2] = ${h.of(2, 'b', 'v', 'r')}
    out[4 * i + 3] = ${h.pick(['255', 'a[4 * i + 3]'])}
  }`,
  },
  {
    arrays: { a: 'n', out: 'n' },
    body: (h) => `
  const w = ${h.between(1, 6)}
  ${h.each('i', `a.length - w${h.pick(['', ' + 1'])}`)} {
    let s = 0
    for (let k = 0; k < w; k++) s ${h.pick(['+= a[i + k]', '+= a[i + k] * k', '= Math.max(s, a[i + k])', '+= a[i + w - 1 - k]'])}
    out[i] = ${h.pick(['s', 's / w'])}
  }`,
  },
  {
    arrays: { out: 'n' },
    scalars: { n: 12 },
    body: (h) => `
  const f = (k) => ${h.pick(['k < 2 ? k : f(k - 1) + f(k - 2)', 'k <= 0 ? 1 : k * f(k - 1)', 'k < 1 ? 0 : 1 + f(Math.floor(k / 2))', 'k < 3 ? 1 : f(k - 1) - f(k - 3)'])}
  ${h.each('i', 'out.length')} out[i] = f(${h.pick(['i % 10', 'Math.min(i, 12)', 'i & 7'])}) ${h.pick(['', '+ (n & 3)'])}`,
  },
  {
    arrays: { a: 'n', b: 'n', out: 'n' },
    scalars: { s: 2 },
    body: (h) => `
  const at = (p, k) => ${h.pick(['p[k]', 'p[k] * s', 'p[Math.min(k, p.length - 1)]', 'k < p.length ? p[k] : 0'])}
  let calls = 0
  ${h.pick(['', 'const tick = () => { calls += 1 }'])}
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    out[i] = at(a, i) ${h.pick(['+', '-', '*'])} at(b, i)
    calls++
  }
  return calls`,
  },
  {
    arrays: { a: 'f', out: 'n' },
    body: (h) => `
  ${h.each('i', 'a.length')} {
    const t = a[i] ${h.pick(['* 60', '', '+ 1000'])}
    const m = Math.floor(t / 60)
    out[i] = ${h.pick(['m % 24', 't - m * 60', 't % 1', '(t % 24 + 24) % 24', 'm & 3', 't - Math.floor(t)', '((t | 0) % 7 + 7) % 7', 'Math.round(t * 100) / 100'])}
  }`,
  },
  {
    arrays: { a: 'n', b: 'n', out: 'n' },
    scalars: { p: 1.5, q: 3 },
    body: (h) => `
  ${h.each('i', 'Math.min(a.length, b.length, out.length)')} {
    let x = ${h.of(2, 'a[i]', 'b[i]', 'p')}
    const y = ${h.of(2, 'a[i]', 'b[i]', 'q', 'x')}
    if (${h.of(1, 'x', 'y')} ${h.pick(['<', '>', '>=', '!=='])} ${h.of(1, 'x', 'p')}) x = ${h.of(2, 'x', 'y', 'i')}
    ${h.pick(['else x += y', '', 'else if (y > p) continue', `else { x = ${h.of(1, 'y', 'q')} }`])}
    out[i] = ${h.of(3, 'x', 'y', 'q', 'i')}
  }`,
  },
  {
    arrays: { a: 'f', out: 'f' },
    inexact: true,
    body: (h) => `
  let total = 0
  for (const i of prange(a.length)) {
    const x = ${h.pick(['a[i]', 'a[i] * 0.01', 'i / a.length'])}
    const y = Math.${h.pick(['exp', 'sin', 'cos', 'log', 'tanh', 'atan', 'cbrt', 'log1p'])}(${h.of(1, 'x', 'x')})
    out[i] = ${h.of(1, 'y', 'x')}
    total += y ${h.pick(['* x', '', '** 2'])}
  }
  return total`,
  },
]
