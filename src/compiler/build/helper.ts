/**
 * The helper thread: AssemblyScript's compiler behind a message port. Binaryen loads through a top-level await, which a
 * synchronous call could not wait for on its own thread.
 */
import { setFlagsFromString } from 'node:v8'
import { workerData } from 'node:worker_threads'
import type { HelperData, Reply, Request } from './messages.ts'

const { port, replies } = workerData as HelperData

function send(reply: Reply): void {
  port.postMessage(reply, reply.kind === 'assembled' ? [reply.wasm.buffer] : [])
  Atomics.add(replies, 0, 1)
  Atomics.notify(replies, 0)
}

const broken = (error: unknown): Reply => ({
  kind: 'broken',
  message: error instanceof Error ? (error.stack ?? error.message) : String(error),
})

/**
 * Binaryen is one function around a literal of 13 MB. V8 would scan it twice, to skip the function and to run it, were it not
 * told to compile functions at once: 75 of 315 ms. The flag is process-wide, so it is put back as soon as possible.
 */
async function importBinaryen(): Promise<void> {
  setFlagsFromString('--no-lazy')
  try {
    await import('assemblyscript/binaryen')
  } finally {
    setFlagsFromString('--lazy')
  }
}

try {
  await importBinaryen()
  // Not a static import: a compiler that cannot be loaded is to be reported, not to end this thread unheard.
  const { AssemblyFailure, compileText, textOf } = await import('./lean.ts')
  const answer = (request: Exclude<Request, { kind: 'ping' }>): Reply => {
    try {
      if (request.kind === 'disassemble') return { kind: 'disassembled', wat: textOf(request.wasm) }
      return { kind: 'assembled', wasm: compileText(request.text, request.options).wasm }
    } catch (error) {
      return error instanceof AssemblyFailure ? { kind: 'fault', fault: error.fault } : broken(error)
    }
  }
  port.on('message', (request: Request) => {
    if (request.kind !== 'ping') send(answer(request))
  })
} catch (error) {
  port.on('message', (request: Request) => {
    if (request.kind !== 'ping') send(broken(error))
  })
}
