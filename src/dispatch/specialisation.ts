import { type DType, dtypes } from '../base/dtypes.ts'
import type { NdArray } from '../base/ndarray.ts'
import {
  type ArgType,
  argTypeName,
  FLAG_IN_ORDER,
  FRAME_FLAGS,
  hasDimensions,
  type ParamLayout,
} from '../compiler/manifest.ts'
import { withAllocations } from '../memory/allocations.ts'
import type { LoadedKernel } from '../team/fork.ts'
import { createKernel } from '../team/kernel.ts'
import { scalarValue } from './argument.ts'
import { Binding } from './bind.ts'
import { explain } from './fault.ts'
import { Frame } from './frame.ts'
import { flagsOf, type Hazard, hazards } from './overlap.ts'
import { type Reference, referenceOf } from './reference.ts'
import { callText, handlesArrays, resultName } from './results.ts'
import { keyOf, type Program, type Unit } from './unit.ts'

type MakeArray = (dtype: DType, address: number, length: number) => unknown
type Runner = (main: (frame: number) => unknown, frame: Frame, array: MakeArray) => unknown

/** A kernel compiled for one tuple of argument types, and how to call it with any arguments of these types. */
export class Specialisation {
  readonly unit: Unit
  readonly program: Program
  readonly types: readonly ArgType[]
  /** `float64(float64[:], int32)` */
  readonly signature: string
  readonly hazards: readonly Hazard[]
  /** Sums over all calls. */
  bytesCopiedIn = 0
  bytesCopiedOut = 0
  callsInOrder = 0
  #loaded: LoadedKernel | undefined
  #frame: Frame | undefined
  #reference: Reference | undefined
  #runner: Runner | undefined

  constructor(unit: Unit, program: Program) {
    const { manifest } = program
    this.unit = unit
    this.program = program
    const types = manifest.params.map((param) => param.type)
    this.types = types
    this.signature = unit.ufunc
      ? keyOf(types.slice(0, -1), argTypeName(types[types.length - 1]))
      : // Users see an integer, whichever its range.
        keyOf(types, resultName(manifest)).replaceAll('int21', 'int32').replaceAll('uint63', 'int64')
    this.hazards = hazards(manifest.params)
  }

  /** The result as `specialise` names it. */
  get result(): string {
    const { manifest } = this.program
    return this.unit.ufunc ? this.types[this.types.length - 1].dtype : resultName(manifest)
  }

  get params(): readonly ParamLayout[] {
    return this.program.manifest.params
  }

  /** The kernel in this thread; made at its first call. */
  get loaded(): LoadedKernel {
    this.#loaded ??= createKernel(this.program.wasm!, this.program.manifest.regions)
    return this.#loaded
  }

  /** The frame of the warm path; a call within a call has one of its own. */
  get frame(): Frame {
    this.#frame ??= new Frame(this.program.manifest.frameBytes)
    return this.#frame
  }

  /** Calls `main` and gives the kernel's result. */
  get #run(): Runner {
    this.#runner ??= new Function(
      'main',
      'frame',
      'array',
      `const { f64, f32, i64, u64, i32 } = frame; ${callText(this.program.manifest)}`,
    ) as Runner
    return this.#runner
  }

  get reference(): Reference {
    this.#reference ??= referenceOf(this.program)
    return this.#reference
  }

  /** Runs the reference: what happens where SIMD or shared memory is missing. */
  callReference(args: readonly unknown[]): unknown {
    try {
      return this.reference(args)
    } catch (error) {
      throw this.explain(error, args)
    }
  }

  /** Calls the kernel with arguments of its types, wherever they live. `threads`: the limit, 0 for none. */
  call(args: readonly unknown[], threads: number): unknown {
    const { loaded } = this
    const frame = this.frame.busy ? new Frame(this.program.manifest.frameBytes) : this.frame
    frame.busy = true
    try {
      const binding = new Binding(this.params, args, this.unit.ufunc ? args.length - 1 : -1)
      try {
        this.#write(frame, binding, args)
        loaded.threads = threads
        return this.#results(frame, binding, args)
      } finally {
        binding.copyOut()
        binding.release()
        this.bytesCopiedIn += binding.copiedIn
        this.bytesCopiedOut += binding.copiedOut
      }
    } catch (error) {
      throw this.explain(error, args)
    } finally {
      frame.busy = false
      if (frame !== this.frame) frame.free()
    }
  }

  #results(frame: Frame, binding: Binding, args: readonly unknown[]): unknown {
    const { main } = this.loaded.instance
    if (!handlesArrays(this.program.manifest)) return this.#run(main, frame, noArray)
    return withAllocations((made) =>
      this.#run(main, frame, (dtype, address, length) => {
        // An argument comes back as the caller's own array.
        const given = binding.starts.findIndex((start, i) => start === address && binding.length(i) === length)
        if (given >= 0 && this.types[given].kind === 'array') return args[given]
        const { buffer } = made(address)
        return new dtypes[dtype].array(buffer, address, length)
      }),
    )
  }

  #write(frame: Frame, binding: Binding, args: readonly unknown[]): void {
    const flags = flagsOf(this.hazards, this.params, binding, args)
    if (flags & FLAG_IN_ORDER) this.callsInOrder++
    frame.u32[FRAME_FLAGS / 4] = flags
    this.params.forEach(({ type, offset }, i) => {
      if (type.kind === 'array') {
        frame.u32[offset / 4] = binding.origins[i]
        frame.u32[offset / 4 + 1] = binding.length(i)
        if (hasDimensions(type)) {
          const { shape, strides } = args[i] as NdArray
          frame.i32.set([...shape, ...strides], offset / 4 + 2)
        }
      } else {
        const value = scalarValue(type, args[i])
        if (typeof value === 'bigint') {
          frame.u64[offset / 8] = value
          return
        }
        const view = type.dtype === 'float64' ? frame.f64 : type.dtype === 'float32' ? frame.f32 : frame.i32
        view[offset / view.BYTES_PER_ELEMENT] = value
      }
    })
  }

  explain(error: unknown, args: readonly unknown[]): unknown {
    return explain(error, this.program.manifest, this.unit.source, args)
  }
}

function noArray(): never {
  throw new Error('this kernel gives no arrays back')
}
