import type { CompileError } from '../base/errors.ts'
import type { SourceText } from '../base/source.ts'
import {
  type ArgType,
  type Compilation,
  FRAME_PARAMS,
  FRAME_PARTIALS,
  type Manifest,
  type ParamLayout,
  type ScalarType,
} from '../compiler/manifest.ts'
import type { Signature } from './signature.ts'

/** A signature without objects. */
export interface FlatSignature {
  readonly params: readonly ArgType[]
  readonly result: Signature['result']
}

/** How the partial results of blocks become one. */
export type Reduce = '+' | '*' | 'min' | 'max'

/** A function of hand-written AssemblyScript, as its header declares it. */
export interface Header {
  readonly name: string
  /** The arrays' and scalars' names, by position in the signature. */
  readonly params: readonly string[]
  readonly offset: number
}

export interface GlueOptions {
  readonly block: number
  readonly reduce: Reduce
  /** Estimated nanoseconds of an iteration. */
  readonly cost: number
  /** Position of the parameter that says how many iterations there are: an array's length, or an int32. */
  readonly iterations: number
  /** Positions of the arrays that are written. */
  readonly writes: readonly number[]
}

/** WebAssembly's type of each scalar, in AssemblyScript's words. */
const wasmTypes: Readonly<Record<ScalarType, string>> = {
  float64: 'f64',
  float32: 'f32',
  int32: 'i32',
  uint20: 'i32',
  natural20: 'i32',
  natural: 'i32',
  int64: 'i64',
  uint64: 'u64',
  uint63: 'i64',
  bool: 'i32',
}

/**
 * Finds the exported function `name`, or the only one there is, and checks its header against the signature: `lo` and `hi`, then
 * address and length of an array, a scalar as itself.
 *
 * @throws CompileError at the function, with the header that was expected
 */
export function readHeader(source: SourceText, signature: FlatSignature, name: string | undefined): Header {
  const pattern = /\bexport\s+function\s+(\w+)\s*\(([^)]*)\)\s*:\s*(\w+)/g
  const found = [...source.text.matchAll(pattern)].filter((match) => name === undefined || match[1] === name)
  if (found.length !== 1) {
    const names = found.map((match) => match[1]).join(', ')
    throw source.error(
      'signature',
      { start: 0, end: 1 },
      found.length === 0
        ? `there is no exported function${name ? ` ${name}` : ''}`
        : `several functions are exported: ${names}`,
      found.length === 0
        ? `write ${expectedHeader(name ?? 'kernel', signature)}`
        : "say which is the kernel: { name: '…' }",
    )
  }
  const [match] = found
  const given = match[2].split(',').filter((text) => text.trim() !== '')
  const types = [...given.map((text) => text.split(':')[1]?.trim()), match[3]].join()
  if (types !== headerTypes(signature).join()) {
    throw wrongHeader(source, match, signature)
  }
  const names = given.map((text) => text.split(':')[0].trim())
  let at = 2
  const params = signature.params.map((type) => {
    const param = names[at]
    at += type.kind === 'array' ? 2 : 1
    return param
  })
  return { name: match[1], params, offset: match.index }
}

function wrongHeader(source: SourceText, match: RegExpExecArray, signature: FlatSignature): CompileError {
  return source.error(
    'signature',
    { start: match.index, end: match.index + match[0].length },
    `the header of ${match[1]} does not fit the signature`,
    `write ${expectedHeader(match[1], signature)}`,
  )
}

function resultType({ result }: FlatSignature): string {
  return result === undefined || result === 'void' ? 'void' : wasmTypes[result]
}

function headerTypes(signature: FlatSignature): string[] {
  const params = signature.params.flatMap((type) =>
    type.kind === 'array' ? ['usize', 'i32'] : [wasmTypes[type.dtype]],
  )
  return ['i32', 'i32', ...params, resultType(signature)]
}

function expectedHeader(name: string, signature: FlatSignature): string {
  const params = signature.params.flatMap((type, i) => {
    const letter = String.fromCharCode(97 + i)
    return type.kind === 'array'
      ? [`${letter}: usize`, `${letter}_length: i32`]
      : [`${letter}: ${wasmTypes[type.dtype]}`]
  })
  return `export function ${name}(${['lo: i32', 'hi: i32', ...params].join(', ')}): ${resultType(signature)}`
}

