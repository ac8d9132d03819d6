import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The package's root, whether this file runs from its source or from build/. */
export const root: string = dirname(createRequire(import.meta.url).resolve('wamba/package.json'))

/** Where the suites save JSON and charts. */
export const resultsFolder: string = join(root, 'bench', 'results')
