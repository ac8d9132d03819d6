/**
 * Double-double arithmetic (Dekker 1971, Knuth's two-sum): a number as the unevaluated sum of two float64, 106 bits or a
 * little less. Written apart from `assembly/math/`, which it measures.
 */
export class Pair {
  readonly hi: number
  readonly lo: number

  constructor(hi: number, lo = 0) {
    this.hi = hi
    this.lo = lo
  }

  plus(y: Pair): Pair {
    const s = this.hi + y.hi
    const v = s - this.hi
    const e = this.hi - (s - v) + (y.hi - v)
    const t = this.lo + y.lo
    const w = t - this.lo
    const f = this.lo - (t - w) + (y.lo - w)
    const c = e + t
    const high = s + c
    const low = f + (c - (high - s))
    const sum = high + low
    return new Pair(sum, low - (sum - high))
  }

  minus(y: Pair): Pair {
    return this.plus(new Pair(-y.hi, -y.lo))
  }

  times(y: Pair): Pair {
    const p = this.hi * y.hi
    const low = productRest(this.hi, y.hi, p) + (this.hi * y.lo + this.lo * y.hi)
    const s = p + low
    return new Pair(s, low - (s - p))
  }

  over(y: Pair): Pair {
    const q = this.hi / y.hi
    const rest = this.minus(y.times(new Pair(q)))
    const q2 = rest.hi / y.hi
    const rest2 = rest.minus(y.times(new Pair(q2)))
    return new Pair(q).plus(new Pair(q2)).plus(new Pair(rest2.hi / y.hi))
  }

  sqrt(): Pair {
    if (this.hi === 0) return this
    const s = Math.sqrt(this.hi)
    const rest = this.minus(new Pair(s).times(new Pair(s)))
    return new Pair(s).plus(new Pair(rest.hi / (2 * s), rest.lo / (2 * s)))
  }

  negated(): Pair {
    return new Pair(-this.hi, -this.lo)
  }

  /** Times a power of two. */
  scaled(power: number): Pair {
    return new Pair(this.hi * power, this.lo * power)
  }
}

/** What `p = a * b` lost; neither may be beyond 2^996. */
function productRest(a: number, b: number, p: number): number {
  const c = a * 134217729
  const ah = c - (c - a)
  const al = a - ah
  const d = b * 134217729
  const bh = d - (d - b)
  const bl = b - bh
  return ah * bh - p + ah * bl + al * bh + al * bl
}

export const pair = (x: number): Pair => new Pair(x)

/** a / b of integers, as a pair. */
export function ratio(a: bigint, b: bigint): Pair {
  const negative = a < 0n !== b < 0n
  const size = (x: bigint): bigint => (x < 0n ? -x : x)
  const shift = BigInt(Math.max(0, 160 + size(b).toString(2).length - size(a).toString(2).length))
  const scaled = (size(a) << shift) / size(b)
  const p = fromInteger(scaled)
  // In two steps, for the power may be below the normal numbers.
  const half = Number(shift / 2n)
  const s = p.scaled(2 ** -half).scaled(2 ** -(Number(shift) - half))
  return negative ? s.negated() : s
}

/** The nearest pair of a positive integer below 2^1000. */
function fromInteger(x: bigint): Pair {
  const hi = Number(x)
  return new Pair(hi, Number(x - BigInt(hi)))
}
