import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { readScript } from './copy-lines.ts'

const SCRIPT = `--
SET client_encoding = 'UTF8';
COPY public.migrations (name, checksum) FROM stdin;
0001_index\tabc
0002_süß\tdef
\\.

CREATE TABLE public.copy (a text);
COPY public.documents (id, "type", title) FROM stdin;
1\tpost\tCOPY public.fake (x) FROM stdin;
2\tpost\tline one\\nline two
3\tpost\t${'long '.repeat(1000)}
\\.
COPY public.webhooks (id) FROM stdin;
\\.
`

it.each([1, 7, 64, 100_000])('counts rows and reads one column, in pieces of %i bytes', async (size) => {
  const bytes = Buffer.from(SCRIPT)
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  )

  const { rows, firstColumn } = await readScript(Readable.from(pieces), 'migrations')

  expect([...rows]).toEqual([
    ['migrations', 2],
    ['documents', 3],
    ['webhooks', 0],
  ])
  expect(firstColumn).toHaveLength(2)
  expect(firstColumn[0]).toBe('0001_index')
})
