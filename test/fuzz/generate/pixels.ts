/** Idioms over bytes and other small whole numbers: images, sound, masks. */
import type { Holes, Idiom } from './idioms.ts'

const CONSTANTS = [
  '0',
  '1',
  '2',
  '3',
  '16',
  '77',
  '127',
  '128',
  '179',
  '255',
  '256',
  '-1',
  '-128',
  '32767',
  '65535',
  '4096',
]

/** A whole number, mostly of few bits. */
function whole(h: Holes, depth: number, ...leaves: readonly string[]): string {
  const leaf = (): string => (h.chance(0.75) ? h.pick(leaves) : h.pick(CONSTANTS))
  if (depth <= 0) return leaf()
  const sub = (): string => whole(h, depth - 1, ...leaves)
  return h.weighted<string>(
    [2, leaf],
    [7, () => `(${sub()} ${h.pick(['+', '-', '*', '+', '-', '&', '|', '^'])} ${sub()})`],
    [
      3,
      () =>
        `(${sub()} ${h.pick(['>>', '>>', '>>>', '<<'])} ${h.pick(['1', '2', '4', '7', '8', '8', '15', '16', '31', 't'])})`,
    ],
    [3, () => `Math.${h.pick(['min', 'max'])}(${sub()}, ${sub()})`],
    [2, () => `Math.abs(${sub()})`],
    [
      2,
      () => {
        const [lo, hi] = h.pick([
          [0, 255],
          [-128, 127],
          [-32768, 32767],
          [0, 65535],
          [1, 255],
          [127, -128],
        ])
        const sum = `${leaf()} ${h.pick(['+', '-'])} ${leaf()}`
        return h.pick([
          `Math.min(${hi}, ${sum})`,
          `Math.max(${sum}, ${lo})`,
          `Math.max(${lo}, Math.min(${sum}, ${hi}))`,
        ])
      },
    ],
    [3, () => `(${test(h, depth, ...leaves)} ? ${sub()} : ${sub()})`],
    [
      1,
      () =>
        h.pick([`~${sub()}`, `(- ${sub()})`, `Math.imul(${sub()}, ${sub()})`, `(${sub()} | 0)`, `(${sub()} & 255)`]),
    ],
    [
      0.5,
      () => `Math.${h.pick(['round', 'floor', 'trunc', 'ceil'])}(${sub()} * ${h.pick(['0.5', '0.299', 't', '1.5'])})`,
    ],
    [0.3, () => `((${sub()}) ${h.pick(['/ 2', '/ t', '% 7', '% 16', '** 2'])})`],
  )
}

function test(h: Holes, depth: number, ...leaves: readonly string[]): string {
  const side = (): string =>
    h.chance(0.3) ? h.pick(['t', '128', '0.5', '-3', '300', 'NaN']) : whole(h, depth - 1, ...leaves)
  const one = (): string => `${side()} ${h.pick(['<', '>', '<=', '>=', '===', '!=='])} ${side()}`
  return h.chance(0.8) ? one() : h.pick([`!(${one()})`, `(${one()}) && (${one()})`, `(${one()}) || (${one()})`])
}

/** A store of a whole number, as people write it. */
function stored(h: Holes, target: string, ...leaves: readonly string[]): string {
  const value = whole(h, h.between(1, 3), ...leaves)
  return h.weighted<string>(
    [5, () => `${target} = ${value}`],
    [2, () => `if (${test(h, 1, ...leaves)}) ${target} = ${value}`],
    [1, () => `if (${test(h, 1, ...leaves)}) ${target} = ${value}\n    else ${target} = ${whole(h, 1, ...leaves)}`],
    [
      2,
      () =>
        `let v = ${value}\n    if (${test(h, 1, 'v', ...leaves)}) v = ${whole(h, 1, 'v', ...leaves)}\n    ${target} = v`,
    ],
    [
      1,
      () =>
        `let v = ${value}\n    v ${h.pick(['+=', '-=', '*=', '&=', '|=', '^=', '>>=', '<<='])} ${whole(h, 1, ...leaves)}\n    ${target} = v`,
    ],
    [0.5, () => `${target} ${h.pick(['+=', '-=', '|=', '&=', '^=', '*='])} ${value}`],
  )
}

