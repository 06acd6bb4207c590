/** The service as an operator meets it: the real command in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'

const BIN = fileURLToPath(new URL('../bin/askpress.js', import.meta.url))

let folder: string
let service: ChildProcess | null = null
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'askpress-serve-'))
})
afterEach(async () => {
  // One that hangs must not outlive its test.
  service?.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

function serve(port: number): ChildProcess {
  return spawn(process.execPath, [BIN, 'serve'], {
    env: { PATH: process.env.PATH ?? '', DATA_DIR: folder, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

it('ends at once when its port is taken, and says so', async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  // A TCP server that listens has an address with a port.
  const { port } = holder.address() as AddressInfo
  service = serve(port)
  let stderr = ''
  service.stderr?.on('data', (part) => {
    stderr += part
  })

  const [code] = await once(service, 'exit')

  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('it is in use by another program') })
  holder.close()
})
