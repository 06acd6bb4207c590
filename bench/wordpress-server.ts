/**
 * A WordPress of N made-up posts on loopback, as a process of its own so that its work counts for nobody else:
 *
 *   node bench/wordpress-server.ts POSTS WORDS        prints its address
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerRest } from '../src/sample/rest.ts'
import type { SamplePost } from '../src/sample/site.ts'
import { aPost, aSite } from '../test/wordpress/make-site.ts'
import { aText, seeded } from './fill.ts'

const [posts = 2_000, words = 600] = process.argv.slice(2).map(Number)
const PARAGRAPH = 75

const site = aSite({ posts: Array.from({ length: posts }, (_, index) => madeUp(index + 1)) })
const server = createServer((request, response) => {
  const { method = 'GET', url = '/', headers } = request
  const answer = answerRest(site, { method, url, headers, origin })
  const body = answer?.body ?? '<!doctype html><html lang="en"><title>Bench</title></html>'
  response.writeHead(answer?.status ?? 200, { ...answer?.headers, 'content-length': Buffer.byteLength(body) }).end(body)
})
server.listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
console.log(origin)

function madeUp(id: number): SamplePost {
  const random = seeded(id)
  const parts = Array.from({ length: Math.ceil(words / PARAGRAPH) }, (_, index) => {
    const heading = index % 3 === 0 ? `<h2 class="wp-block-heading" id="h${index}">${aText(random, 4)}</h2>\n` : ''
    return `${heading}<p>${sentences(aText(random, PARAGRAPH))}</p>\n`
  })
  return aPost({ id, titleHtml: aText(random, 6), contentHtml: parts.join('\n') })
}

/** Full stops every fifteen words. */
function sentences(text: string): string {
  return text.replace(/((?:\S+ ){15})/g, (part) => `${part.trim()}. `)
}