export const pixels: readonly Idiom[] = [
  {
    arrays: { a: 's', b: 's', out: 's' },
    scalars: { t: 100 },
    body: (h) => `
  ${h.each('i', 'out.length')} {
    ${stored(h, 'out[i]', 'a[i]', 'b[i]', 'a[i]')}
  }`,
  },
  {
    arrays: { a: 's', b: 'n', out: 's' },
    scalars: { t: 3 },
    body: (h) => `
  ${h.each('i', 'out.length')} {
    ${stored(h, 'out[i]', 'a[i]', 'b[i]', 'i', 'out[i]')}
  }`,
  },
  {
    arrays: { a: 's', out: 's' },
    scalars: { t: 2 },
    body: (h) => `
  for (${h.pick(['const i of prange(1, a.length - 1)', 'let i = 1; i < a.length - 1; i++'])}) {
    ${stored(h, 'out[i]', 'a[i - 1]', 'a[i]', 'a[i + 1]')}
  }`,
  },
  {
    arrays: { a: 's', out: 's' },
    scalars: { t: 50 },
    body: (h) => {
      const k = h.pick([2, 3, 4])
      const leaves = Array.from({ length: k }, (_, c) => `a[${k} * i + ${c}]`)
      return `
  ${h.each('i', `Math.floor(a.length / ${k})`)} {
    ${h.chance(0.3) ? `out[i] = ${leaves.map((e) => `${h.pick(['0.299', '0.587', '0.114', '77', '0.5'])} * ${e}`).join(' + ')}` : stored(h, 'out[i]', ...leaves)}
  }`
    },
  },
  {
    arrays: { a: 's', b: 's' },
    scalars: { t: 100 },
    body: (h) => `
  let s = ${h.pick(['0', '0', '5', '-1'])}
  ${h.each('i', 'a.length')} {
    ${h
      .pick([
        's += EXPR',
        's = Math.max(s, EXPR)',
        's = Math.min(s, EXPR)',
        'if (TEST) s++',
        'if (TEST) s += EXPR',
        's = (s + EXPR) | 0',
        's ^= EXPR',
        's |= EXPR',
      ])
      .replace('EXPR', whole(h, 2, 'a[i]', 'b[i]'))
      .replace('TEST', test(h, 1, 'a[i]', 'b[i]'))}
  }
  return s`,
  },
  {
    arrays: { a: 's', out: 's' },
    scalars: { t: 3 },
    body: (h) => `
  const w = ${h.pick(['16', '5', '40'])}, rows = Math.floor(a.length / w)
  ${h.each('y', 'rows')} {
    for (let x = 1; x < w - 1; x++) {
      const p = y * w + x
      ${stored(h, 'out[p]', 'a[p]', 'a[p - 1]', 'a[p + 1]', 'x')}
    }
  }`,
  },
  {
    arrays: { a: 's', out: 's' },
    scalars: { t: 3 },
    body: (h) => `
  ${h.each('i', 'out.length')} {
    let x = ${whole(h, 1, 'a[i]')}${h.pick(['', ' & 255', ' >>> 0'])}, c = 0
    ${h.pick([
      'while (x > 0) { c += x & 1; x >>= 1 }',
      'for (let k = 0; k < 8; k++) c = (c << 1) | ((x >> k) & 1)',
      'x = x - ((x >> 1) & 0x55); x = (x & 0x33) + ((x >> 2) & 0x33); c = (x + (x >> 4)) & 15',
      'for (let k = 0; k < t; k++) { c += x; x = (x * 5 + 1) & 255 }',
      'for (let k = 0; k < 4; k++) if (x > c) c += x; else x += 3',
    ])}
    out[i] = ${whole(h, 1, 'x', 'c')}
  }`,
  },
  {
    arrays: { a: 'u', h: 's', out: 's' },
    scalars: { t: 3 },
    body: (h) => `
  ${h.each('i', 'out.length')} {
    out[i] = ${h.pick(['h[a[i] & 7]', 'h[a[i] >> 5] + a[i]', 'h[(a[i] ^ 3) & 7] * t', 'h[a[i] % 8]'])}
  }`,
  },
]
