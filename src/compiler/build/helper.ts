/**
 * The helper thread: AssemblyScript's compiler behind a message port. Binaryen loads through a top-level await, which a
 * synchronous call could not wait for on its own thread.
 */
import { workerData } from 'node:worker_threads'
import type { HelperData, Reply, Request } from './messages.ts'
import { Practice } from './practice.ts'

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

try {
  // Not a static import: a compiler that cannot be loaded is to be reported, not to end this thread unheard.
  const { AssemblyFailure, compileStages, compileText, textOf } = await import('./lean.ts')
  const practice = new Practice(compileStages)
  const answer = (request: Exclude<Request, { kind: 'ping' }>): Reply => {
    try {
      if (request.kind === 'disassemble') return { kind: 'disassembled', wat: textOf(request.wasm) }
      return { kind: 'assembled', wasm: compileText(request.text, request.options).wasm }
    } catch (error) {
      return error instanceof AssemblyFailure ? { kind: 'fault', fault: error.fault } : broken(error)
    }
  }
  port.on('message', (request: Request) => {
    if (request.kind === 'ping') return
    send(answer(request))
    practice.rest()
  })
  // Where a kernel is made long before it is called, its first call finds a compiler that has practised.
  practice.rest()
} catch (error) {
  port.on('message', (request: Request) => {
    if (request.kind !== 'ping') send(broken(error))
  })
}
