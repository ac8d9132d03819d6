import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'
import { fraction } from './hash.ts'

/** Conway's game of life on a torus; `next` is room for a generation. */
function kernel(rows: number, columns: number, steps: number, grid: Uint8Array, next: Uint8Array): void {
  for (let step = 0; step < steps; step++) {
    for (const i of prange(rows)) {
      const above = i === 0 ? rows - 1 : i - 1
      const below = i === rows - 1 ? 0 : i + 1
      for (let j = 0; j < columns; j++) {
        const left = j === 0 ? columns - 1 : j - 1
        const right = j === columns - 1 ? 0 : j + 1
        const neighbours =
          grid[above * columns + left] +
          grid[above * columns + j] +
          grid[above * columns + right] +
          grid[i * columns + left] +
          grid[i * columns + right] +
          grid[below * columns + left] +
          grid[below * columns + j] +
          grid[below * columns + right]
        next[i * columns + j] = neighbours === 3 || (neighbours === 2 && grid[i * columns + j] === 1) ? 1 : 0
      }
    }
    for (const i of prange(rows * columns)) grid[i] = next[i]
  }
}

export const gameOfLife: Workload = {
  name: 'game-of-life',
  kernel,
  sizes: { MINI: [24, 30, 10], MEDIUM: [300, 400, 20], LARGE: [2000, 2000, 40] },
  fields: (rows, columns, steps) => ({
    rows,
    columns,
    steps,
    grid: field([rows, columns], (i, j) => (fraction(i * columns + j) < 0.3 ? 1 : 0), 'uint8'),
    next: field([rows, columns], undefined, 'uint8'),
  }),
}
