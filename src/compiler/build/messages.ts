/** What `assemble.ts` and its helper thread say to each other. */
import type { MessagePort } from 'node:worker_threads'
import type { AssemblyFault } from './fault.ts'

export interface AssembleOptions {
  /** Names the module's functions in profiles, `name/main`. An identifier; `kernel` if none is given. */
  readonly name?: string
  /** The user's own file, for text written by hand: errors are then the user's. Without it they are wamba's. */
  readonly file?: string
}

export type Request =
  | { readonly kind: 'assemble'; readonly text: string; readonly options: AssembleOptions }
  | { readonly kind: 'disassemble'; readonly wasm: Uint8Array }
  /** Asks for no reply: whether it can be posted at all shows if the helper lives. */
  | { readonly kind: 'ping' }

export type Reply =
  | { readonly kind: 'assembled'; readonly wasm: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'disassembled'; readonly wat: string }
  /** The text is at fault. */
  | { readonly kind: 'fault'; readonly fault: AssemblyFault }
  /** The helper is: its compiler could not be loaded, or crashed. */
  | { readonly kind: 'broken'; readonly message: string }

/** The same through the thread's own port, for callers that do not sleep until the reply is there. */
export interface LaterRequest {
  readonly id: number
  readonly request: Exclude<Request, { kind: 'ping' }>
}

export interface LaterReply {
  readonly id: number
  readonly reply: Reply
}

export interface HelperData {
  readonly port: MessagePort
  /** The number of replies posted: the caller waits here. */
  readonly replies: Int32Array<SharedArrayBuffer>
}
