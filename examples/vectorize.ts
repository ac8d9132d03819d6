/** `vectorize`: a function of numbers becomes one of arrays, with broadcasting, as a NumPy ufunc. */
import { arange, vectorize, zeros } from 'wamba'

const multiply = vectorize(['float64(float64, float64)'], (a, b) => a * b)

const a = arange(6)
console.log('array and array: ', ...multiply(a, a))
console.log('array and number:', ...multiply(a, 10))

// An `out` array takes the result, as the next argument or by name: nothing is allocated.
const out = zeros(6)
multiply(a, 0.5, out)
multiply(out, 2, { out })
console.log('in place:        ', ...out)

// Without signatures it is compiled for what it meets. `Math` and conditions become SIMD as well.
const softSign = vectorize((x: number) => (x < 0 ? x / (1 - x) : x / (1 + x)))
console.log('softSign:        ', ...softSign(Float64Array.of(-3, -1, 0, 1, 3)))
