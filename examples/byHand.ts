/** `assembly`: a kernel written by hand in AssemblyScript, run by the same team over the same arrays. */
import { assembly, linspace, prange } from 'wamba'

// A hand-written kernel gets the iterations [lo, hi) of its chunk, then each argument; an array is its address and length.
const text = `
export function sumOfSquares(lo: i32, hi: i32, a: usize, a_length: i32): f64 {
  let s0 = f64x2.splat(0)
  let s1 = f64x2.splat(0)
  let i = lo
  for (; i + 4 <= hi; i += 4) {
    const p = a + (<usize>i << 3)
    const x = v128.load(p)
    const y = v128.load(p, 16)
    s0 = f64x2.add(s0, f64x2.mul(x, x))
    s1 = f64x2.add(s1, f64x2.mul(y, y))
  }
  const s = f64x2.add(s0, s1)
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1)
  for (; i < hi; i++) {
    const x = load<f64>(a + (<usize>i << 3))
    sum += x * x
  }
  return sum
}
`

// The reference in JavaScript is what it means, and what verify compares with.
const sumOfSquares = assembly('float64(float64[:])', text, {
  js: (a: Float64Array) => {
    let sum = 0
    for (const i of prange(a.length)) sum += a[i] ** 2
    return sum
  },
})

const data = linspace(0, 1, 1_000_000)
console.log('by hand:   ', sumOfSquares(data))
console.log('reference: ', sumOfSquares.js(data))
