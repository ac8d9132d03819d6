import { type AnyTypedArray, type DType, dtypes } from '../base/dtypes.ts'
import { NdArray } from '../base/ndarray.ts'
import {
  type ArgType,
  argTypeName,
  FLAG_IN_ORDER,
  FRAME_FLAGS,
  hasDimensions,
  type ParamLayout,
} from '../compiler/manifest.ts'
import { withAllocations } from '../memory/allocations.ts'
import { addressOf } from '../memory/views.ts'
import type { LoadedKernel } from '../team/fork.ts'
import { createKernel, shareModule } from '../team/kernel.ts'
import type { KernelModule } from '../team/team.ts'
import { scalarValue } from './argument.ts'
import { Binding } from './bind.ts'
import { explain } from './fault.ts'
import { parameterNames } from './fields.ts'
import { Frame } from './frame.ts'
import { flagsOf, type Hazard, hazards } from './overlap.ts'
import { type Reference, referenceOf } from './reference.ts'
import { callText, handlesArrays, resultName } from './results.ts'
import { rowsOf } from './rows.ts'
import { logAt } from './told.ts'
import { keyOf, type Program, type Unit } from './unit.ts'

/** `typed`: it is given back as an array of arrays, or of typed arrays. */
type MakeArray = (dtype: DType, address: number, length: number, shape?: ArrayLike<number>, typed?: boolean) => unknown
type Runner = (main: (frame: number) => unknown, frame: Frame, array: MakeArray) => unknown

/** A kernel compiled for one tuple of argument types, and how to call it with any arguments of these types. */
export class Specialisation {
  readonly unit: Unit
  readonly program: Program
  readonly types: readonly ArgType[]
  /** The positions of the unit's parameters that a call of these types passes. */
  readonly passed: readonly number[]
  /** The arrays of the scope that the kernel uses. */
  readonly frozen: readonly (AnyTypedArray | NdArray)[]
  /** `float64(float64[:], int32)` */
  readonly signature: string
  readonly hazards: readonly Hazard[]
  /** Sums over all calls. */
  bytesCopiedIn = 0
  bytesCopiedOut = 0
  callsInOrder = 0
  #module: KernelModule | undefined
  #loaded: LoadedKernel | undefined
  #frame: Frame | undefined
  #reference: Reference | undefined
  #runner: Runner | undefined

  /** `given`: the types of the unit's parameters, undefined where one is left out. */
  constructor(unit: Unit, program: Program, given: readonly (ArgType | undefined)[]) {
    const { manifest } = program
    this.unit = unit
    this.program = program
    const types = manifest.params.map((param) => param.type)
    this.types = types
    this.passed = [...given.keys()].filter((i) => given[i] !== undefined)
    this.signature = unit.ufunc
      ? keyOf(types.slice(0, -1), argTypeName(types[types.length - 1]))
      : // Users see an integer, whichever its range.
        `${resultName(manifest)}(${parameterNames(unit, given)})`
          .replaceAll(/uint20|natural20|natural/g, 'int32')
          .replaceAll('uint63', 'int64')
    this.hazards = hazards(manifest.params)
    this.frozen = (manifest.frozen ?? []).map(({ key, name }) => {
      const frozen = unit.frozen?.get(key)
      if (frozen === undefined) throw new Error(`the scope of ${unit.name} has no array for '${name}'`)
      return frozen.array
    })
  }

  /** The result as `specialise` names it. */
  get result(): string {
    const { manifest } = this.program
    return this.unit.ufunc ? this.types[this.types.length - 1].dtype : resultName(manifest)
  }

  get params(): readonly ParamLayout[] {
    return this.program.manifest.params
  }

  /** Its bytes where all threads find them. */
  get module(): KernelModule {
    this.#module ??= shareModule(this.program.wasm!)
    return this.#module
  }

  /** The kernel in this thread; made at its first call. */
  get loaded(): LoadedKernel {
    if (this.#loaded === undefined) {
      const { regions, sites } = this.program.manifest
      this.#loaded = createKernel(this.program.wasm!, regions, this.params, this.module)
      this.#loaded.log = (site, values) => logAt(sites[site], values)
    }
    return this.#loaded
  }

