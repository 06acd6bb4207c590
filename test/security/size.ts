/** Short forms in the suite; the sizes of the plan by `node bench/security.ts`. */
export const isLong = process.env.SECURITY_LONG === '1'

export const size = (short: number, long: number): number => (isLong ? long : short)

/** A figure for who reads the run. */
export function report(line: string): void {
  if (isLong) process.stderr.write(`${line}\n`)
}
