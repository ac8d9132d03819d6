import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { AnyTypedArray } from 'wamba'
import { resets, type SizeName, type Workload } from './kernels/workload.ts'
import { findNumba } from './numba.ts'
import { root } from './paths.ts'

interface Answer {
  readonly error?: string
  readonly seconds?: number
  readonly sums?: readonly number[]
  readonly result?: number | null
}

/**
 * The Numba twins of workloads, in a Python process of their own. It takes the arguments from a file, so both sides
 * compute with the same bits.
 */
export class NumbaPrograms {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: AsyncIterator<string>
  readonly #folder = mkdtempSync(join(tmpdir(), 'wamba-numba-'))
  #name = ''
  #answer: Answer = {}

  private constructor(command: string, module: string) {
    const script = join(root, 'bench', 'python', 'programs.py')
    this.#child = spawn(command, [script, module], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  /** Starts the programs of a module of bench/python. Undefined where there is no Numba. */
  static async start(module: string): Promise<NumbaPrograms | undefined> {
    const command = findNumba()
    return command === undefined ? undefined : new NumbaPrograms(command, module)
  }

  /** Hands the arguments over. */
  async prepare(workload: Workload, size: SizeName, args: readonly (number | AnyTypedArray)[]): Promise<void> {
    const fields = Object.entries(workload.fields(...workload.sizes[size]))
    const described = args.map((arg, i) => {
      const [name, field] = fields[i]
      if (typeof arg === 'number' || typeof field === 'number') return arg
      const file = join(this.#folder, `${i}`)
      writeFileSync(file, new Uint8Array(arg.buffer, arg.byteOffset, arg.byteLength))
      return { file, dtype: field.dtype, shape: field.shape, reset: resets(workload, name) }
    })
    this.#name = workload.name
    await this.#ask({ prepare: workload.name, arguments: described })
  }

  /** Seconds of one run on a number of threads. The first one of a program compiles it. */
  async measure(threads: number): Promise<number> {
    this.#answer = await this.#ask({ threads })
    return this.#answer.seconds!
  }

  /** Throws unless the sums of the arrays after the last run, and its result where that is a number, are about these. */
  verify(want: readonly number[], result?: unknown, tolerance = 1e-6): void {
    const { sums = [], result: own } = this.#answer
    if (typeof result === 'number' && !(Math.abs(own! - result) <= tolerance * Math.abs(result)))
      throw new Error(`${this.#name} gives ${own} in Numba and ${result} here`)
    want.forEach((sum, i) => {
      const got = sums[i]
      if (Math.abs(got - sum) > 1e-4 * Math.abs(sum) + 1e-6)
        throw new Error(`${this.#name}: the sum of array ${i} is ${got} in Numba and ${sum} here`)
    })
  }

  close(): void {
    this.#child.stdin.end()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #ask(request: object): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`)
    const { value, done } = await this.#lines.next()
    if (done) throw new Error(`${this.#child.spawnargs.join(' ')} ended early; its own message is above`)
    return JSON.parse(value)
  }
}
