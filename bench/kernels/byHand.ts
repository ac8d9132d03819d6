import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { assembly } from 'wamba'
import { root } from '../paths.ts'
import { multiplyInto } from './elementwise.ts'
import { sumOfSquares } from './reductions.ts'

const file = (name: string): URL => pathToFileURL(join(root, 'assembly', 'kernels', `${name}.ts`))

/** The sum of squares written by hand in AssemblyScript: the limit for generated code. */
export const sumOfSquaresByHand = assembly('float64(float64[:])', file('sumOfSquares'), { js: sumOfSquares })

/** The product of two arrays written by hand. */
export const multiplyByHand = assembly('void(float64[:], float64[:], float64[:])', file('multiply'), {
  js: multiplyInto,
})
