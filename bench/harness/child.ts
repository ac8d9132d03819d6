import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** What each script of bench/children prints, as one line of JSON. */
export interface ChildResults {
  readonly allocation: { readonly bytes: number; readonly calls: number }
  /** The same sum, so many times. */
  readonly sums: { readonly sums: readonly number[] }
  readonly firstCalls: {
    readonly import: number
    readonly first: number
    readonly total: number
    /** How many threads were started until the first result. */
    readonly threads: number
    readonly further: readonly number[]
  }
}

/** Runs a script of bench/children in a fresh process, with more environment variables, and returns what it printed. */
export async function runChild<K extends keyof ChildResults>(
  script: K,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ChildResults[K]> {
  const file = fileURLToPath(new URL(`../children/${script}.js`, import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], { env: { ...process.env, ...env } })
  return JSON.parse(stdout)
}
