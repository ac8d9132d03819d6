import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { AnyTypedArray } from 'wamba'
import type { SizeName, Workload } from './kernels/workload.ts'
import { findNumba } from './numba.ts'
import { root } from './paths.ts'

interface Answer {
  readonly error?: string
  readonly seconds?: number
  readonly sums?: readonly number[]
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
  #sums: readonly number[] = []

  private constructor(command: string, script: string) {
    this.#child = spawn(command, [join(root, 'bench', 'python', script)], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  /** Starts a script of bench/python. Undefined where there is no Numba. */
  static async start(script: string): Promise<NumbaPrograms | undefined> {
    const command = findNumba()
    return command === undefined ? undefined : new NumbaPrograms(command, script)
  }

  /** Hands the arguments over. */
  async prepare(workload: Workload, size: SizeName, args: readonly (number | AnyTypedArray)[]): Promise<void> {
    const fields = Object.values(workload.fields(...workload.sizes[size]))
    const described = args.map((arg, i) => {
      const field = fields[i]
      if (typeof arg === 'number' || typeof field === 'number') return arg
      const file = join(this.#folder, `${i}`)
      writeFileSync(file, new Uint8Array(arg.buffer, arg.byteOffset, arg.byteLength))
      return { file, dtype: field.dtype, shape: field.shape }
    })
    this.#name = workload.name
    await this.#ask({ prepare: workload.name, arguments: described })
  }

  /** Seconds of one run on a number of threads. The first one of a program compiles it. */
  async measure(threads: number): Promise<number> {
    const { seconds, sums } = await this.#ask({ threads })
    this.#sums = sums ?? []
    return seconds!
  }

  /** Throws unless the sums of the arrays after the last run are about these. */
  verify(want: readonly number[]): void {
    want.forEach((sum, i) => {
      const got = this.#sums[i]
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
