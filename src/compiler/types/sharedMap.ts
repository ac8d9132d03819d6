/** Entries to a part. */
const SIZE = 16

/** The numbers of the keys of maps that are compared with each other. */
export class Keys<K> {
  readonly #numbers: Map<K, number> = new Map()
  readonly all: K[] = []

  /** The number of a key that some map has; undefined of one that none has. */
  find(key: K): number | undefined {
    return this.#numbers.get(key)
  }

  of(key: K): number {
    let number = this.#numbers.get(key)
    if (number === undefined) {
      number = this.all.length
      this.#numbers.set(key, number)
      this.all.push(key)
    }
    return number
  }
}

type Part<V> = readonly (V | undefined)[]

const EMPTY: Part<never> = []

/** A map of which copies are cheap: they share all parts that neither has changed, and are compared by the others alone. */
export class SharedMap<K, V> {
  readonly #keys: Keys<K>
  #parts: readonly Part<V>[]
  /** Whether nobody else holds the list of parts. */
  #own = false

  constructor(keys: Keys<K>, parts: readonly Part<V>[] = []) {
    this.#keys = keys
    this.#parts = parts
  }

  copy(): SharedMap<K, V> {
    this.#own = false
    return new SharedMap(this.#keys, this.#parts)
  }

  /** A map of such keys that has none. */
  none(): SharedMap<K, V> {
    return new SharedMap(this.#keys)
  }

  get(key: K): V | undefined {
    const number = this.#keys.find(key)
    return number === undefined ? undefined : this.#parts[Math.floor(number / SIZE)]?.[number % SIZE]
  }

  set(key: K, value: V): void {
    this.#put(this.#keys.of(key), value)
  }

  delete(key: K): void {
    const number = this.#keys.find(key)
    if (number !== undefined && this.get(key) !== undefined) this.#put(number, undefined)
  }

  #put(number: number, value: V | undefined): void {
    if (!this.#own) {
      this.#parts = this.#parts.slice()
      this.#own = true
    }
    const parts = this.#parts as Part<V>[]
    const at = Math.floor(number / SIZE)
    while (parts.length <= at) parts.push(EMPTY)
    const part = parts[at].slice()
    while (part.length <= number % SIZE) part.push(undefined)
    part[number % SIZE] = value
    parts[at] = part
  }

  /** Calls a function for each entry, in the order in which some map first had the keys. */
  each(visit: (key: K, value: V) => void): void {
    this.#parts.forEach((part, at) => {
      part.forEach((value, i) => {
        if (value !== undefined) visit(this.#keys.all[at * SIZE + i], value)
      })
    })
  }

  /** Whether both are one map, which neither has changed. */
  shares(other: SharedMap<K, V>): boolean {
    return this.#parts === other.#parts
  }

  /** A map of what `combine` gives for each key of which the two do not have the same value: where they have, it must give that. */
  with(
    other: SharedMap<K, V>,
    combine: (a: V | undefined, b: V | undefined, key: K) => V | undefined,
  ): SharedMap<K, V> {
    if (this.shares(other)) return this.copy()
    const length = Math.max(this.#parts.length, other.#parts.length)
    const parts: Part<V>[] = []
    for (let at = 0; at < length; at++) {
      const [a, b] = [this.#parts[at] ?? EMPTY, other.#parts[at] ?? EMPTY]
      parts.push(a === b ? a : this.#combined(a, b, at * SIZE, combine))
    }
    return new SharedMap(this.#keys, parts)
  }

  #combined(
    a: Part<V>,
    b: Part<V>,
    first: number,
    combine: (a: V | undefined, b: V | undefined, key: K) => V | undefined,
  ): Part<V> {
    const found: (V | undefined)[] = []
    const length = Math.max(a.length, b.length)
    for (let i = 0; i < length; i++) found.push(a[i] === b[i] ? a[i] : combine(a[i], b[i], this.#keys.all[first + i]))
    return found
  }

  /** Whether `same` holds of each key that one of the two has, where they do not share the part that it lies in. */
  matches(other: SharedMap<K, V>, same: (a: V | undefined, b: V | undefined) => boolean): boolean {
    if (this.shares(other)) return true
    const length = Math.max(this.#parts.length, other.#parts.length)
    for (let at = 0; at < length; at++) {
      const [a, b] = [this.#parts[at] ?? EMPTY, other.#parts[at] ?? EMPTY]
      if (a === b) continue
      for (let i = 0; i < Math.max(a.length, b.length); i++) if (a[i] !== b[i] && !same(a[i], b[i])) return false
    }
    return true
  }
}
