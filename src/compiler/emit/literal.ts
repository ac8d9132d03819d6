import { isBigType, type Type } from '../../ops/type.ts'

/** A constant in AssemblyScript. */
export function literal(given: number | bigint, type: Type): string {
  if (isBigType(type)) return `<${type}>0x${BigInt.asUintN(64, BigInt(given)).toString(16)}`
  const value = Number(given)
  switch (type) {
    case 'bool':
      return value ? 'true' : 'false'
    case 'i32':
      return `${value}`
    case 'i64':
      return `<i64>${value}`
    case 'f32':
      return `<f32>${float(value)}`
    case 'f64':
      return float(value)
    default:
      return type satisfies never
  }
}

function float(value: number): string {
  if (Number.isNaN(value)) return '(0.0 / 0.0)'
  if (!Number.isFinite(value)) return value > 0 ? '(1.0 / 0.0)' : '(-1.0 / 0.0)'
  if (Object.is(value, -0)) return '(-0.0)'
  const text = String(value).replace('e+', 'e')
  const decimal = /[.e]/.test(text) ? text : `${text}.0`
  return value < 0 ? `(${decimal})` : decimal
}
