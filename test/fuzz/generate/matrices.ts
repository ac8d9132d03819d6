/** Arrays of several dimensions. */
import type { DType } from '#wamba/base/dtypes.js'
import type { ArrayArgument } from '../program.ts'
import { call, type Node, node } from '../tree.ts'
import type { Grammar } from './grammar.ts'

type Form = NonNullable<ArrayArgument['form']>

export function matrices(g: Grammar): Pick<Grammar, 'matrixArgument' | 'element2' | 'set2'> {
  function matrixArgument(name: string): ArrayArgument {
    const dtypes: readonly DType[] = [
      'float64',
      'float64',
      'int32',
      'uint8',
      'int16',
      'uint32',
      ...(g.single ? (['float32'] as const) : []),
    ]
    const { rows, width } = g.extents
    const [length, form] = g.weighted<readonly [number, Form]>(
      [5, () => [rows * width, { shape: [rows, width], strides: [width, 1], offset: 0 }]],
      [2, () => [rows * (width + 3) + 2, { shape: [rows, width], strides: [width + 3, 1], offset: 2 }]],
      [2, () => [rows * width, { shape: [rows, width], strides: [1, rows], offset: 0 }]],
      [1, () => [rows * width, { shape: [rows, width], strides: [-width, 1], offset: Math.max(0, rows - 1) * width }]],
      [1, () => [rows * width * 2, { shape: [rows, width], strides: [2 * width, 2], offset: 0 }]],
      [0.5, () => [width, { shape: [rows, width], strides: [0, 1], offset: 0 }]],
      [2, () => [2 * rows * width, { shape: [2, rows, width], strides: [rows * width, width, 1], offset: 0 }]],
    )
    const values = Array.from({ length }, () => g.between(-40, 40) / g.pick([1, 1, 2, 8]))
    return { name, dtype: g.pick(dtypes), values, form }
  }

  /** The first index of three. */
  const plane = (array: ArrayArgument): Node[] =>
    array.form!.shape.length === 3 ? [node('fixed', g.pick(['0', '1']))] : []

  function element2(array: ArrayArgument, row: Node, column: Node): Node {
    return call(array.name, 'get', ...plane(array), row, column)
  }

  function set2(array: ArrayArgument, row: Node, column: Node, value: Node): Node {
    return call(array.name, 'set', ...plane(array), row, column, value)
  }

  return { matrixArgument, element2, set2 }
}
