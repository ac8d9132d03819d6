/** A text table: the first column left-aligned, the others right-aligned. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows]
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column].length)))
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')
  return [line(header), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n')
}

/** Seconds in the unit that fits, three digits: `23.8 ms`, `640 ns`. */
export function formatTime(seconds: number): string {
  const units: [number, string][] = [
    [1, 's'],
    [1e-3, 'ms'],
    [1e-6, 'µs'],
  ]
  const [scale, unit] = units.find(([least]) => seconds >= least) ?? [1e-9, 'ns']
  return `${Number((seconds / scale).toPrecision(3))} ${unit}`
}

/** A speed-up: `2.53×`. */
export function formatRatio(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? 2 : 1)}×`
}

/** A share as a percentage: `±3 %`. */
export function formatSpread(spread: number): string {
  return `±${(spread * 100).toFixed(spread < 0.1 ? 1 : 0)} %`
}
