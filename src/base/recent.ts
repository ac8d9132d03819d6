/** A map of limited size: beyond it, what was used longest ago is dropped. */
export class RecentMap<K, V> {
  readonly #most: number
  /** In the order of use: a `Map` keeps that of insertion. */
  readonly #map = new Map<K, V>()

  constructor(most: number) {
    this.#most = most
  }

  /** The value of a key, which counts as used. */
  get(key: K): V | undefined {
    const value = this.#map.get(key)
    if (value !== undefined) this.#put(key, value)
    return value
  }

  /** Sets a value, and gives those that are dropped for it. */
  set(key: K, value: V): V[] {
    this.#put(key, value)
    const dropped: V[] = []
    for (const [oldest, old] of this.#map) {
      if (this.#map.size <= this.#most) break
      this.#map.delete(oldest)
      dropped.push(old)
    }
    return dropped
  }

  /** From the one used longest ago. */
  values(): IterableIterator<V> {
    return this.#map.values()
  }

  #put(key: K, value: V): void {
    this.#map.delete(key)
    this.#map.set(key, value)
  }
}
