/**
 * Signatures at the type level: `'float64(float64[:], float64)'` gives the argument and result types of the kernel,
 * so that TypeScript infers the parameters of the function that follows. The run-time twin is `signature.ts`.
 */
import type { AnyTypedArray, TypedArrays } from '../base/dtypes.ts'
import type { NdArray } from '../base/ndarray.ts'
import type { NdArrayLike } from './views.ts'

/** A signature that does not parse becomes this: no string is assignable to it, and the compiler prints the message. */
export interface SignatureError<Message extends string> {
  readonly 'wamba: not a signature': Message
}

/** Every name of a type, long and short, and the dtype it means. */
interface DTypeNames {
  float64: 'float64'
  f64: 'float64'
  float32: 'float32'
  f32: 'float32'
  int8: 'int8'
  i8: 'int8'
  int16: 'int16'
  i16: 'int16'
  int32: 'int32'
  i32: 'int32'
  int64: 'int64'
  i64: 'int64'
  uint8: 'uint8'
  u8: 'uint8'
  uint8c: 'uint8c'
  u8c: 'uint8c'
  uint16: 'uint16'
  u16: 'uint16'
  uint32: 'uint32'
  u32: 'uint32'
  uint64: 'uint64'
  u64: 'uint64'
}

/** The JavaScript value of each scalar that a kernel can take or return. */
interface ScalarValues {
  float64: number
  f64: number
  float32: number
  f32: number
  int32: number
  i32: number
  int64: bigint
  i64: bigint
  uint64: bigint
  u64: bigint
  bool: boolean
}

type Space = ' ' | '\n' | '\t'
type Trim<S extends string> = S extends `${Space}${infer R}` ? Trim<R> : S extends `${infer R}${Space}` ? Trim<R> : S

/** The JavaScript type of one parameter: `float64` is a number, `float64[:]` a Float64Array, `float64[:,:]` an NdArray. */
type ParamOf<S extends string> = S extends `{${infer Fields}}`
  ? FieldsOf<Fields>
  : S extends keyof ScalarValues
    ? ScalarValues[S]
    : S extends `${infer Name}[${infer Dims}]`
      ? Trim<Name> extends keyof DTypeNames
        ? Trim<Dims> extends ':'
          ? TypedArrays[DTypeNames[Trim<Name>]]
          : AreDims<Dims> extends true
            ? NdArray<DTypeNames[Trim<Name>]>
            : SignatureError<`[${Dims}]: an array of one dimension is [:], of two [:,:]`>
        : SignatureError<`unknown type '${Trim<Name>}'`>
      : S extends keyof DTypeNames
        ? SignatureError<`a scalar is float64, float32, int32, int64, uint64 or bool, not ${S}`>
        : SignatureError<`unknown type '${S}'`>

/** The object of `dt: float64, x: float64[:]`; the first field that does not parse instead, where there is one. */
type FieldsOf<S extends string, Acc = unknown, Begun extends string = ''> = S extends `${infer Head},${infer Tail}`
  ? IsOpen<`${Begun}${Head}`> extends true
    ? FieldsOf<Tail, Acc, `${Begun}${Head},`>
    : AddField<`${Begun}${Head}`> extends infer F
      ? F extends SignatureError<string>
        ? F
        : FieldsOf<Tail, Acc & F>
      : never
  : AddField<`${Begun}${S}`> extends infer F
    ? F extends SignatureError<string>
      ? F
      : { [K in keyof (Acc & F)]: (Acc & F)[K] }
    : never

type AddField<S extends string> = S extends `${infer Name}:${infer Type}`
  ? ParamOf<Trim<Type>> extends infer P
    ? P extends SignatureError<string>
      ? P
      : { [K in Trim<Name>]: P }
    : never
  : SignatureError<`'${Trim<S>}' in an object: a field is 'name: type'`>

type AreDims<S extends string> = S extends `${infer Head},${infer Tail}`
  ? Trim<Head> extends ':' | '::'
    ? AreDims<Tail>
    : false
  : Trim<S> extends ':' | '::'
    ? true
    : false

/** Whether a comma after this stands in brackets or braces. */
type IsOpen<S extends string> = S extends `${string}{${infer Rest}`
  ? Rest extends `${string}}${string}`
    ? false
    : true
  : S extends `${infer Head}[${infer Rest}`
    ? Rest extends `${string}]${infer After}`
      ? IsOpen<`${Head}${After}`>
      : true
    : false

type ParamsOf<
  S extends string,
  Acc extends readonly unknown[] = [],
  Begun extends string = '',
> = S extends `${infer Head},${infer Tail}`
  ? IsOpen<`${Begun}${Head}`> extends true
    ? ParamsOf<Tail, Acc, `${Begun}${Head},`>
    : ParamsOf<Tail, [...Acc, ParamOf<Trim<`${Begun}${Head}`>>]>
  : [...Acc, ParamOf<Trim<`${Begun}${S}`>>]

