/**
 * The helper thread: AssemblyScript's compiler behind a message port. Binaryen loads through a top-level await, which a
 * synchronous call could not wait for on its own thread.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type { HelperData, LaterReply, LaterRequest, Reply, Request } from './messages.ts'
import { Practice } from './practice.ts'

const { port, replies } = workerData as HelperData

function send(reply: Reply): void {
  port.postMessage(reply, reply.kind === 'assembled' ? [reply.wasm.buffer] : [])
  Atomics.add(replies, 0, 1)
  Atomics.notify(replies, 0)
}

/** Answers from now on: callers that sleep, through `port`, and those that do not. */
function serve(answer: (request: LaterRequest['request']) => Reply, answered: () => void): void {
  port.on('message', (request: Request) => {
    if (request.kind === 'ping') return
    send(answer(request))
    answered()
  })
  parentPort!.on('message', ({ id, request }: LaterRequest) => {
    const reply = answer(request)
    parentPort!.postMessage({ id, reply } satisfies LaterReply, reply.kind === 'assembled' ? [reply.wasm.buffer] : [])
    answered()
  })
}

const broken = (error: unknown): Reply => ({
  kind: 'broken',
  message: error instanceof Error ? (error.stack ?? error.message) : String(error),
})

try {
  // Not a static import: a compiler that cannot be loaded is to be reported, not to end this thread unheard.
  const { AssemblyFailure, compileStages, compileText, textOf } = await import('./lean.ts')
  const practice = new Practice(compileStages)
  const answer = (request: LaterRequest['request']): Reply => {
    try {
      if (request.kind === 'disassemble') return { kind: 'disassembled', wat: textOf(request.wasm) }
      return { kind: 'assembled', wasm: compileText(request.text, request.options).wasm }
    } catch (error) {
      return error instanceof AssemblyFailure ? { kind: 'fault', fault: error.fault } : broken(error)
    }
  }
  serve(answer, () => practice.rest())
  // Where a kernel is made long before it is called, its first call finds a compiler that has practised.
  practice.rest()
} catch (error) {
  serve(
    () => broken(error),
    () => {},
  )
}
