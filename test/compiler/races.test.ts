/** What a prange may not do, as far as the compiler can see, and what is left to the user's word. */
import { describe, expect, it } from 'vitest'
import { CompileError, jit, prange } from 'wamba'

/** The first line and the remedy of the error that a kernel gives; undefined where it compiles. */
function said(signature: string, fn: (...args: never[]) => unknown): [string, string] | undefined {
  try {
    jit(signature, fn as never)
    return undefined
  } catch (error) {
    expect(error).toBeInstanceOf(CompileError)
    const { code, message, remedy } = error as CompileError
    expect(code).toBe('race')
    return [message.split('\n')[0], remedy]
  }
}

const OWN = "write to an element of the iteration’s own, make 'a' in the loop, or only accumulate it: a[k] += x"
const scalar = (name: string): [string, string] => [
  `several iterations of the prange write '${name}', and it is no reduction`,
  `declare '${name}' inside the loop, or only accumulate it (+=, -=, *=, &=, |=, ^=, Math.min, Math.max, if (x < ${name}) ${name} = x) and read it after the loop`,
]

describe('an element that several iterations write', () => {
  it('is an error', () => {
    const every = ["every iteration of the prange writes the same element of 'a'", OWN]
    const several = ["several iterations of the prange write the same element of 'a'", OWN]
    expect(
      said('void(float64[:])', (a: Float64Array) => {
        for (const i of prange(a.length)) a[0] = i
      }),
    ).toEqual(every)
    expect(
      said('void(float64[:], int32)', (a: Float64Array, n: number) => {
        for (const i of prange(n)) if (i % 2 === 0) a[n] = i
      }),
    ).toEqual(every)
    expect(
      said('void(float64[:])', (a: Float64Array) => {
        for (const i of prange(a.length)) a[i % 4] = i
      }),
    ).toEqual(several)
    expect(
      said('void(float64[:])', (a: Float64Array) => {
        for (const i of prange(a.length)) a[(i & 3) + 1] = i
      }),
    ).toEqual(several)
    expect(
      said('void(float64[:])', (a: Float64Array) => {
        for (const i of prange(a.length)) a[i >> 1] = i
      }),
    ).toEqual(several)
    expect(
      said('void(float64[:], int32)', (a: Float64Array, n: number) => {
        for (const i of prange(n)) for (let j = 0; j < 5; j++) a[4 * i + j] = i
      }),
    ).toEqual(several)
    expect(
      said('void(float64[:], int32)', (a: Float64Array, n: number) => {
        for (const i of prange(n)) for (let j = 0; j < n; j++) a[j] = i
      }),
    ).toEqual(["every iteration of the prange writes the same elements of 'a'", OWN])
  })

  it('is an error where two statements write it', () => {
    const two = ["two iterations of the prange write the same element of 'a'", 'write each element in one iteration']
    expect(
      said('void(float64[:])', (a: Float64Array) => {
        for (const i of prange(a.length - 1)) {
          a[i] = 1
          a[i + 1] = 2
        }
      }),
    ).toEqual(two)
    expect(
      said('void(float64[:])', (a: Float64Array) => {
        for (const i of prange(a.length)) {
          if (i === 0) a[0] = 1
          if (i === 1) a[0] = 2
        }
      }),
    ).toEqual(two)
  })

  it('is an error where another iteration reads it', () => {
    const read = [
      "an iteration of the prange reads an element of 'a' that another iteration writes",
      "write to another array than 'a', or use a plain for loop",
    ]
    expect(
      said('void(float64[:])', (a: Float64Array) => {
        for (const i of prange(1, a.length)) a[i] = a[i - 1]
      }),
    ).toEqual(read)
    expect(
      said('void(float64[:])', (a: Float64Array) => {
        for (const i of prange(a.length)) a[i] /= a[0]
      }),
    ).toEqual(read)
    expect(
      said('void(float64[:])', (a: Float64Array) => {
        for (const i of prange(a.length >> 1)) a[i] = a[2 * i] + 1
      }),
    ).toEqual(read)
  })

  it('is none where iterations keep apart, or it cannot be told', () => {
    for (const fn of [
      (a: Float64Array) => {
        for (const i of prange(a.length >> 1)) {
          a[2 * i] = i
          a[2 * i + 1] = a[2 * i]
        }
      },
      (a: Float64Array) => {
        for (const i of prange(a.length)) {
          if (i === 0) a[0] = 1
          else a[i] += 2
        }
      },
      (a: Float64Array) => {
        for (const i of prange(a.length)) if ((i & 1) === 0) a[i >> 1] = i
      },
      (a: Float64Array) => {
        for (const i of prange(a.length)) {
          if (i % 2 !== 0) continue
          a[i >> 1] = i
        }
      },
      (a: Float64Array) => {
        for (const i of prange(4)) a[i % 4] = i
      },
      (a: Float64Array) => {
        for (const i of prange(a.length)) a[a[i] | 0] = i
      },
      (a: Float64Array) => {
        for (const i of prange(4)) for (let j = 0; j < 4; j++) a[4 * i + j] = i * j
      },
      (a: Float64Array) => {
        for (const i of prange(1, a.length)) if (i > 2) a[i] -= a[0]
      },
      (a: Float64Array) => {
        for (const i of prange(a.length)) {
          const own = new Float64Array(3)
          own[0] = i
          own[i % 3] += 1
          a[i] = own[0]
        }
      },
    ])
      expect(said('void(float64[:])', fn)).toBeUndefined()
  })
})

