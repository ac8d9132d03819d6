/** An error as plain data, to cross between threads in a message. */
import { WorkerLostError } from '../base/errors.ts'
import { errorNamed } from './failure.ts'
import { KernelFault, type Value } from './fault.ts'

export type Thrown =
  | {
      readonly kind: 'fault'
      readonly site: number
      readonly iteration: number
      readonly value: number
      readonly values: readonly Value[]
    }
  | { readonly kind: 'lost'; readonly message: string; readonly arrays: readonly string[] }
  | { readonly kind: 'error'; readonly name: string; readonly message: string }

export function toThrown(error: unknown): Thrown {
  if (error instanceof KernelFault) {
    const { site, iteration, value, values } = error
    return { kind: 'fault', site, iteration, value, values }
  }
  if (error instanceof WorkerLostError) return { kind: 'lost', message: error.message, arrays: error.arrays }
  if (error instanceof Error) return { kind: 'error', name: error.name, message: error.message }
  return { kind: 'error', name: 'Error', message: String(error) }
}

export function fromThrown(thrown: Thrown): Error {
  switch (thrown.kind) {
    case 'fault':
      return new KernelFault(thrown.site, thrown.iteration, thrown.value, thrown.values)
    case 'lost':
      return new WorkerLostError(thrown.message, thrown.arrays)
    case 'error':
      return errorNamed(thrown.name, thrown.message)
    default:
      return thrown satisfies never
  }
}
