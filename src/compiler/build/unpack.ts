/**
 * Binaryen's file holds 9 MB of WebAssembly as a literal of 13 MB. V8 takes 130 ms to read it, and keeps it twice; taken out here it
 * is 40 ms.
 */

export interface Unpacked {
  /** The file with an empty literal. */
  readonly text: string
  readonly wasm: Uint8Array<ArrayBuffer>
}

const BACKSLASH = 0x5c
const BACKTICK = 0x60
const X = 0x78

/** What stands for each character after a backslash; 255 where nothing does. */
const escapes = new Uint8Array(128).fill(255)
for (const [character, code] of Object.entries({ 0: 0, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 }))
  escapes[character.charCodeAt(0)] = code
for (const character of '\\`$\'"') escapes[character.charCodeAt(0)] = character.charCodeAt(0)

/** The digits of `\xB7`; 255 where there is none. */
const digits = new Uint8Array(128).fill(255)
for (let digit = 0; digit < 16; digit++)
  for (const character of [digit.toString(16), digit.toString(16).toUpperCase()])
    digits[character.charCodeAt(0)] = digit

/**
 * Takes the first template literal that holds a WebAssembly module, of one-byte characters, out of a text. Undefined where there is none,
 * or it holds something else than characters and their escapes.
 */
export function unpack(file: Buffer): Unpacked | undefined {
  const start = file.indexOf('`\\0asm') + 1
  if (start === 0) return undefined
  const wasm = new Uint8Array(file.length - start)
  let length = 0
  let at = start
  while (at < file.length && file[at] !== BACKTICK) {
    const byte = file[at++]
    if (byte !== BACKSLASH) {
      // What lies beyond ASCII would be more than one byte here, and `${` begins an expression.
      if (byte > 127 || (byte === 0x24 && file[at] === 0x7b)) return undefined
      wasm[length++] = byte
      continue
    }
    const escaped = file[at++]
    if (escaped === X) {
      const [high, low] = [digits[file[at]], digits[file[at + 1]]]
      if (high > 15 || low > 15) return undefined
      wasm[length++] = high * 16 + low
      at += 2
    } else {
      const code = escapes[escaped]
      if (code === 255) return undefined
      wasm[length++] = code
    }
  }
  if (at === file.length) return undefined
  return { text: file.toString('utf8', 0, start) + file.toString('utf8', at), wasm: wasm.subarray(0, length) }
}
