import { expect, it, onTestFinished } from 'vitest'
import { startMetricsServer } from './metrics-server.ts'

async function start(read = async () => ({ contentType: 'text/plain', text: 'a 1\n' }), port = 0) {
  const server = await startMetricsServer({ host: '127.0.0.1', port }, read)
  onTestFinished(() => server.close())
  return `http://127.0.0.1:${server.port}`
}

it('answers with the numbers and with a sign of life, without a key, and with nothing else', async () => {
  const url = await start()
  expect(await (await fetch(`${url}/metrics?x=1`)).text()).toBe('a 1\n')
  expect(await (await fetch(`${url}/livez`)).json()).toEqual({ status: 'ok' })
  const status = async (path: string, method = 'GET') => (await fetch(url + path, { method })).status
  expect([await status('/status'), await status('/'), await status('/metrics', 'POST')]).toEqual([404, 404, 405])
})

it('hangs up when the numbers cannot be had, and goes on', async () => {
  let isBroken = true
  const url = await start(async () => {
    if (isBroken) throw new Error('broken')
    return { contentType: 'text/plain', text: 'a 1\n' }
  })
  await expect(fetch(`${url}/metrics`)).rejects.toThrow()
  isBroken = false
  expect((await fetch(`${url}/metrics`)).status).toBe(200)
})

it('says which variable is wrong when the port is taken', async () => {
  const url = await start()
  await expect(start(undefined, Number(new URL(url).port))).rejects.toMatchObject({
    kind: 'invalid_config',
    message: expect.stringMatching(/in use by another program.*METRICS_PORT/),
  })
})
