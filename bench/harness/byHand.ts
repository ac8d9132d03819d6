import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type AssemblyOptions, assembly, type DType, zeros } from 'wamba'
import { root } from '../paths.ts'

// biome-ignore lint/suspicious/noExplicitAny: the arguments of any kernel
type Any = (...args: any[]) => any
type Options = Omit<AssemblyOptions<never[], unknown>, 'js'>
type ByHand = (threads: number) => Any

/**
 * A kernel in AssemblyScript, made when it is first asked for. `finish` makes the result of what the kernel returns, and the
 * arguments.
 */
export function byHand(
  signature: string,
  file: string,
  js: Any,
  options: Options = {},
  finish?: (result: unknown, ...args: unknown[]) => unknown,
): ByHand {
  const wrap = (once: Any): Any =>
    finish === undefined ? once : (...args: unknown[]) => finish(once(...args), ...args)
  return byHandOf(signature, file, js, options, wrap)
}

/** A program around a kernel in AssemblyScript: `program` gets the kernel and what makes shared arrays. */
export function byHandOf(
  signature: string,
  file: string,
  js: Any,
  options: Options,
  program: (once: Any, zeros: (length: number, dtype: DType) => unknown) => Any,
): ByHand {
  let kernel: { with(options: { threads: number }): Any } | undefined
  return (threads) => {
    kernel ??= assembly(signature as never, pathToFileURL(join(root, file)), { ...options, js } as never) as never
    return program(threads === 0 ? (kernel as unknown as Any) : kernel!.with({ threads }), zeros as never)
  }
}
