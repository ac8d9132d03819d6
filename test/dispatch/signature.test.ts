import { describe, expect, it } from 'vitest'
import { CompileError } from 'wamba'
import { parseSignature, parseUfuncSignature, signatureName } from '#wamba/dispatch/signature.js'

/** The error of a signature that does not parse. */
function fault(text: string, parse: (text: string) => unknown = parseSignature): CompileError {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof CompileError) return error
    throw error
  }
  throw new Error(`'${text}' parses`)
}

describe('a signature', () => {
  it('gives the types of the parameters and of the result', () => {
    expect(parseSignature('float64(float64[:], int32)')).toEqual({
      params: [
        { kind: 'array', dtype: 'float64', ndim: 1 },
        { kind: 'scalar', dtype: 'int32' },
      ],
      result: 'float64',
    })
  })

  it('takes short names, spaces, no parameters and no result', () => {
    expect(parseSignature(' f32 ( u8 [ : ] ,bool ) ')).toEqual(parseSignature('float32(uint8[:], bool)'))
    expect(parseSignature('void()')).toEqual({ params: [], result: 'void' })
    expect(parseSignature('(f64)').result).toBeUndefined()
  })

  it('prints in its long form, which parses to the same', () => {
    const { result, params } = parseSignature('f64(f64[:],i32,bool)')
    expect(signatureName(result, params)).toBe('float64(float64[:], int32, bool)')
  })

  it('names the dimensions of an array, and those that have a stride of their own', () => {
    const names = ['float64[:,:]', 'float64[::,:]', 'int8[::,::]', 'float32[::]', 'float64[:,:,:]', 'uint8[::,::,:]']
    const { params } = parseSignature(`void(${names.join(', ')})`)
    expect(params.map((type) => type.kind === 'array' && [type.ndim, type.layout ?? 'C'])).toEqual([
      [2, 'C'],
      [2, 'rows'],
      [2, 'strided'],
      [1, 'strided'],
      [3, 'C'],
      [3, 'rows'],
    ])
    expect(signatureName('void', params)).toBe(`void(${names.join(', ')})`)
  })

  it.each([
    ['floot64(f64)', "unknown type 'floot64'", 1, "Did you mean 'float64'?"],
    ['f64(f46)', "unknown type 'f46'", 5, 'The types are float64 (f64), float32 (f32)'],
    [
      'float64(float64[:)',
      "')' where ']' was expected",
      18,
      "An array of one dimension is 'float64[:]', of two 'float64[:,:]'.",
    ],
    ['float64 float64', "'f' where '(' was expected", 9, 'Parameters stand in parentheses'],
    ['float64(float64', "the end of the text where ')' was expected", 16, 'separated by commas'],
    ['float64(,)', "',' where a type was expected", 9, 'The types are'],
    ['float64(f64) x', "'x' after the end", 14, 'several are an array'],
    ['float64[:](f64)', 'an array as the result', 1, 'take the array as a parameter'],
    ['f64(f64[:,:,])', "']' where ':' was expected", 13, "of two 'float64[:,:]'"],
    ['f64(int8)', 'a scalar of type int8', 5, 'use int32'],
    ['f64(uint32)', 'a scalar of type uint32', 5, 'use float64'],
    ['f64(void)', "'void' as a parameter", 5, 'It stands for no result'],
    ['f64(bool[:])', 'an array or element of type bool', 5, 'Use uint8'],
    ['', 'the end of the text where a type was expected', 1, 'The types are'],
  ])('%j is an error that says what, where and what to do', (text, what, column, remedy) => {
    const error = fault(text)
    expect(error.code).toBe('signature')
    expect(error.message).toContain(what)
    expect(error.column).toBe(column)
    expect(error.remedy).toContain(remedy)
    expect(error.frame.split('\n')[2].indexOf('^') - error.frame.split('\n')[1].indexOf('|') - 2).toBe(column - 1)
  })
})

describe('the signature of a ufunc', () => {
  it('names elements of any dtype', () => {
    expect(parseUfuncSignature('u8(i64, f32)')).toEqual({ inputs: ['int64', 'float32'], result: 'uint8' })
  })

  it.each([
    ['float64(float64[:])', 'an array', "A ufunc's signature names elements"],
    ['(float64)', 'no result type', "'float64(float64)'"],
    ['float64()', 'no inputs', 'at least one input'],
    ['void(f64)', "'void'", ''],
    ['bool(f64)', 'type bool', 'Use uint8'],
  ])('%j is an error that says what and what to do', (text, what, remedy) => {
    const error = fault(text, parseUfuncSignature)
    expect(error.message).toContain(what)
    expect(error.remedy).toContain(remedy)
  })
})
