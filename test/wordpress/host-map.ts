/** Lets tests use real names: a client that reaches `https://example.test` on a loopback server, and nothing else. */
import { AppError } from '../../src/errors.ts'
import { type HttpClient, openHttp } from '../../src/upstream/http.ts'

/**
 * @param hosts Origin as the code under test sees it, to origin of a server.
 * @param asked Receives every address asked for, those that were not to be reached as well.
 */
export function openMappedHttp(hosts: Record<string, string>, asked: string[] = []): HttpClient {
  const http = openHttp({ trustedHosts: ['127.0.0.1'] })
  return {
    send: async (request) => {
      asked.push(request.url)
      const { origin } = new URL(request.url)
      const target = hosts[origin]
      if (!target) throw new AppError('upstream', `${origin}: nobody there`, { code: 'connect', retryable: true })
      const headers = { ...request.headers, 'x-test-origin': origin }
      return await http.send({ ...request, headers, url: target + request.url.slice(origin.length) })
    },
    close: () => http.close(),
  }
}