/** The whole module of a hand-written kernel: its text, then `main` and `region_0`, which the ABI asks for. */
export function glue(text: string, header: Header, signature: FlatSignature, options: GlueOptions): Compilation {
  const params = signature.params.map((type, i): ParamLayout => {
    const writes = type.kind === 'array' && options.writes.includes(i)
    return {
      name: header.params[i],
      type,
      offset: FRAME_PARAMS + 8 * i,
      reads: type.kind === 'array',
      writes,
      // What the text does is not looked into.
      elementwise: false,
    }
  })
  const result = signature.result ?? 'void'
  const writes = params.filter((param) => param.writes).map((param) => param.name)
  const manifest: Manifest = {
    name: header.name,
    params,
    frameBytes: FRAME_PARAMS + 8 * params.length,
    regions: [
      {
        offset: header.offset,
        block: options.block,
        reductions: result === 'void' ? 0 : 1,
        cost: options.cost,
        redoable: writes.length === 0,
        writes,
      },
    ],
    result,
    allocates: false,
    sites: [],
    approximate: false,
    loose: false,
    loops: [],
  }
  const assembly = `${text}\n${result === 'void' ? plainGlue(header, params, options) : reducingGlue(header, params, result, options)}`
  const none = 'This kernel is written by hand: it has no such stage.'
  return { manifest, stages: { ast: none, ir: none, plan: none, assembly, reference: none, recording: none } }
}

function plainGlue(header: Header, params: readonly ParamLayout[], options: GlueOptions): string {
  return `
// How the team calls ${header.name}.
@external("wamba", "fork") declare function wamba_fork(region: i32, n: i32, frame: usize): void;
export function main(frame: usize): void {
  wamba_fork(0, ${iterations(params[options.iterations])}, frame);
}
export function region_0(lo: i32, hi: i32, frame: usize): void {
  ${header.name}(${['lo', 'hi', ...params.flatMap(loads)].join(', ')});
}
`
}

/** Each block's result is a partial; they are combined in the order of the blocks, so no number of threads changes the result. */
function reducingGlue(
  header: Header,
  params: readonly ParamLayout[],
  result: ScalarType,
  options: GlueOptions,
): string {
  const { block, reduce } = options
  const type = wasmTypes[result]
  const wide = result === 'float32' ? 'f64' : type
  return `
// How the team calls ${header.name}: a partial result for each block of ${block} iterations.
@external("wamba", "fork") declare function wamba_fork(region: i32, n: i32, frame: usize): void;
export function main(frame: usize): ${wide} {
  const n = ${iterations(params[options.iterations])};
  wamba_fork(0, n, frame);
  const partials = <usize>load<u32>(frame, ${FRAME_PARTIALS});
  let total: ${type} = ${identity(type, reduce)};
  for (let b: i32 = 0, blocks = (n + ${block - 1}) / ${block}; b < blocks; b++) {
    const partial = load<${type}>(partials + (<usize>b << 3));
    total = ${reduce === 'min' || reduce === 'max' ? `${reduce}<${type}>(total, partial)` : `total ${reduce} partial`};
  }
  return <${wide}>total;
}
export function region_0(lo: i32, hi: i32, frame: usize): void {
  const partials = <usize>load<u32>(frame, ${FRAME_PARTIALS});
  for (let at = lo; at < hi; at += ${block}) {
    const partial = ${header.name}(${['at', `min<i32>(at + ${block}, hi)`, ...params.flatMap(loads)].join(', ')});
    store<${type}>(partials + (<usize>(at / ${block}) << 3), partial);
  }
}
`
}

function identity(type: string, reduce: Reduce): string {
  if (reduce === '+') return '0'
  if (reduce === '*') return '1'
  if (type === 'i32') return reduce === 'min' ? 'i32.MAX_VALUE' : 'i32.MIN_VALUE'
  if (type === 'u64') return reduce === 'min' ? '<u64>0xffffffffffffffff' : '0'
  if (type === 'i64') return `<i64>0x${reduce === 'min' ? '7fffffffffffffff' : '8000000000000000'}`
  return reduce === 'min' ? `<${type}>(1.0 / 0.0)` : `<${type}>(-1.0 / 0.0)`
}

function iterations({ type, offset }: ParamLayout): string {
  return type.kind === 'array' ? `load<i32>(frame, ${offset + 4})` : `load<i32>(frame, ${offset})`
}

function loads({ type, offset }: ParamLayout): string[] {
  if (type.kind === 'array') return [`<usize>load<u32>(frame, ${offset})`, `load<i32>(frame, ${offset + 4})`]
  return [`load<${wasmTypes[type.dtype as ScalarType]}>(frame, ${offset})`]
}

/** Whether a parameter can say how many iterations there are. */
export function counts(type: ArgType): boolean {
  return type.kind === 'array' || type.dtype === 'int32'
}
