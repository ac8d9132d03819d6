/**
 * AssemblyScript text → WebAssembly: the compiler runs in a helper thread of the calling thread, started at first use. A synchronous
 * caller sleeps until the reply is there; neither side needs a turn of the caller's event loop.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { BUILT } from '../../base/built.ts'
import type { CompileError } from '../../base/errors.ts'
import { errorOf, GENERATED, placeIn } from './fault.ts'
import { restoreFlags } from './flags.ts'
import type { AssembleOptions, HelperData, LaterReply, LaterRequest, Reply, Request } from './messages.ts'

export type { AssembleOptions } from './messages.ts'

/** How often a waiting caller looks whether the helper still lives. A reply wakes it at once. */
const LOOK_MS = 20
/** Where Node does not tell whether a port is closed: how long a caller waits before it takes the helper for dead. */
const SILENCE_MS = 60_000

interface Helper {
  readonly worker: Worker
  readonly port: MessagePort
  readonly replies: Int32Array<SharedArrayBuffer>
  /** Whether posting shows if the port is open: it then returns true, and undefined on a closed one. Not documented. */
  readonly tells: boolean
  /** Callers that do not sleep, by the number of their request. The helper keeps the process alive while there are any. */
  readonly later: Map<number, (reply: Reply) => void>
}

let helper: Helper | undefined
let requests = 0

/**
 * Compiles AssemblyScript text to a WebAssembly module that imports the shared memory `env.memory`. The first call starts
 * the helper thread and waits for its compiler to load, a few hundred milliseconds; later calls take a few.
 *
 *     assemble('export function twice(x: f64): f64 { return 2 * x }', { name: 'twice' })
 *
 * @throws CompileError with file, line and caret: `internal` for wamba's own text; with `options.file`, `syntax`, `type` or
 * `unsupported` of that file.
 */
export function assemble(text: string, options: AssembleOptions = {}): Uint8Array<ArrayBuffer> {
  return assembled(ask({ kind: 'assemble', text, options }), text, options)
}

/** The same without blocking the event loop. Rejects with the same errors. */
export async function assembleLater(text: string, options: AssembleOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  return assembled(await askLater({ kind: 'assemble', text, options }), text, options)
}

function assembled(reply: Reply, text: string, options: AssembleOptions): Uint8Array<ArrayBuffer> {
  if (reply.kind === 'assembled') return reply.wasm
  if (reply.kind === 'fault') throw errorOf(reply.fault)
  throw failure(reply, text, options)
}

/** A module as WebAssembly text. */
export function disassemble(wasm: Uint8Array): string {
  const reply = ask({ kind: 'disassemble', wasm })
  if (reply.kind === 'disassembled') return reply.wat
  throw failure(reply, '', {})
}

/** Starts the helper thread, if none runs, without waiting for it: its compiler loads while the caller goes on. */
export function warmAssembler(): void {
  helper ??= start()
}

/** Ends the helper thread, if one runs. The process exits without this too; a later call starts another. */
export async function closeAssembler(): Promise<void> {
  if (helper) await end(helper)
}

async function end(ended: Helper): Promise<void> {
  if (helper === ended) helper = undefined
  await ended.worker.terminate()
  // A helper that was ended while it loaded Binaryen has not put them back.
  restoreFlags()
}

function start(): Helper {
  const { port1, port2 } = new MessageChannel()
  const replies = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('compiler/build/helper.js', BUILT), {
    name: 'wamba-assembler',
    workerData: { port: port2, replies } satisfies HelperData,
    transferList: [port2],
    // The user's flags (loaders, inspectors) are not for this thread.
    execArgv: [],
  })
  const started: Helper = { worker, port: port1, replies, tells: ping(port1) === true, later: new Map() }
  const forget = (): void => {
    if (helper === started) helper = undefined
    for (const settle of started.later.values()) settle(BROKEN)
  }
  worker.on('message', ({ id, reply }: LaterReply) => started.later.get(id)?.(reply))
  // A call that waits finds out by itself; without a listener the event would end the process.
  worker.on('error', forget)
  worker.on('exit', forget)
  worker.unref()
  return started
}

const ping = (port: MessagePort): unknown => port.postMessage({ kind: 'ping' } satisfies Request)

/** The helper's next reply. Looking for it is also what makes a port know that its other side is gone. */
const receive = ({ port }: Helper): Reply | undefined => receiveMessageOnPort(port)?.message

const isClosed = ({ port, tells }: Helper): boolean => tells && ping(port) === undefined

/** Posts a request and sleeps until the reply is there. */
function ask(request: Request): Reply {
  // A helper may have died since the last call, unnoticed if the event loop has not turned.
  if (helper && receive(helper) === undefined && isClosed(helper)) helper = undefined
  helper ??= start()
  const asked = helper
  asked.port.postMessage(request)
  const since = performance.now()
  for (;;) {
    const seen = Atomics.load(asked.replies, 0)
    const reply = receive(asked)
    if (reply) return reply
    if (isClosed(asked) || (!asked.tells && performance.now() - since > SILENCE_MS)) {
      return BROKEN
    }
    Atomics.wait(asked.replies, 0, seen, LOOK_MS)
  }
}

/** Posts a request; resolves with the reply. */
function askLater(request: LaterRequest['request']): Promise<Reply> {
  helper ??= start()
  const { worker, later } = helper
  const id = ++requests
  return new Promise((resolve) => {
    later.set(id, (reply) => {
      later.delete(id)
      if (later.size === 0) worker.unref()
      resolve(reply)
    })
    worker.ref()
    worker.postMessage({ id, request } satisfies LaterRequest)
  })
}

const BROKEN: Reply = { kind: 'broken', message: 'its helper thread ended unexpectedly' }

/** The error of a helper that did not do its work. */
function failure(reply: Reply, text: string, options: AssembleOptions): CompileError {
  const why = reply.kind === 'broken' ? reply.message : `it answered '${reply.kind}'`
  // Whatever state the helper is in, the next call shall not meet it.
  if (helper) void end(helper)
  return errorOf({
    code: 'internal',
    what: `AssemblyScript's compiler failed: ${why}`,
    remedy: 'Call again: another helper thread is started. If it fails each time, please report it with this text.',
    at: placeIn(text, options.file ?? GENERATED),
  })
}
