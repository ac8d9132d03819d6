import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Origin } from '../base/source.ts'

const unknown: Origin = { file: '<function>', line: 1, column: 1 }

/** Where a function's text stands in its file, asked for when an error needs the place. */
export type Locate = (text: string) => () => Origin

/**
 * Locates functions near the call of `below`, whose caller passed them. The stack is taken now, and only read, together with
 * the file, when a place is asked for.
 */
export function locateFrom(below: (...args: never[]) => unknown): Locate {
  const holder: { stack?: string } = {}
  Error.captureStackTrace(holder, below)
  return (text) => {
    let origin: Origin | undefined
    return () => {
      origin ??= find(text, callSite(holder.stack ?? ''))
      return origin
    }
  }
}

/** File, line and column of the topmost frame of a stack that has them. */
export function callSite(stack: string): Origin | undefined {
  for (const frame of stack.split('\n')) {
    const match = /^\s*at (?:.*\()?(.+?):(\d+):(\d+)\)?$/.exec(frame)
    if (match === null || match[1].startsWith('node:')) continue
    const file = match[1].startsWith('file:') ? fileURLToPath(match[1]) : match[1]
    return { file, line: Number(match[2]), column: Number(match[3]) }
  }
  return undefined
}

/**
 * The occurrence of the text in its file that is nearest to the call. Types that were stripped make the text differ from
 * the file: then it begins, as far as can be told, on the line of the call.
 */
function find(text: string, call: Origin | undefined): Origin {
  if (call === undefined) return unknown
  const content = read(call.file)
  let best: Origin | undefined
  for (let at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1)) {
    const before = content.slice(0, at)
    const line = before.split('\n').length
    const found = { file: call.file, line, column: at - before.lastIndexOf('\n') }
    if (best === undefined || Math.abs(line - call.line) < Math.abs(best.line - call.line)) best = found
  }
  return best ?? { file: call.file, line: call.line, column: 1 }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // A bundler's virtual file, or one that is gone: the place is then known to the line of the call only.
    return ''
  }
}
