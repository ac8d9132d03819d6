import { expect, it } from 'vitest'
import * as wamba from 'wamba'

it('the public names are these', () => {
  expect(Object.keys(wamba).sort()).toEqual([
    'ArgumentError',
    'CompileError',
    'MemoryError',
    'NdArray',
    'WorkerLostError',
    'arange',
    'asarray',
    'assembly',
    'close',
    'disposable',
    'empty',
    'erf',
    'erfc',
    'exp2',
    'free',
    'full',
    'gamma',
    'info',
    'jit',
    'lgamma',
    'linspace',
    'math',
    'ones',
    'prange',
    'random',
    'range',
    'setThreads',
    'threads',
    'tidy',
    'vectorize',
    'zeros',
  ])
})
