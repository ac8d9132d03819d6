import { allocateRaw, freeRaw } from '../memory/blocks.ts'
import { sharedMemory } from '../memory/memory.ts'

/** Frames that nobody frees: those of kernels and of specialisations that are garbage. */
const registry = new FinalizationRegistry<number>(freeRaw)

/** The struct in shared memory through which a kernel gets its arguments; `compiler/manifest.ts` draws it. */
export class Frame {
  readonly address: number
  readonly i32: Int32Array
  readonly u32: Uint32Array
  readonly f32: Float32Array
  readonly f64: Float64Array
  readonly i64: BigInt64Array
  readonly u64: BigUint64Array
  /** A call is running on it. */
  busy = false

  /** @throws MemoryError where the shared memory is exhausted */
  constructor(bytes: number) {
    const size = Math.ceil(bytes / 8) * 8
    const { buffer } = sharedMemory()
    this.address = allocateRaw(size)
    this.i32 = new Int32Array(buffer, this.address, size / 4)
    this.u32 = new Uint32Array(buffer, this.address, size / 4)
    this.f32 = new Float32Array(buffer, this.address, size / 4)
    this.f64 = new Float64Array(buffer, this.address, size / 8)
    this.i64 = new BigInt64Array(buffer, this.address, size / 8)
    this.u64 = new BigUint64Array(buffer, this.address, size / 8)
    registry.register(this, this.address, this)
  }

  free(): void {
    registry.unregister(this)
    freeRaw(this.address)
  }
}
