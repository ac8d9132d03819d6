import { functions } from '../../ops/table.ts'

/** The functions of wamba that a kernel knows by themselves, without a scope. */
export const own: readonly string[] = [
  ...['prange', 'range', 'zeros', 'ones', 'full', 'empty', 'f32', 'i32'],
  ...functions.filter((name) => !name.includes('.')),
]

export function isOwnName(name: string): boolean {
  return own.includes(name)
}

/** The name of wamba's that a bundler has numbered, to tell two apart: `prange2`, `prange$1`. Other names as they are. */
export function unnumbered(name: string): string {
  if (isOwnName(name)) return name
  return own.find((each) => name.startsWith(each) && /^\$?\d+$/.test(name.slice(each.length))) ?? name
}
