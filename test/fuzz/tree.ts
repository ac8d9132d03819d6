/**
 * Generated kernels as trees of text: enough structure to print them, to print a twin whose element accesses are checked,
 * and to make them smaller.
 */

/** `int` and `num` are numbers, the first whole ones; `fixed` is never made smaller. */
export type Kind = 'num' | 'int' | 'bool' | 'stmt' | 'fixed'

/** Methods that check an index. */
export type Method = 'get' | 'set' | 'row' | 'at'

export interface Node {
  readonly kind: Kind
  readonly parts: readonly Part[]
  /** An element: `parts` are its index alone, and for a store then its value. Of a method: its arguments. */
  readonly element?: { readonly array: string; readonly store?: string; readonly method?: Method }
  /** A statement that throws; `parts` are the values that its text tells. */
  readonly throws?: boolean
}

/** `throw new RangeError('…')` whose text tells these numbers. */
export function raise(...told: readonly Node[]): Node {
  return { kind: 'fixed', parts: told, throws: true }
}

export interface Block {
  readonly block: readonly Node[]
}

export type Part = string | Node | Block

export function node(kind: Kind, ...parts: readonly Part[]): Node {
  return { kind, parts }
}

export function load(array: string, index: Node, kind: Kind = 'num'): Node {
  return { kind, parts: [index], element: { array } }
}

/** `array.get(i, j)`, `array.set(i, j, value)` or `array.row(i)` of an array of several dimensions; `array.at(i)`. */
export function call(array: string, method: Method, ...args: readonly Node[]): Node {
  return {
    kind: method === 'set' ? 'stmt' : method === 'row' ? 'fixed' : 'num',
    parts: args,
    element: { array, method },
  }
}

/** `array[index] = value`; with an operator `array[index] += value`; `++` and `--` have no value. */
export function store(array: string, index: Node, operator: string, value?: Node): Node {
  return { kind: 'stmt', parts: value ? [index, value] : [index], element: { array, store: operator } }
}

export const isBlock = (part: Part): part is Block => typeof part === 'object' && 'block' in part
export const isNode = (part: Part): part is Node => typeof part === 'object' && 'kind' in part

/** The two texts of a kernel. */
export interface Texts {
  readonly source: string
  /**
   * Reads elements by `$get(array, offset, index)` and writes by `$set(array, offset, index, value)`: offset in `source`. Of arrays of
   * several dimensions by `$gets`, `$sets` and `$rows`.
   */
  readonly checked: string
}

/** Prints `(params) => { body }`. */
export function print(params: readonly string[], body: Block): Texts {
  const offsets = new Map<Node, number>()
  let source = ''
  const write = (text: string): void => {
    source += text
  }
  const part = (p: Part, indent: string): void => {
    if (typeof p === 'string') {
      write(p)
      return
    }
    if (isBlock(p)) {
      write('{\n')
      for (const stmt of p.block) {
        write(`${indent}  `)
        part(stmt, `${indent}  `)
        write('\n')
      }
      write(`${indent}}`)
      return
    }
    if (p.throws) {
      offsets.set(p, source.length)
      write('throw new RangeError(`bad')
      for (const told of p.parts) {
        write(' ${')
        part(told, indent)
        write('}')
      }
      write('`)')
      return
    }
    if (p.element === undefined) {
      for (const inner of p.parts) part(inner, indent)
      return
    }
    const { array, store, method } = p.element
    const inner = store !== undefined && p.kind !== 'stmt'
    if (inner) write('(')
    offsets.set(p, source.length)
    if (method) {
      write(`${array}.${method}(`)
      p.parts.forEach((arg, i) => {
        if (i > 0) write(', ')
        part(arg, indent)
      })
      write(')')
      return
    }
    write(`${array}[`)
    part(p.parts[0], indent)
    write(']')
    if (store === undefined) return
    write(store === '++' || store === '--' ? store : ` ${store} `)
    if (p.parts[1]) part(p.parts[1], indent)
    if (inner) write(')')
  }
  write(`(${params.join(', ')}) => `)
  part(body, '')

  const twin = (p: Part): string => {
    if (typeof p === 'string') return p
    if (isBlock(p)) return `{\n${p.block.map(twin).join('\n')}\n}`
    if (p.throws) return `;$throw(${offsets.get(p)}, [${p.parts.map(twin).join(', ')}])`
    if (p.element === undefined) return p.parts.map(twin).join('')
    const { array, store, method } = p.element
    const at = offsets.get(p)
    const [index, value] = p.parts.map(twin)
    if (method) return `${p.kind === 'stmt' ? ';' : ''}$${method}s(${[array, at, ...p.parts.map(twin)].join(', ')})`
    if (store === undefined) return `$get(${array}, ${at}, ${index})`
    const end = p.kind === 'stmt' ? ';' : ''
    if (store === '=') return `${end}$set(${array}, ${at}, ${index}, ${value})`
    if (value === undefined) return `${end}$step(${array}, ${at}, ${index}, ${store[0]}1)`
    const old = `$get(${array}, ${at}, $i)`
    return `${end}$set(${array}, ${at}, $i = ${index}, ${old} ${store.slice(0, -1)} (${value}))`
  }
  return { source, checked: `(${params.join(', ')}) => { let $i = 0; ${twin(body)} }` }
}

/** Trees that are a little smaller, the much smaller ones first. */
export function* smaller(block: Block): Generator<Block> {
  const { length } = block.block
  for (let size = length; size >= 1; size = Math.floor(size / 2))
    for (let from = 0; from + size <= length; from += size)
      yield { block: [...block.block.slice(0, from), ...block.block.slice(from + size)] }
  for (let at = 0; at < length; at++) {
    const replaced = (...by: readonly Node[]): Block => ({
      block: [...block.block.slice(0, at), ...by, ...block.block.slice(at + 1)],
    })
    const stmt = block.block[at]
    for (const inner of stmt.parts) if (isBlock(inner)) yield replaced(...inner.block)
    for (const less of smallerNode(stmt)) yield replaced(less)
  }
}

function* smallerNode(whole: Node): Generator<Node> {
  if (whole.kind === 'num' || whole.kind === 'int') {
    for (const inner of within(whole)) if (inner.kind === 'int' || inner.kind === whole.kind) yield inner
    if (!(whole.parts.length === 1 && typeof whole.parts[0] === 'string'))
      for (const text of ['0', '1']) yield node(whole.kind, text)
  }
  if (whole.kind === 'bool') {
    for (const inner of within(whole)) if (inner.kind === 'bool') yield inner
    if (typeof whole.parts[0] !== 'string' || whole.parts.length > 1)
      for (const text of ['true', 'false']) yield node('bool', text)
  }
  if (whole.element?.store !== undefined && whole.element.store !== '=' && whole.parts[1])
    yield { ...whole, element: { ...whole.element, store: '=' } }
  for (let at = 0; at < whole.parts.length; at++) {
    const part = whole.parts[at]
    const replaced = (by: Part): Node => ({
      ...whole,
      parts: [...whole.parts.slice(0, at), by, ...whole.parts.slice(at + 1)],
    })
    if (isBlock(part)) for (const less of smaller(part)) yield replaced(less)
    else if (isNode(part)) for (const less of smallerNode(part)) yield replaced(less)
  }
}

/** The nodes directly within a node. */
function within(whole: Node): Node[] {
  return whole.parts.filter(isNode)
}
