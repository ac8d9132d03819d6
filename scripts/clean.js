/** Removes what the build writes, so that no file of an earlier build outlives its source. */
import { rmSync } from 'node:fs'

for (const folder of ['dist', 'build'])
  rmSync(new URL(`../${folder}`, import.meta.url), { recursive: true, force: true })
