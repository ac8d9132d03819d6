/**
 * `kernel.async(...)`: a call whose `main` runs in a thread of its own, while this thread's event loop goes on. Calls run one after
 * the other, in the order in which they were made.
 */
import { WorkerLostError } from '../base/errors.ts'
import { NdArray } from '../base/ndarray.ts'
import { takeOver } from '../memory/allocations.ts'
import { holdBlock } from '../memory/blocks.ts'
import { type Driven, DriverLostError, drive, type Progress, StoppedError } from '../team/driver.ts'
import { lengthsOf } from '../team/kernel.ts'
import { takeTurn } from '../team/turns.ts'
import { Binding } from './bind.ts'
import type { Frame } from './frame.ts'
import type { Front, Prepared } from './front.ts'
import { whenCompiled } from './later.ts'
import type { Specialisation } from './specialisation.ts'
import { logAt } from './told.ts'
import { isElements } from './views.ts'

export interface AsyncOptions {
  /** The limit on threads, 0 for none. */
  readonly threads: number
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: Progress) => void) | undefined
}

/** How often a call is run again whose thread dies. */
const MOST_TRIES = 3

/** A call of the kernel that `front` describes; `prepare` makes its arguments complete. */
export async function callLater(
  front: Front,
  given: readonly unknown[],
  prepare: () => Prepared | undefined,
  options: AsyncOptions,
): Promise<unknown> {
  const { signal } = options
  signal?.throwIfAborted()
  const wait = <T>(promise: Promise<T>): Promise<T> => unlessAborted(promise, signal)
  const turn = takeTurn()
  try {
    // Wrong arguments and what does not compile are errors at once, whatever is before this call.
    if (!turn.first) {
      await whenCompiled(prepare, () => {}, wait)
      await wait(turn.comes)
    }
    return await whenCompiled(prepare, (prepared) => run(front, given, prepared, options), wait)
  } finally {
    turn.over()
  }
}

/** The promise, or a rejection with the signal's reason, whichever comes first. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

function run(front: Front, given: readonly unknown[], prepared: Prepared | undefined, options: AsyncOptions): unknown {
  // Where nothing is compiled to WebAssembly, the call runs on this thread.
  if (prepared === undefined) return front.plain()!(...given)
  const { specialisation, args, value } = prepared
  const finish = (result: unknown): unknown => (value === undefined ? result : value())
  if (front.core.target === 'reference') return finish(specialisation.callReference(args))
  return callDriven(specialisation, args, options).then(finish)
}

async function callDriven(spec: Specialisation, args: readonly unknown[], options: AsyncOptions): Promise<unknown> {
  // An array that is freed meanwhile, at the end of a tidy perhaps, is given back afterwards.
  const holds = args.filter(isElements).map((array) => holdBlock((NdArray.is(array) ? array.data : array).buffer))
  try {
    return await callRepeatedly(spec, args, options)
  } finally {
    for (const release of holds) release()
  }
}

/** Again where the thread of the call dies and nothing is in doubt. */
async function callRepeatedly(spec: Specialisation, args: readonly unknown[], options: AsyncOptions): Promise<unknown> {
  for (let tries = 1; ; tries++) {
    const frame = spec.newFrame()
    try {
      const binding = new Binding(spec.params, args, spec.unit.ufunc ? args.length - 1 : -1)
      try {
        spec.write(frame, binding, args)
        return await callBound(spec, args, frame, binding, options)
      } catch (error) {
        if (!(error instanceof DriverLostError)) throw error
        const doubtful = spec.params.filter(({ writes, reads }, i) => writes && reads && !binding.isCopy(i))
        if (doubtful.length > 0 || tries === MOST_TRIES)
          throw lostError(
            spec,
            error,
            doubtful.map(({ name }) => name),
          )
      } finally {
        binding.release()
        spec.bytesCopiedIn += binding.copiedIn
        spec.bytesCopiedOut += binding.copiedOut
      }
    } finally {
      frame.free()
    }
  }
}

async function callBound(
  spec: Specialisation,
  args: readonly unknown[],
  frame: Frame,
  binding: Binding,
  options: AsyncOptions,
): Promise<unknown> {
  const { manifest } = spec.program
  let driven: Driven
  try {
    driven = await drive({
      module: spec.module,
      regions: manifest.regions,
      lengths: lengthsOf(manifest.params),
      frame: frame.address,
      log: (site, values) => logAt(manifest.sites[site], values),
      ...options,
    })
  } catch (error) {
    // Plain arrays stay as they were: the kernel has written to copies.
    if (error instanceof StoppedError) throw error.reason
    if (error instanceof DriverLostError) throw error
    binding.copyOut()
    throw spec.explain(error)
  }
  binding.copyOut()
  return spec.results(
    () => {
      takeOver(driven.made)
      return driven.value
    },
    frame,
    binding,
    args,
  )
}

function lostError(spec: Specialisation, cause: Error, arrays: readonly string[]): WorkerLostError {
  const names = arrays.map((name) => `'${name}'`).join(', ')
  const doubt = arrays.length > 0 ? ` The contents of ${names} are in doubt: fill them anew and call again.` : ''
  const error = new WorkerLostError(
    `${spec.unit.name}: the thread that ran an asynchronous call died (${cause.message}), and the call could not be run again.${doubt}`,
    arrays,
  )
  error.cause = cause
  return error
}
