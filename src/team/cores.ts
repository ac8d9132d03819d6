/** How many threads this process may run at once. */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

const ROOT = '/sys/fs/cgroup'

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined // the system has no such file
  }
}

/** The folders of a control group and all that hold it, the innermost first. */
function lineage(root: string, group: string): string[] {
  const parts = group.split('/').filter((part) => part !== '' && part !== '..')
  return parts.map((_, i) => join(root, ...parts.slice(0, parts.length - i))).concat(root)
}

/** The quota of one folder in cores: version 2 has `cpu.max` ("200000 100000", "max 100000"), version 1 two files. */
function quotaOf(folder: string): number {
  const max = read(join(folder, 'cpu.max'))
  const [quota, period] =
    max === undefined
      ? [read(join(folder, 'cpu.cfs_quota_us')), read(join(folder, 'cpu.cfs_period_us'))]
      : max.split(/\s+/)
  const cores = Number(quota) / Number(period)
  return cores > 0 ? cores : Infinity // "max", -1, or no file
}

/**
 * The cores that a container's CPU quota allows, the least over the process's control groups; Infinity without one.
 *
 * @param groups the text of /proc/self/cgroup: lines `id:controllers:group`
 */
export function quota(groups: string, root: string = ROOT): number {
  let least = Infinity
  for (const line of groups.split('\n')) {
    const [id, controllers, ...group] = line.split(':')
    if (controllers === undefined) continue
    const unified = id === '0' && controllers === ''
    if (!unified && !controllers.split(',').includes('cpu')) continue
    const roots = unified ? [root, join(root, 'unified')] : [join(root, controllers), join(root, 'cpu')]
    for (const folder of roots.flatMap((at) => lineage(at, group.join(':')))) least = Math.min(least, quotaOf(folder))
  }
  return least
}

let known = 0

/**
 * Cores for this process: what the system schedules it on (affinity), within the container's quota. A quota of a part of a core
 * counts as a whole one.
 */
export function cores(): number {
  if (known === 0)
    known = Math.max(1, Math.min(availableParallelism(), Math.ceil(quota(read('/proc/self/cgroup') ?? ''))))
  return known
}
