import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'

/**
 * The most base pairs that an RNA sequence can fold into, without crossings. An interval needs the shorter ones inside it,
 * so the intervals of one length are independent.
 */
function kernel(n: number, seq: Uint8Array, table: Int32Array): void {
  for (let length = 1; length < n; length++) {
    for (const i of prange(n - length)) {
      const j = i + length
      let best = Math.max(table[i * n + j], table[i * n + j - 1], table[(i + 1) * n + j])
      const pair = i < j - 1 && seq[i] + seq[j] === 3 ? 1 : 0
      best = Math.max(best, table[(i + 1) * n + j - 1] + pair)
      for (let k = i + 1; k < j; k++) best = Math.max(best, table[i * n + k] + table[(k + 1) * n + j])
      table[i * n + j] = best
    }
  }
}

function plain(n: number, seq: Uint8Array, table: Int32Array): void {
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) {
      if (j - 1 >= 0) table[i * n + j] = Math.max(table[i * n + j], table[i * n + j - 1])
      if (i + 1 < n) table[i * n + j] = Math.max(table[i * n + j], table[(i + 1) * n + j])
      if (j - 1 >= 0 && i + 1 < n) {
        const pair = i < j - 1 && seq[i] + seq[j] === 3 ? 1 : 0
        table[i * n + j] = Math.max(table[i * n + j], table[(i + 1) * n + j - 1] + pair)
      }
      for (let k = i + 1; k < j; k++) {
        table[i * n + j] = Math.max(table[i * n + j], table[i * n + k] + table[(k + 1) * n + j])
      }
    }
  }
}

export const nussinov: Workload = {
  name: 'nussinov',
  kernel,
  plain,
  sizes: { MINI: [60], MEDIUM: [500], LARGE: [2500] },
  fields: (n) => ({
    n,
    seq: field([n], (i) => (i + 1) % 4, 'uint8'),
    table: field([n, n], undefined, 'int32'),
  }),
}
