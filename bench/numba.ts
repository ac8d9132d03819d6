import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { Case } from './harness/case.ts'
import { root } from './paths.ts'

/** How to get the Numba column, printed where no Python can import numba. */
export const numbaHint =
  'No Numba column: no Python here can import numba. To get it: pip install numba, or set PYTHON to one that can.'

let python: string | undefined | null = null

/** The first of $PYTHON, python3, the system's own and python that can import numba, or undefined. Looked for once. */
export function findNumba(): string | undefined {
  if (python === null) {
    const candidates = [process.env.PYTHON, 'python3', '/usr/bin/python3', 'python'].filter((c) => c !== undefined)
    python = candidates.find((c) => spawnSync(c, ['-c', 'import numba, numpy'], { stdio: 'ignore' }).status === 0)
  }
  return python
}

interface Ready {
  readonly numba: string
  readonly threads: number
  readonly cases: Readonly<Record<string, { readonly compileMs: number }>>
}

interface Answer {
  readonly seconds: readonly number[]
  readonly result: number | null
}

/** A Numba program of bench/python in its own process, which measures on request: both sides of a suite take turns. */
export class NumbaTwin {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: AsyncIterator<string>
  #ready: Ready | undefined

  private constructor(command: string, script: string, options: Readonly<Record<string, number>>) {
    const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
    this.#child = spawn(command, [join(root, 'bench', 'python', script), ...flags], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  /** Starts a script and waits until its cases are compiled. Undefined where there is no Numba. */
  static async start(script: string, options: Readonly<Record<string, number>> = {}): Promise<NumbaTwin | undefined> {
    const command = findNumba()
    if (!command) return undefined
    const twin = new NumbaTwin(command, script, options)
    twin.#ready = (await twin.#read()) as Ready
    return twin
  }

  /** Whether a Python here can import numba. */
  static available(): boolean {
    return findNumba() !== undefined
  }

  get version(): string {
    return this.#ready?.numba ?? ''
  }

  get names(): readonly string[] {
    return Object.keys(this.#ready?.cases ?? {})
  }

  /** Seconds of each of `samples` runs of the named case, and its result where that is a number. */
  async measure(name: string, samples: number): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify({ case: name, samples })}\n`)
    return (await this.#read()) as Answer
  }

  /** Each of the script's cases as a row of a suite. */
  cases(samples = 1): Case[] {
    return this.names.map((name) => ({ name, sample: async () => (await this.measure(name, samples)).seconds }))
  }

  close(): void {
    this.#child.stdin.end()
  }

  async #read(): Promise<unknown> {
    const { value, done } = await this.#lines.next()
    if (done) throw new Error(`${this.#child.spawnargs.join(' ')} ended early; its own message is above`)
    return JSON.parse(value)
  }
}

/** The cases of a Numba script for `run`, none where there is no Numba; the process ends with it. */
export async function withNumba<T>(
  script: string,
  options: Readonly<Record<string, number>>,
  samples: number,
  run: (cases: readonly Case[]) => Promise<T>,
): Promise<T> {
  const twin = await NumbaTwin.start(script, options)
  try {
    return await run(twin?.cases(samples) ?? [])
  } finally {
    twin?.close()
  }
}
