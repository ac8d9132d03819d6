import { prange } from 'wamba'
import { field, type Workload } from '../workload.ts'
import { fraction } from './hash.ts'

/** Lloyd's k-means: the nearest centroid of each of n points in d dimensions, then the means of the k clusters. */
function kernel(
  n: number,
  d: number,
  k: number,
  iterations: number,
  points: Float64Array,
  centroids: Float64Array,
  labels: Int32Array,
  counts: Int32Array,
): void {
  for (let iteration = 0; iteration < iterations; iteration++) {
    for (const i of prange(n)) {
      let nearest = 0
      let least = Infinity
      for (let c = 0; c < k; c++) {
        let distance = 0
        for (let f = 0; f < d; f++) distance += (points[i * d + f] - centroids[c * d + f]) ** 2
        if (distance < least) {
          least = distance
          nearest = c
        }
      }
      labels[i] = nearest
    }
    centroids.fill(0)
    counts.fill(0)
    for (let i = 0; i < n; i++) {
      const c = labels[i]
      counts[c]++
      for (let f = 0; f < d; f++) centroids[c * d + f] += points[i * d + f]
    }
    for (let c = 0; c < k; c++) {
      for (let f = 0; f < d; f++) centroids[c * d + f] /= counts[c]
    }
  }
}

export const kmeans: Workload = {
  name: 'k-means',
  kernel,
  sizes: { MINI: [200, 2, 4, 5], MEDIUM: [20_000, 4, 16, 5], LARGE: [400_000, 8, 32, 10] },
  fields: (n, d, k, iterations) => ({
    n,
    d,
    k,
    iterations,
    points: field([n, d], (i, f) => (i % k) + fraction(i * d + f)),
    centroids: field([k, d], (c, f) => c + fraction(c * d + f)),
    labels: field([n], undefined, 'int32'),
    counts: field([k], undefined, 'int32'),
  }),
}
