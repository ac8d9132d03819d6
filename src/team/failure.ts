/**
 * How an error crosses from a worker to the caller while both are inside a job: no message can, so it is written into the slot.
 *
 *     slot FAILURE +0  generation of the job
 *                  +1  the chunk that threw
 *                  +2  site of a KernelFault, or NOT_A_FAULT
 *                  +4  f64 iteration
 *                  +6  f64 value
 *                  +8  length of the name, +9 length of the message, then both, a UTF-16 unit a word; of a KernelFault
 *                      the number of values in its text, then each as a kind, 0 or 1 for a BigInt, and 64 bits
 */
import { MemoryError } from '../base/errors.ts'
import { FAILED, FAILURE, SLOT_WORDS, slotAt } from './control.ts'
import { KernelFault, type Value } from './fault.ts'

const NOT_A_FAULT = -1
const TEXT = FAILURE + 10
const MOST_NAME = 40
const VALUE_WORDS = 3

function writeText(words: Int32Array, at: number, text: string, most: number): number {
  const length = Math.min(text.length, most)
  for (let i = 0; i < length; i++) words[at + i] = text.charCodeAt(i)
  return length
}

function readText(words: Int32Array, at: number, length: number): string {
  return String.fromCharCode(...words.subarray(at, at + length))
}

/** Worker: records what `chunk` of job `g` threw. */
export function writeFailure(words: Int32Array, slot: number, g: number, chunk: number, error: unknown): void {
  const at = slotAt(slot)
  const fault = error instanceof KernelFault ? error : undefined
  const numbers = new Float64Array(words.buffer, 4 * (at + FAILURE + 4), 2)
  numbers[0] = fault?.iteration ?? 0
  numbers[1] = fault?.value ?? 0
  words[at + FAILURE + 1] = chunk
  words[at + FAILURE + 2] = fault?.site ?? NOT_A_FAULT
  if (fault) writeValues(words, at, fault.values)
  else writeMessage(words, at, error)
  Atomics.store(words, at + FAILURE, g)
  Atomics.store(words, FAILED, g)
}

/** As many values as there is room for. */
function writeValues(words: Int32Array, at: number, values: readonly Value[]): void {
  const most = Math.floor((SLOT_WORDS - TEXT) / VALUE_WORDS)
  const kept = values.slice(0, most)
  words[at + FAILURE + 8] = kept.length
  kept.forEach((value, i) => {
    const bits = new DataView(words.buffer, 4 * (at + TEXT + i * VALUE_WORDS))
    bits.setInt32(0, typeof value === 'bigint' ? 1 : 0)
    if (typeof value === 'bigint') bits.setBigInt64(4, BigInt.asIntN(64, value))
    else bits.setFloat64(4, Number(value))
  })
}

function readValues(words: Int32Array, at: number): Value[] {
  return Array.from({ length: words[at + FAILURE + 8] }, (_, i) => {
    const bits = new DataView(words.buffer, 4 * (at + TEXT + i * VALUE_WORDS))
    return bits.getInt32(0) === 1 ? bits.getBigInt64(4) : bits.getFloat64(4)
  })
}

function writeMessage(words: Int32Array, at: number, error: unknown): void {
  const name = error instanceof Error ? error.name : 'Error'
  const message = error instanceof Error ? error.message : String(error)
  words[at + FAILURE + 8] = writeText(words, at + TEXT, name, MOST_NAME)
  words[at + FAILURE + 9] = writeText(words, at + TEXT + MOST_NAME, message, SLOT_WORDS - TEXT - MOST_NAME)
}

/** Caller: the chunk of job `g` in which this worker threw, or -1. */
export function failedChunk(words: Int32Array, slot: number, g: number): number {
  const at = slotAt(slot) + FAILURE
  return Atomics.load(words, at) === g ? words[at + 1] : -1
}

/** The classes that a kernel's exports throw by themselves: traps, stack overflow, a module that V8 refuses. */
const classes: Readonly<Record<string, new (message: string) => Error>> = { RangeError, TypeError, MemoryError }
const wasmClasses: readonly string[] = ['RuntimeError', 'CompileError', 'LinkError']

/** Caller: the error that this worker recorded, made anew. */
export function readFailure(words: Int32Array, slot: number): Error {
  const at = slotAt(slot)
  const site = words[at + FAILURE + 2]
  if (site !== NOT_A_FAULT) {
    const numbers = new Float64Array(words.buffer, 4 * (at + FAILURE + 4), 2)
    return new KernelFault(site, numbers[0], numbers[1], readValues(words, at))
  }
  const name = readText(words, at + TEXT, words[at + FAILURE + 8])
  const message = readText(words, at + TEXT + MOST_NAME, words[at + FAILURE + 9])
  return errorNamed(name, message)
}

/** An error of the class of that name, if it is one that threads tell each other of. */
export function errorNamed(name: string, message: string): Error {
  // Not before: a process may lack WebAssembly, and run the references.
  const known = wasmClasses.includes(name) ? WebAssembly[name as 'RuntimeError'] : classes[name]
  if (known !== undefined) return new known(message)
  const error = new Error(message)
  error.name = name
  return error
}
