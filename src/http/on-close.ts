/** What is to be done when a response is over, sent or not: one listener for all, where Node warns of more than ten. */
import type { ServerResponse } from 'node:http'

const waiting = new WeakMap<ServerResponse, (() => void)[]>()

/** Calls `act` once the connection has nothing more to do with this response. In the order in which they were given. */
export function onClose(response: ServerResponse, act: () => void): void {
  const acts = waiting.get(response)
  if (acts) {
    acts.push(act)
    return
  }
  const own = [act]
  waiting.set(response, own)
  response.once('close', () => {
    for (const one of own) one()
  })
}
