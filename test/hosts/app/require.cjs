// ECMAScript modules without top-level await can be required.
const { jit, prange } = require('wamba')

const sum = jit((a) => {
  let s = 0
  for (const i of prange(a.length)) s += a[i]
  return s
})
if (sum([1, 2, 3]) !== 6) throw new Error('wrong')
console.log(sum.target)