describe('a variable that several iterations write', () => {
  it('is an error where it is no reduction', () => {
    const signature = 'float64(float64[:])'
    for (const fn of [
      (a: Float64Array) => {
        let s = 0
        for (const i of prange(a.length)) s = a[i]
        return s
      },
      (a: Float64Array) => {
        let s = 0
        for (const i of prange(a.length)) {
          s += a[i]
          a[i] = s
        }
        return s
      },
      (a: Float64Array) => {
        let s = 0
        for (const i of prange(a.length)) {
          s += a[i]
          s *= 2
        }
        return s
      },
      (a: Float64Array) => {
        let s = 0
        for (const i of prange(a.length)) if (a[i] < s) s = a[i] + 1
        return s
      },
      (a: Float64Array) => {
        let s = 0
        for (const i of prange(a.length)) {
          if (a[i] < s) s = a[i]
          if (a[i] > s) s = a[i]
        }
        return s
      },
      (a: Float64Array) => {
        let s = 0
        for (const i of prange(a.length)) {
          if (a[i] < s) s = a[i]
          else a[i] = 1
        }
        return s
      },
      (a: Float64Array) => {
        let s = 0
        for (const i of prange(a.length)) {
          if (a[i] === 1) s = 1
          if (a[i] === 2) s = 2
        }
        return s
      },
      (a: Float64Array) => {
        let s = 0.5
        for (const i of prange(a.length)) if (a[i] > 0) s |= a[i]
        return s
      },
    ])
      expect(said(signature, fn)).toEqual(scalar('s'))
  })

  it('is an error where what goes with an extreme is told before the end', () => {
    expect(
      said('float64(float64[:], float64[:])', (a: Float64Array, out: Float64Array) => {
        let [best, at] = [0, 0]
        for (const i of prange(a.length)) {
          if (a[i] > best) {
            best = a[i]
            at = i
          }
          out[i] = at
        }
        return best + at
      }),
    ).toEqual(scalar('at'))
    expect(
      said('float64(float64[:], float64[:])', (a: Float64Array, out: Float64Array) => {
        let best = 0
        for (const i of prange(a.length)) {
          let fresh = 0
          if (a[i] > best) {
            best = a[i]
            fresh = 1
          }
          out[i] = fresh
        }
        return best
      }),
    ).toEqual(scalar('best'))
  })

  it('is an error where it holds arrays', () => {
    expect(
      said('void(float64[:], float64[:])', (a: Float64Array, b: Float64Array) => {
        let c = a
        for (const i of prange(a.length)) {
          if (i > 3) c = b
          c[i] = 1
        }
      }),
    ).toEqual(scalar('c'))
  })
})

describe('a return or a break out of a prange', () => {
  it('is an error', () => {
    expect(
      said('float64(float64[:])', (a: Float64Array) => {
        for (const i of prange(a.length)) if (a[i] > 3) return i
        return -1
      }),
    ).toEqual([
      'a return out of a prange',
      'iterations run in no order: compute a reduction, and return after the loop',
    ])
  })
})
