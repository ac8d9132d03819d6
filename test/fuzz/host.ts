/** Calls kernels without the public API: every way a call may be carried out can be asked for. */
import { type AnyTypedArray, dtypes } from '#wamba/base/dtypes.js'
import type { NdArray } from '#wamba/base/ndarray.js'
import {
  FRAME_FLAGS,
  FRAME_PARTIALS,
  hasDimensions,
  type Manifest,
  type ResultValue,
  SHARE_BYTES,
  SHARE_COPIES,
  SHARE_ITERATIONS,
} from '#wamba/compiler/manifest.js'
import { flagsOf, hazards } from '#wamba/dispatch/overlap.js'
import { covered, originOf } from '#wamba/dispatch/views.js'
import { withAllocations } from '#wamba/memory/allocations.js'
import { allocateRaw } from '#wamba/memory/blocks.js'
import { sharedMemory } from '#wamba/memory/memory.js'
import { throwFault } from '#wamba/team/fault.js'
import { instantiate, type KernelInstance } from '#wamba/team/instance.js'
import { callerScratch, shareModule } from '#wamba/team/kernel.js'
import { type Job, type KernelModule, runJob, setThreads } from '#wamba/team/team.js'
import { type Fault, type Outcome, outcomeOf } from './outcome.ts'
import { arraysOf, type Layout, type Program } from './program.ts'

const ARENA = 1 << 22
const SMALL = 1 << 16
const PARTIALS = 1 << 20
const COPIES = 1 << 26

/**
 * - `inline`: each parallel loop in one piece, as on one thread
 * - `chunks`: in chunks out of order, as several threads would take them
 * - `ordered`: with FLAG_IN_ORDER, so without SIMD
 * - `team`: on three threads
 */
export type Way = 'inline' | 'chunks' | 'ordered' | 'team'

let room: { arena: number; frame: number; partials: number; arenas: number; copies: number } | undefined

/** A kernel's module, ready to be called in any way. */
export class Kernel {
  readonly #manifest: Manifest
  readonly #instance: KernelInstance
  readonly #wasm: Uint8Array
  #shared: KernelModule | undefined
  #way: Way = 'inline'
  #flags = 0

