#!/usr/bin/env node
/** The command `wamba`: what there is to do with the library from a shell. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { clear, info } from './cache.ts'

/** Commands by their words: what each does, and how it is run. */
const commands: Readonly<Record<string, readonly [does: string, run: () => string]>> = {
  'cache info': ['say where the cache of compiled kernels is, and how large', info],
  'cache clear': ['remove all compiled kernels; they are compiled again when they are called', clear],
}

const USAGE = `Usage: wamba COMMAND

Commands:
${Object.entries(commands)
  .map(([words, [does]]) => `  ${words.padEnd(12)} ${does}`)
  .join('\n')}

Options:
  --help       print this
  --version    print the version

Environment:
  WAMBA_CACHE_DIR    the folder of the cache
  WAMBA_CACHE_SIZE   what it may hold, such as 256M; 128M by default
`

/** Ends the process with what the user did wrong. */
function refuse(what: string): never {
  process.stderr.write(`wamba: ${what}\n\n${USAGE}`)
  process.exit(2)
}

function parsed(): { words: readonly string[]; help: boolean; version: boolean } {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } },
    })
    return { words: positionals, help: values.help ?? false, version: values.version ?? false }
  } catch (error) {
    return refuse((error as Error).message)
  }
}

const { words, help, version } = parsed()
if (help) process.stdout.write(USAGE)
else if (version) {
  const { version: of } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  process.stdout.write(`${of}\n`)
} else {
  const name = words.join(' ')
  if (name === '') refuse('no command')
  if (!Object.hasOwn(commands, name)) refuse(`there is no command '${name}'`)
  try {
    process.stdout.write(commands[name][1]())
  } catch (error) {
    process.stderr.write(`wamba: ${(error as Error).message}\n`)
    process.exitCode = 1
  }
}
