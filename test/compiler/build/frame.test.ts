import { expect, test } from 'vitest'
import * as manifest from '#wamba/compiler/manifest.js'
import { instanceOf } from './instance.ts'

const { exports, memory } = instanceOf(`
import {
  FRAME_PARTIALS, FRAME_FLAGS, FRAME_PARAMS, FLAG_IN_ORDER, SCRATCH_BYTES, inOrder as isInOrder, partialOf as partial,
} from "runtime/frame"
export function constant(i: i32): i32 {
  if (i == 0) return FRAME_PARTIALS
  if (i == 1) return FRAME_FLAGS
  if (i == 2) return FRAME_PARAMS
  if (i == 3) return FLAG_IN_ORDER
  return SCRATCH_BYTES
}
export function inOrder(frame: usize): bool { return isInOrder(frame) }
export function partialOf(frame: usize, b: i32, r: i32, reductions: i32): usize { return partial(frame, b, r, reductions) }
`)

test('TypeScript and AssemblyScript agree about the frame', () => {
  expect([0, 1, 2, 3, 4].map((i) => exports.constant(i))).toEqual([
    manifest.FRAME_PARTIALS,
    manifest.FRAME_FLAGS,
    manifest.FRAME_PARAMS,
    manifest.FLAG_IN_ORDER,
    manifest.SCRATCH_BYTES,
  ])
})

test('kernels find the flags and the partials where the host writes them', () => {
  const words = new Uint32Array(memory.buffer)
  const frame = 1024
  words[(frame + manifest.FRAME_PARTIALS) / 4] = 4096
  expect(exports.inOrder(frame)).toBe(0)
  words[(frame + manifest.FRAME_FLAGS) / 4] = manifest.FLAG_IN_ORDER
  expect(exports.inOrder(frame)).toBe(1)
  expect(exports.partialOf(frame, 5, 2, 3)).toBe(4096 + (5 * 3 + 2) * 8)
})
