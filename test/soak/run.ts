/**
 * `npm run soak [minutes | 90s] [seed]`: mixes all that a program may do with wamba for so long, five minutes unless given: calls of
 * many kernels, new kernels, arrays made and freed, thread limits, faults, an exhausted memory, asynchronous calls, and workers
 * killed at random. Every result is compared with plain JavaScript. Prints what was done, what was put right and what it took.
 *
 * The work runs in a process of its own; one that begins no action for three minutes hangs: the action is named, and the process ended.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Report } from './report.ts'
import { printReport } from './report.ts'
import { soak } from './world.ts'

/** Long, for the machine may be busy with other work. */
const SILENCE_MS = 180_000

type Message = { readonly kind: 'action'; readonly name: string } | { readonly kind: 'report'; readonly report: Report }

function milliseconds(text = '5'): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(s|m)?$/.exec(text) ?? []
  if (digits === undefined) throw new RangeError(`Got ${text}; expected a number of minutes, or of seconds as in 90s.`)
  return Number(digits) * (unit === 's' ? 1000 : 60_000)
}

async function child(duration: number, seed: number): Promise<void> {
  const tell = (message: Message): void => void process.send!(message)
  const report = await soak(duration, seed, (name) => tell({ kind: 'action', name }))
  tell({ kind: 'report', report })
  process.disconnect()
}

function watch(worker: ChildProcess, seed: number): void {
  let last = 'starting'
  let report: Report | undefined
  let timer: NodeJS.Timeout
  const silent = (): void => {
    console.log(`HANG in ${last}, seed ${seed}`)
    process.exitCode = 1
    worker.kill('SIGKILL')
  }
  const heard = (): void => {
    clearTimeout(timer)
    timer = setTimeout(silent, SILENCE_MS)
  }
  heard()
  worker.on('message', (message: Message) => {
    heard()
    if (message.kind === 'action') last = message.name
    else report = message.report
  })
  worker.on('exit', (code, signal) => {
    clearTimeout(timer)
    if (report === undefined || code !== 0) {
      console.log(`The process ended (${signal ?? code}) in ${last}, seed ${seed}`)
      process.exitCode = 1
    }
    if (report !== undefined && !printReport(report)) process.exitCode = 1
  })
}

// MALLOC_ARENA_MAX: the C library keeps what dead threads have freed in arenas of their own, which looks like a leak.
const [time, seedText] = process.argv.slice(2)
const seed = Number(seedText ?? Math.floor(Date.now() / 1000) % 1e6)
if (process.send !== undefined) await child(milliseconds(time), seed)
else {
  console.log(`seed ${seed}`)
  watch(
    fork(fileURLToPath(import.meta.url), [time ?? '5', String(seed)], {
      execArgv: ['--expose-gc'],
      env: { ...process.env, MALLOC_ARENA_MAX: '2' },
    }),
    seed,
  )
}