  /** The frame of the warm path; a call within a call has one of its own. */
  get frame(): Frame {
    this.#frame ??= this.newFrame()
    return this.#frame
  }

  /** A frame of its own for a call, that knows where the arrays of the scope are. */
  newFrame(): Frame {
    const frame = new Frame(this.program.manifest.frameBytes)
    this.program.manifest.frozen?.forEach(({ type, offset }, i) => {
      const array = this.frozen[i]
      frame.u32[offset / 4] = addressOf(NdArray.is(array) ? array.data : array)
      frame.u32[offset / 4 + 1] = array.length
      if (NdArray.is(array) && hasDimensions(type)) frame.i32.set([...array.shape, ...array.strides], offset / 4 + 2)
    })
    return frame
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
    this.#reference ??= referenceOf(this.program, { frozen: this.frozen })
    return this.#reference
  }

  /** Runs the reference: what happens where SIMD or shared memory is missing. */
  callReference(args: readonly unknown[]): unknown {
    try {
      return this.reference(args)
    } catch (error) {
      throw this.explain(error)
    }
  }

  /** Calls the kernel with arguments of its types, wherever they live. `threads`: the limit, 0 for none. */
  call(args: readonly unknown[], threads: number): unknown {
    const { loaded } = this
    const frame = this.frame.busy ? this.newFrame() : this.frame
    frame.busy = true
    try {
      const binding = new Binding(this.params, args, this.unit.ufunc ? args.length - 1 : -1)
      try {
        this.write(frame, binding, args)
        loaded.threads = threads
        return this.results(loaded.instance.main, frame, binding, args)
      } finally {
        binding.copyOut()
        binding.release()
        this.bytesCopiedIn += binding.copiedIn
        this.bytesCopiedOut += binding.copiedOut
      }
    } catch (error) {
      throw this.explain(error)
    } finally {
      frame.busy = false
      if (frame !== this.frame) frame.free()
    }
  }

  /** Calls `main` and gives the kernel's result. */
  results(main: (frame: number) => unknown, frame: Frame, binding: Binding, args: readonly unknown[]): unknown {
    if (!handlesArrays(this.program.manifest)) return this.#run(main, frame, noArray)
    return withAllocations((made) =>
      this.#run(main, frame, (dtype, address, length, shape, typed) => {
        const given = this.#argument(binding, args, dtype, address, length, shape)
        if (given !== undefined) return typed === undefined ? given : rowsOf(given as NdArray, typed)
        const { buffer } = made(address)
        const data = new dtypes[dtype].array(buffer, address, length)
        if (shape === undefined) return data
        const array = new NdArray(data, Array.from(shape))
        return typed === undefined ? array : rowsOf(array, typed)
      }),
    )
  }

  /** The caller's own array where an argument comes back, or a part of it. */
  #argument(
    binding: Binding,
    args: readonly unknown[],
    dtype: DType,
    address: number,
    length: number,
    shape: ArrayLike<number> | undefined,
  ): unknown {
    const { bytes } = dtypes[dtype]
    const holds = this.types.map((type, i) => {
      if (type.kind !== 'array' || type.dtype !== dtype || type.ndim !== (shape?.length ?? 1)) return false
      if (shape) return binding.origins[i] === address && binding.length(i) === length
      return binding.starts[i] <= address && address + length * bytes <= binding.ends[i]
    })
    const whole = holds.findIndex((held, i) => held && binding.origins[i] === address && binding.length(i) === length)
    if (whole >= 0) return args[whole]
    const i = shape || length === 0 ? -1 : holds.indexOf(true)
    if (i < 0) return undefined
    const at = (address - binding.starts[i]) / bytes
    return (args[i] as Float64Array).subarray(at, at + length)
  }

  /** Writes the arguments to a frame. */
  write(frame: Frame, binding: Binding, args: readonly unknown[]): void {
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

  explain(error: unknown): unknown {
    return explain(error, this.program.manifest, this.unit.source)
  }
}

function noArray(): never {
  throw new Error('this kernel gives no arrays back')
}
