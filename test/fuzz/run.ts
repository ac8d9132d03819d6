/**
 * `npm run fuzz [programs] [seed] [masks | nests | idioms | pixels | lists | rows | ufuncs]`: generates kernels and compares the user's function, the reference and the compiled kernel bit for
 * bit, on as many processes as there are cores. What differs is made small and printed, with the seed that repeats it.
 *
 * With `masks`, programs are about lanes that go different ways; with `nests`, about loops over rows and columns; with
 * `idioms`, they are known algorithms; with `pixels`, those over bytes and other small whole numbers; with `lists`, about lists that grow; with `rows`,
 * about arrays of arrays whose rows have lengths of their own; with `ufuncs`, calls of universal functions are made.
 *
 * Where a process ends, its batch is run again without V8's optimiser of JavaScript: V8 11.3 has errors of its own in 64-bit integers.
 *
 * A process that computes for half a minute and begins no other program hangs in one: it is printed, and the process is ended.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { programs } from './arbitrary.ts'
import { check, type Verdict } from './check.ts'
import type { Theme } from './generate.ts'
import { describe } from './program.ts'
import { checkUfunc, type UfuncCall, ufuncCalls } from './ufuncs.ts'

const BATCH = 250
/** Every so many programs run on real threads too. */
const TEAM_EVERY = 10
/** Seconds of a process's own: on a busy machine it may wait for as long. */
const SILENCE = 30

interface Report {
  readonly verdicts: readonly Verdict[]
  readonly failure?: string
}

const file = (pid: number): string => join(tmpdir(), `wamba-fuzz-${pid}.txt`)

/** Seconds that a process has computed; those that have passed where the system does not say. */
function secondsOf(pid: number): number {
  try {
    // User and system time are the 14th and 15th fields, in hundredths; the second, a name in brackets, may hold blanks.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return performance.now() / 1000
  }
}

/** Runs batches with the seeds that the parent names. */
function child(): void {
  const own = file(process.pid)
  process.on('exit', () => rmSync(own, { force: true }))
  process.on('message', (seed: number) => {
    const verdicts: Verdict[] = []
    let count = 0
    let failed = false
    const property = fc.property(programs(process.argv[3] as Theme), (program) => {
      writeFileSync(own, describe(program))
      // What comes after a failure are smaller programs.
      const before = failed
      failed = true
      const verdict = check(program, count++ % TEAM_EVERY === 0)
      failed = before
      if (!failed) verdicts.push(verdict)
    })
    const calls = fc.property(ufuncCalls(), (call: UfuncCall) => {
      writeFileSync(own, call.text)
      checkUfunc(call)
      verdicts.push({ kind: 'equal', faulted: false, exact: true, regions: 0, vectors: 0 })
    })
    const options = { seed, numRuns: BATCH, endOnFailure: false }
    const details = process.argv[3] === 'ufuncs' ? fc.check(calls, options) : fc.check(property, options)
    const failure = details.failed
      ? `seed ${seed}, path ${details.counterexamplePath}\n${(details.errorInstance as Error)?.message}`
      : undefined
    process.send!({ verdicts, failure } satisfies Report)
  })
}

function parent(total: number, firstSeed: number): void {
  const started = performance.now()
  let seed = firstSeed
  let asked = 0
  let failures = 0
  const verdicts: Verdict[] = []
  const reasons = new Map<string, number>()
  const count = (test: (verdict: Verdict) => boolean): number => verdicts.filter(test).length

  const report = (): void => {
    const seconds = (performance.now() - started) / 1000
    const equal = count((v) => v.kind === 'equal')
    console.log(
      `${verdicts.length} programs in ${seconds.toFixed(0)} s (${(verdicts.length / seconds).toFixed(0)} a second): ${equal} equal, ` +
        `${verdicts.length - equal} rejected by the compiler, ${failures} with a difference`,
    )
    console.log(
      `compared with plain JavaScript: ${count((v) => v.exact)}; with a fault: ${count((v) => v.faulted)}; ` +
        `with a prange: ${count((v) => v.regions > 0)}; vectorised: ${count((v) => v.vectors > 0)}`,
    )
    for (const [reason, times] of [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 12))
      console.log(`  ${times} × ${reason}`)
  }

  // `again`: a batch in which a process ended, to be run without V8's optimiser of JavaScript.
  const feed = (again?: number): void => {
    const worker: ChildProcess = fork(fileURLToPath(import.meta.url), ['child', process.argv[4] ?? 'any'], {
      stdio: 'inherit',
      execArgv: again === undefined ? [] : ['--no-opt'],
    })
    let running = again
    const next = (): void => {
      if (again !== undefined && running === undefined) {
        worker.disconnect()
        feed()
        return
      }
      if (running === undefined) {
        if (asked >= total) {
          worker.disconnect()
          return
        }
        asked += BATCH
        running = seed++
      }
      worker.send(running)
    }
    let begun: number | undefined
    let computed = 0
    const own = file(worker.pid!)
    const timer = setInterval(() => {
      const since = statSync(own, { throwIfNoEntry: false })?.mtimeMs
      const seconds = secondsOf(worker.pid!)
      if (since !== begun) {
        begun = since
        computed = seconds
      }
      if (since === undefined || seconds - computed < SILENCE) return
      failures++
      console.log(`\na kernel hangs:\n${readFileSync(own, 'utf8')}`)
      worker.kill('SIGKILL')
      rmSync(own, { force: true })
      feed()
    }, 1000)
    worker.on('message', ({ verdicts: found, failure }: Report) => {
      verdicts.push(...found)
      for (const { reason } of found) if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      if (failure) {
        failures++
        console.log(`\n${failure}\n`)
      }
      if (again !== undefined && !failure)
        console.log('V8 fails at it: with its optimiser of JavaScript off, all is equal')
      running = undefined
      next()
    })
    worker.on('exit', (code, signal) => {
      clearInterval(timer)
      if (code === 0 || signal === 'SIGKILL') return
      console.log(`\na process ended with ${code ?? signal} in:\n${readFileSync(own, 'utf8')}`)
      rmSync(own, { force: true })
      if (again === undefined) feed(running)
      else {
        failures++
        feed()
      }
    })
    next()
  }
  process.on('exit', () => {
    report()
    if (failures > 0) process.exitCode = 1
  })
  for (let i = 0; i < Math.min(availableParallelism(), Math.ceil(total / BATCH)); i++) feed()
}

if (process.argv[2] === 'child') child()
else parent(Number(process.argv[2] ?? 20_000), Number(process.argv[3] ?? Date.now() % 1_000_000))