  constructor(manifest: Manifest, wasm: Uint8Array<ArrayBuffer>) {
    room ??= {
      arena: allocateRaw(ARENA),
      frame: allocateRaw(SMALL),
      partials: allocateRaw(PARTIALS),
      arenas: allocateRaw(PARTIALS),
      copies: allocateRaw(COPIES),
    }
    this.#manifest = manifest
    this.#wasm = wasm
    this.#instance = instantiate(new WebAssembly.Module(wasm), {
      memory: sharedMemory(),
      scratch: callerScratch(),
      fork: (region, n, frame) => this.#fork(region, n, frame),
      fault: throwFault,
    })
  }

  /** Whether a parallel loop may run on several threads: no hazard asks for order. */
  parallel(program: Program, layout: Layout): boolean {
    return (this.#hazards(program, layout) & 1) === 0
  }

  #hazards(program: Program, layout: Layout): number {
    const args = this.#arrays(program, layout)
    const starts = args.map((arg) => (arg ? covered(arg).byteOffset : 0))
    const ends = args.map((arg, i) => (arg ? starts[i] + covered(arg).byteLength : 0))
    return flagsOf(hazards(this.#manifest.params), this.#manifest.params, { starts, ends }, args)
  }

  /** The arrays in the shared memory, by position; undefined for scalars. */
  #arrays(program: Program, layout: Layout): (AnyTypedArray | NdArray | undefined)[] {
    const arrays = arraysOf(program, layout, sharedMemory().buffer, room!.arena)
    return program.args.map((arg) => arrays.get(arg.name))
  }

  /** Calls the kernel over the arena and gives its result, or the fault, and the arena after. */
  call(
    program: Program,
    layout: Layout,
    arena: Uint8Array,
    scalars: readonly (number | undefined)[],
    way: Way,
  ): Outcome {
    const { arena: base, frame, partials } = room!
    const memory = sharedMemory().buffer
    const bytes = new Uint8Array(memory, base, layout.bytes)
    bytes.set(arena)
    // What is read before it is written shows.
    new Uint8Array(memory, frame, this.#manifest.frameBytes).fill(0x5a)
    new Uint8Array(memory, partials, 4096).fill(0x7b)
    new Uint8Array(memory, callerScratch(), 4096).fill(0x6c)
    const view = new DataView(memory, frame)
    this.#way = way
    this.#flags = this.#hazards(program, layout) | (way === 'ordered' ? 1 : 0)
    view.setUint32(FRAME_FLAGS, this.#flags, true)
    const arrays = this.#arrays(program, layout)
    this.#manifest.params.forEach(({ type, offset }, i) => {
      if (type.kind === 'array') {
        const array = arrays[i]!
        view.setUint32(offset, covered(array).byteOffset + originOf(array), true)
        view.setInt32(offset + 4, array.length, true)
        if (!hasDimensions(type)) return
        const { shape, strides } = array as NdArray
        for (const [d, n] of [...shape, ...strides].entries()) view.setInt32(offset + 8 + 4 * d, n, true)
      } else if (type.dtype === 'float64') view.setFloat64(offset, scalars[i]!, true)
      else if (type.dtype === 'float32') view.setFloat32(offset, scalars[i]!, true)
      else view.setInt32(offset, scalars[i]!, true)
    })
    const { result, results } = this.#manifest
    const run = (): unknown => {
      const value = this.#instance.main(frame)
      if (results) return results.values.map((one) => read(view, one))
      return result === 'void' ? undefined : result === 'bool' ? value !== 0 : value
    }
    return outcomeOf(
      () => withAllocations(run),
      () => bytes.slice(),
    )
  }

  #fork(region: number, n: number, frame: number): void {
    const info = this.#manifest.regions[region]
    const { partials } = room!
    if (Math.ceil(n / info.block) * info.reductions * 8 > PARTIALS)
      throw new Error(`${n} iterations in blocks of ${info.block}`)
    new DataView(sharedMemory().buffer).setUint32(frame + FRAME_PARTIALS, partials, true)
    if (info.arena !== undefined) this.#giveArenas(frame + info.arena)
    const share = info.shares === undefined ? 0 : this.#giveCopies(frame + info.shares, n, info.anyShares === true)
    try {
      this.#run(region, n, frame, share)
    } catch (error) {
      if (share > 0) this.#instance.merges[region]!(Math.floor((error as Fault).iteration / share) + 1, frame)
      throw error
    }
  }

  #run(region: number, n: number, frame: number, share: number): void {
    const info = this.#manifest.regions[region]
    const run = this.#instance.regions[region]
    const ordered = (this.#flags & 1) !== 0 || info.inOrder !== undefined || share >= n
    if (this.#way === 'inline' || this.#way === 'ordered' || ordered) {
      run(0, n, frame)
      return
    }
    if (share > 0) {
      if (this.#way === 'chunks') this.#inChunks(run, n, frame, share)
      else this.#onTeam(region, n, frame, share)
      return
    }
    const chunk = info.block > 1 || info.reductions > 0 ? info.block * (1 + (n % 3)) : [1, 7, 64, 100][n % 4]
    if (this.#way === 'chunks') this.#inChunks(run, n, frame, chunk)
    else this.#onTeam(region, n, frame, Math.max(chunk, Math.ceil(n / 4000 / info.block) * info.block))
  }

  /** Memory for the copies of each share, unless the loop runs in place. Gives the iterations of a share. */
  #giveCopies(at: number, n: number, anyShares: boolean): number {
    const words = new DataView(sharedMemory().buffer)
    const share = words.getInt32(at + SHARE_ITERATIONS, true)
    const bytes = Math.ceil(n / share) * words.getUint32(at + SHARE_BYTES, true)
    if (bytes > COPIES && share < n) throw new Error('the copies are too large')
    const inPlace = share >= n || (this.#way === 'inline' && anyShares)
    words.setUint32(at + SHARE_COPIES, inPlace ? 0 : room!.copies, true)
    return share
  }

  /** Memory for the arrays that iterations make, for each of at most 8 threads. */
  #giveArenas(at: number): void {
    const words = new DataView(sharedMemory().buffer)
    if (words.getUint32(at + 4, true) * 8 > PARTIALS) throw new Error('an arena is too large')
    new Uint8Array(sharedMemory().buffer, room!.arenas, PARTIALS).fill(0x3c)
    words.setUint32(at, room!.arenas, true)
  }

  /** Chunks from the last to the first, odd ones first. The fault of the lowest iteration is thrown. */
  #inChunks(run: (lo: number, hi: number, frame: number) => void, n: number, frame: number, chunk: number): void {
    const count = Math.ceil(n / chunk)
    const order = Array.from({ length: count }, (_, i) => count - 1 - i).sort((a, b) => (b & 1) - (a & 1))
    let fault: Fault | undefined
    for (const k of order) {
      try {
        run(k * chunk, Math.min(n, (k + 1) * chunk), frame)
      } catch (error) {
        const thrown = error as Fault
        if (thrown.site === undefined) throw error
        if (fault === undefined || thrown.iteration < fault.iteration) fault = thrown
      }
    }
    if (fault) throw fault
  }

  #onTeam(region: number, n: number, frame: number, chunk: number): void {
    setThreads(3)
    this.#shared ??= shareModule(this.#wasm)
    const info = this.#manifest.regions[region]
    const job: Job = {
      module: this.#shared,
      region,
      instance: this.#instance,
      from: 0,
      n,
      chunk,
      take: 1,
      frame,
      threads: 3,
      redoable: info.redoable,
      writes: info.writes,
      watch: undefined,
    }
    runJob(job)
  }
}

function read(frame: DataView, value: ResultValue): unknown {
  if (value.kind === 'array') {
    const { array } = dtypes[value.dtype]
    const [address, length] = [frame.getUint32(value.offset, true), frame.getInt32(value.offset + 4, true)]
    return new array(sharedMemory().buffer as unknown as ArrayBuffer, address, length).slice()
  }
  const { type, offset } = value
  if (type === 'float64') return frame.getFloat64(offset, true)
  if (type === 'float32') return frame.getFloat32(offset, true)
  const bits = frame.getInt32(offset, true)
  return type === 'bool' ? bits !== 0 : bits
}