// biome-ignore-start lint/suspicious/noConfusingVoidType: the result of a function, which is void where it returns none
type ResultOf<S extends string> = S extends ''
  ? number | bigint | boolean | void
  : S extends 'void'
    ? void
    : S extends keyof ScalarValues
      ? ScalarValues[S]
      : SignatureError<`a kernel returns float64, float32, int32, int64, uint64, bool or void, not '${S}'`>
// biome-ignore-end lint/suspicious/noConfusingVoidType: as above

/** What a signature says: a tuple of parameter types and a result type, either of which may hold a SignatureError. */
export type ParseSignature<S extends string> = S extends unknown
  ? Trim<S> extends `${infer Result}(${infer Params})`
    ? { params: Trim<Params> extends '' ? [] : ParamsOf<Params>; result: ResultOf<Trim<Result>> }
    : { params: [SignatureError<"expected 'result(type, …)'">]; result: never }
  : never

type FirstError<T extends readonly unknown[]> = T extends readonly [infer Head, ...infer Tail]
  ? Head extends SignatureError<string>
    ? Head
    : FirstError<Tail>
  : never

type OrError<S, E> = [E] extends [never] ? S : E

/** `S` where it parses, else the SignatureError that says why not. A string not known at compile time passes. */
export type CheckSignature<S extends string> = string extends S
  ? S
  : S extends unknown
    ? OrError<S, FirstError<[...ParseSignature<S>['params'], ParseSignature<S>['result']]>>
    : never

/** The parameter types of a signature; anything goes where the string is not known at compile time. */
export type SignatureParams<S extends string> = string extends S
  ? // biome-ignore lint/suspicious/noExplicitAny: parameters of an unknown signature may be annotated as anything
    any[]
  : ParseSignature<S>['params'] extends infer P extends unknown[]
    ? P
    : never

/** The result type of a signature. */
export type SignatureResult<S extends string> = string extends S ? unknown : ParseSignature<S>['result']

/**
 * What a kernel accepts where its function takes `T`: a plain `number[]` too, copied in and, where written, out; for an NdArray the
 * n-d array of another library too; for an object the same in each of its fields.
 */
export type Argument<T> =
  T extends NdArray<infer D>
    ? T | NdArrayLike<D>
    : T extends Float64Array | Float32Array | Int32Array | Int16Array | Int8Array
      ? T | number[]
      : T extends Uint32Array | Uint16Array | Uint8Array | Uint8ClampedArray
        ? T | number[]
        : T extends BigInt64Array | BigUint64Array | readonly unknown[] | ((...args: never[]) => unknown)
          ? T
          : T extends object
            ? { [K in keyof T]: Argument<T[K]> }
            : T

/** `Argument` of each of a function's parameters; names and optionality stay. */
export type Arguments<P extends readonly unknown[]> = { [K in keyof P]: Argument<P[K]> }

/** The element types of a ufunc's signature: `float64(float64, float64)`. */
export type ParseUfuncSignature<S extends string> = S extends unknown
  ? Trim<S> extends `${infer Result}(${infer Params})`
    ? { inputs: Elements<Params>; result: ElementOf<Trim<Result>> }
    : { inputs: [SignatureError<"expected 'result(type, …)'">]; result: never }
  : never

type Elements<S extends string, Acc extends readonly unknown[] = []> = S extends `${infer Head},${infer Tail}`
  ? Elements<Tail, [...Acc, ElementOf<Trim<Head>>]>
  : [...Acc, ElementOf<Trim<S>>]

type ElementOf<S extends string> = S extends keyof DTypeNames
  ? DTypeNames[S]
  : SignatureError<`unknown element type '${S}'`>

/** `S` where it parses as the signature of a ufunc, else the SignatureError that says why not. */
export type CheckUfuncSignature<S extends string> = string extends S
  ? S
  : S extends unknown
    ? OrError<S, FirstError<[...ParseUfuncSignature<S>['inputs'], ParseUfuncSignature<S>['result']]>>
    : never

/** A tuple as long as the inputs of a ufunc's signature, each a number, or a bigint of 64 bits. */
export type UfuncNumbers<S extends string> = string extends S
  ? number[]
  : ParseUfuncSignature<S>['inputs'] extends infer P extends unknown[]
    ? { [K in keyof P]: P[K] extends 'int64' | 'uint64' ? bigint : number }
    : never

/** The typed array that a ufunc's signature gives. */
export type UfuncResult<S extends string> = string extends S
  ? TypedArrays[keyof TypedArrays]
  : TypedArrays[Extract<ParseUfuncSignature<S>['result'], keyof TypedArrays>] extends infer A extends AnyTypedArray
    ? A
    : never
