import { type NdArray, prange, zeros } from 'wamba'
import { type Program, uniform, whole } from './program.ts'

const LUMA = Float64Array.of(0.2126, 0.7152, 0.0722)
const grey = (n: number): Uint8Array => Uint8Array.from(whole(31, n, 256))

export const programs: Program[] = [
  {
    title: "Conway's life on a torus, boards that change places",
    fn: (board: Uint8Array, width: number, height: number, generations: number) => {
      let now = board
      let next: Uint8Array = new Uint8Array(board.length)
      for (let g = 0; g < generations; g++) {
        for (const y of prange(height)) {
          const [above, below] = [(y + height - 1) % height, (y + 1) % height]
          for (let x = 0; x < width; x++) {
            const left = (x + width - 1) % width
            const right = (x + 1) % width
            let n = 0
            for (const row of [above, y, below]) n += now[row * width + left] + now[row * width + right]
            n += now[above * width + x] + now[below * width + x]
            next[y * width + x] = n === 3 || (n === 2 && now[y * width + x]) ? 1 : 0
          }
        }
        ;[now, next] = [next, now]
      }
      return now
    },
    args: () => [Uint8Array.from(whole(32, 16 * 12, 2)), 16, 12, 6],
  },
  {
    title: 'Sobel edges clamped to bytes',
    fn: (src: Uint8Array, width: number, height: number) => {
      const out = new Uint8ClampedArray(src.length)
      const at = (x: number, y: number) =>
        src[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))]
      for (const y of prange(height)) {
        for (let x = 0; x < width; x++) {
          let gx = 0
          let gy = 0
          for (let d = -1; d <= 1; d++) {
            const w = d === 0 ? 2 : 1
            gx += w * (at(x + 1, y + d) - at(x - 1, y + d))
            gy += w * (at(x + d, y + 1) - at(x + d, y - 1))
          }
          out[y * width + x] = Math.sqrt(gx * gx + gy * gy)
        }
      }
      return out
    },
    args: () => [grey(15 * 11), 15, 11],
  },
  {
    title: 'bilateral filter with a table of weights made in the function',
    approximate: true,
    fn: (src: Float64Array, dst: Float64Array, width: number, { radius = 2, space = 1.5, range = 0.2 } = {}) => {
      const height = src.length / width
      const side = 2 * radius + 1
      const weights = new Float64Array(side * side)
      for (let dy = -radius; dy <= radius; dy++)
        for (let dx = -radius; dx <= radius; dx++)
          weights[(dy + radius) * side + dx + radius] = Math.exp(-(dx * dx + dy * dy) / (2 * space * space))
      for (const y of prange(height)) {
        for (let x = 0; x < width; x++) {
          const centre = src[y * width + x]
          let [sum, total] = [0, 0]
          for (let dy = -radius; dy <= radius; dy++) {
            const yy = y + dy
            if (yy < 0 || yy >= height) continue
            for (let dx = -radius; dx <= radius; dx++) {
              const xx = x + dx
              if (xx < 0 || xx >= width) continue
              const value = src[yy * width + xx]
              const diff = value - centre
              const w = weights[(dy + radius) * side + dx + radius] * Math.exp(-(diff * diff) / (2 * range * range))
              sum += w * value
              total += w
            }
          }
          dst[y * width + x] = sum / total
        }
      }
    },
    args: () => [uniform(33, 12 * 9), new Float64Array(12 * 9), 12],
  },
  {
    title: 'grey picture of RGBA with luma weights of the scope',
    scope: { LUMA },
    fn: (rgba: Uint8ClampedArray) => {
      const out = new Uint8ClampedArray(rgba.length >> 2)
      for (const i of prange(out.length)) {
        let y = 0
        for (let c = 0; c < 3; c++) y += LUMA[c] * rgba[4 * i + c]
        out[i] = y
      }
      return out
    },
    args: () => [Uint8ClampedArray.from(whole(34, 80, 256))],
  },
  {
    title: 'histogram equalisation',
    fn: (src: Uint8Array, levels = 256) => {
      const counts = new Int32Array(levels)
      for (const v of src) counts[v]++
      let first = 0
      while (first < levels - 1 && counts[first] === 0) first++
      const map = new Uint8Array(levels)
      let below = 0
      for (let v = 0; v < levels; v++) {
        below += counts[v]
        const span = src.length - counts[first]
        map[v] = span === 0 ? v : Math.round(((below - counts[first]) / span) * (levels - 1))
      }
      const out = new Uint8Array(src.length)
      for (const i of prange(src.length)) out[i] = map[src[i]]
      return out
    },
    args: () => [grey(200)],
  },
  {
    title: 'bilinear resize of an n-d array',
    fn: (src: NdArray<'float64'>, height: number, width: number) => {
      const [h, w] = src.shape
      const out = zeros([height, width])
      for (let y = 0; y < height; y++) {
        const sy = Math.min(h - 1, Math.max(0, ((y + 0.5) * h) / height - 0.5))
        const y0 = Math.floor(sy)
        const y1 = Math.min(h - 1, y0 + 1)
        for (let x = 0; x < width; x++) {
          const sx = Math.min(w - 1, Math.max(0, ((x + 0.5) * w) / width - 0.5))
          const x0 = Math.floor(sx)
          const x1 = Math.min(w - 1, x0 + 1)
          const [fx, fy] = [sx - x0, sy - y0]
          const top = src.get(y0, x0) * (1 - fx) + src.get(y0, x1) * fx
          const bottom = src.get(y1, x0) * (1 - fx) + src.get(y1, x1) * fx
          out.set(y, x, top * (1 - fy) + bottom * fy)
        }
      }
      return out
    },
    args: () => {
      const src = zeros([4, 5])
      const values = uniform(35, 20)
      for (let i = 0; i < 20; i++) src.set(Math.floor(i / 5), i % 5, values[i])
      return [src, 7, 6]
    },
  },
  {
    title: 'flood fill with a stack of its own',
    fn: (cells: Int32Array, width: number, start: number, colour: number) => {
      const height = cells.length / width
      const old = cells[start]
      if (old === colour) return 0
      const stack = new Int32Array(cells.length + 1)
      let top = 0
      let filled = 0
      stack[top++] = start
      while (top > 0) {
        const at = stack[--top]
        if (cells[at] !== old) continue
        cells[at] = colour
        filled++
        const x = at % width
        const y = (at / width) | 0
        if (x > 0 && cells[at - 1] === old) stack[top++] = at - 1
        if (x < width - 1 && cells[at + 1] === old) stack[top++] = at + 1
        if (y > 0 && cells[at - width] === old) stack[top++] = at - width
        if (y < height - 1 && cells[at + width] === old) stack[top++] = at + width
      }
      return filled
    },
    args: () => [whole(36, 60, 2), 10, 22, 7],
  },
]
