/**
 * The frame: what `main` and the regions of one call share, in shared memory, 16-byte aligned. The other half of
 * `src/compiler/manifest.ts`; a test holds the two together.
 *
 *     byte  0   u32   address of the reduction partials      host, before a region with reductions runs
 *     byte  4   u32   flags                                  host, before main
 *     byte  8   8 bytes reserved
 *     byte 16   the parameters, 8 bytes each                 host, before main
 *               scalar   f64, f32 or i32 in the first bytes
 *               array    u32 address, i32 length
 *     …         locals that regions read                     main, before fork
 *
 * Partials: those of block b, 8 bytes for each of its reductions, at `partials + b * reductions * 8`.
 */

export const FRAME_PARTIALS: usize = 0;
export const FRAME_FLAGS: usize = 4;
export const FRAME_PARAMS: usize = 16;
/** Arguments partly overlap: regions run in order, on one thread. */
export const FLAG_IN_ORDER: u32 = 1;
/** Size of each thread's own scratch memory. */
export const SCRATCH_BYTES: usize = 4096;

// @ts-ignore: decorator
@inline
export function inOrder(frame: usize): bool {
  return (load<u32>(frame, FRAME_FLAGS) & FLAG_IN_ORDER) != 0;
}

/** Address of partial `r` of block `b`, where a block has `reductions` of them. */
// @ts-ignore: decorator
@inline
export function partialOf(frame: usize, b: i32, r: i32, reductions: i32): usize {
  return <usize>load<u32>(frame, FRAME_PARTIALS) + ((<usize>b * <usize>reductions + <usize>r) << 3);
}
