/**
 * Whether the service in this container answers: exit code 0 or 1, for HEALTHCHECK.
 *
 *   node healthcheck.ts [PATH]     default /livez; /readyz also asks for the database
 */
const path = process.argv[2] ?? '/livez'
const url = `http://127.0.0.1:${process.env['PORT'] || '8000'}${path}`

try {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(4_000) })
  if (status !== 200) fail(`${url} answers ${status}`)
} catch (error) {
  fail(`${url} does not answer: ${error instanceof Error ? error.message : String(error)}`)
}

function fail(reason: string): void {
  process.stderr.write(`${reason}\n`)
  process.exitCode = 1
}
