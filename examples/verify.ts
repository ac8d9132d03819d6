/** How to check a kernel, see what became of it, and read its errors. */
import { jit, prange, random } from 'wamba'

const norm = jit(function norm(a: Float64Array) {
  let sum = 0
  for (const i of prange(a.length)) sum += a[i] * a[i]
  return Math.sqrt(sum)
})

// The same call as plain JavaScript, as the reference and compiled: where do the bits differ, and by how much?
const a = random(100_000, { seed: 1 })
console.log('verify:', norm.verify(a))

// The stages of the compiler, from the plan of the loops to the AssemblyScript that runs.
console.log(`\nplan\n${norm.inspect('plan')}`)
console.log(`\nassembly\n${norm.inspect('assembly')}`)

// What cannot be compiled is an error that says where and what to do instead.
try {
  jit((x: Float64Array) => {
    for (const i of prange(x.length)) x[i] = x[i - 1] + 1
  })(a)
} catch (error) {
  console.log(`\n${(error as Error).name}: ${(error as Error).message}`)
}

// So is an index outside of an array, in a parallel loop too: the error of the lowest iteration that threw.
try {
  jit((x: Float64Array, shift: number) => {
    let sum = 0
    for (const i of prange(x.length)) sum += x[i + shift]
    return sum
  })(a, 10)
} catch (error) {
  console.log(`\n${(error as Error).name}: ${(error as Error).message}`)
}
