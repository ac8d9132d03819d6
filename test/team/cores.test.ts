import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cores, quota } from '#wamba/team/cores.js'

describe('the quota of a container', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'wamba-cgroup-'))
  })
  afterEach(() => rmSync(root, { recursive: true }))
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }

  it('is read of version 2, and the least of all groups that hold the process counts', () => {
    write('a/b/cpu.max', 'max 100000\n')
    expect(quota('0::/a/b\n', root)).toBe(Infinity)
    write('a/cpu.max', '150000 100000\n')
    expect(quota('0::/a/b\n', root)).toBe(1.5)
    write('cpu.max', '50000 100000\n')
    expect(quota('0::/a/b\n', root)).toBe(0.5)
  })

  it('is read of version 1', () => {
    write('cpu,cpuacct/docker/x/cpu.cfs_quota_us', '-1\n')
    write('cpu,cpuacct/docker/x/cpu.cfs_period_us', '100000\n')
    const groups = '5:memory:/docker/x\n4:cpu,cpuacct:/docker/x\n0::/\n'
    expect(quota(groups, root)).toBe(Infinity)
    write('cpu,cpuacct/docker/x/cpu.cfs_quota_us', '300000\n')
    expect(quota(groups, root)).toBe(3)
  })

  it('is read where the container shows its own group as the root', () => {
    write('cpu.max', '200000 100000\n')
    expect(quota('0::/../other\n', root)).toBe(2)
    expect(quota('', root)).toBe(Infinity)
  })

  it('bounds the cores that are used', () => {
    expect(Number.isInteger(cores())).toBe(true)
    expect(cores()).toBeGreaterThanOrEqual(1)
    expect(cores()).toBeLessThanOrEqual(availableParallelism())
  })
})
