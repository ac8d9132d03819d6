import type { Workload } from '../workload.ts'
import { gameOfLife } from './gameOfLife.ts'
import { histogram } from './histogram.ts'
import { ising } from './ising.ts'
import { kmeans } from './kmeans.ts'
import { lennardJones } from './lennardJones.ts'

/** Programs that Numba's documentation and examples use to show what it is for. */
export const examples: readonly Workload[] = [gameOfLife, ising, kmeans, histogram, lennardJones]
