/** The public names of wamba, nothing else. */
export { type AsArrayOptions, asarray, type Nested } from './array/asarray.ts'
export { type ArrayOf, arange, empty, full, linspace, ones, zeros } from './array/create.ts'
export { type MathUfuncs, math } from './array/math.ts'
export { type RandomOptions, random } from './array/random.ts'
export { erf, erfc, exp2, gamma, lgamma } from './array/special.ts'
export { disposable, free, tidy } from './array/tidy.ts'
export {
  type NumberArray,
  type Ufunc,
  type UfuncAsync,
  type UfuncInput,
  vectorize,
  type Where,
} from './array/vectorize.ts'
export type { AnyTypedArray, DType, TypedArrays } from './base/dtypes.ts'
export {
  ArgumentError,
  CompileError,
  type CompileErrorCode,
  MemoryError,
  type MemoryFigures,
  type Place,
  WorkerLostError,
} from './base/errors.ts'
export { type ElementOf, NdArray, type NdArrayOptions } from './base/ndarray.ts'
export type { Range } from './base/ndviews.ts'
export type { Layout, Shape } from './base/shape.ts'
export { type AssemblyOptions, assembly } from './dispatch/assembly.ts'
export type { Difference } from './dispatch/compare.ts'
export type { Diagnostics, LoopReport, SpecialisationReport } from './dispatch/diagnostics.ts'
export type { Reduce } from './dispatch/glue.ts'
export { type Info, info } from './dispatch/info.ts'
export { jit, type Kernel, type Overloads } from './dispatch/jit.ts'
export type { CallOptions, KernelMembers, Stage } from './dispatch/kernel.ts'
export type { Names } from './dispatch/names.ts'
export { f32, i32 } from './dispatch/numbers.ts'
export type { JitOptions } from './dispatch/options.ts'
export type { Race } from './dispatch/races.ts'
export { prange, range } from './dispatch/range.ts'
export type { SignatureError } from './dispatch/signature-types.ts'
export type { Target } from './dispatch/target.ts'
export type { OutputDifference, Verification } from './dispatch/verify.ts'
export type { NdArrayLike } from './dispatch/views.ts'
export { close } from './team/close.ts'
export type { HandOff } from './team/handoff.ts'
export type { Progress } from './team/progress.ts'
export { setThreads, threads } from './team/team.ts'
