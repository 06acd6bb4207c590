/** A client on a fault server for one test, closed with it. Waiting is recorded, not done. */
import { onTestFinished } from 'vitest'
import type { Listed } from '../../src/types.ts'
import { openHttp } from '../../src/upstream/http.ts'
import { openWordpress, type Wordpress } from '../../src/wordpress/client.ts'
import type { PostType } from '../../src/wordpress/post-types.ts'
import type { Batch } from '../../src/wordpress/read-posts.ts'
import type { SessionOptions } from '../../src/wordpress/session.ts'
import type { Sweep } from '../../src/wordpress/sweep.ts'
import { type FaultServer, type FaultServerOptions, startFaultServer } from './fault-server.ts'

export const POSTS: PostType = { name: 'post', restBase: 'posts', namespace: 'wp/v2' }
export const PAGES: PostType = { name: 'page', restBase: 'pages', namespace: 'wp/v2' }

export async function aServer(options: FaultServerOptions = {}): Promise<FaultServer> {
  const server = await startFaultServer(options)
  onTestFinished(() => server.close())
  return server
}

export interface TestClient extends Wordpress {
  /** Milliseconds it wanted to wait, in order. */
  waits: number[]
}

export function aClient(server: FaultServer, options: Partial<SessionOptions> = {}): TestClient {
  const http = openHttp({ trustedHosts: ['127.0.0.1'] })
  onTestFinished(() => http.close())
  const waits: number[] = []
  const sleep = async (ms: number) => {
    waits.push(ms)
  }
  const wordpress = openWordpress({ http, apiRoot: server.apiRoot, sleep, random: () => 0.5, ...options })
  return { ...wordpress, waits }
}

export interface Swept extends Sweep {
  ids: number[]
  listed: Listed[]
}

export async function sweepAll(wordpress: Wordpress, type = POSTS, known: readonly number[] = []): Promise<Swept> {
  const listed: Listed[] = []
  const onPage = (rows: Listed[]) => {
    listed.push(...rows)
  }
  const sweep = await wordpress.sweep(type, onPage, known)
  return { ...sweep, listed, ids: listed.map(({ wpId }) => wpId) }
}

export async function readAll(wordpress: Wordpress, ids: number[], type: PostType = POSTS): Promise<Batch> {
  const all: Batch = { posts: [], absent: [], failed: [] }
  for await (const batch of wordpress.readPosts(type, ids)) {
    all.posts.push(...batch.posts)
    all.absent.push(...batch.absent)
    all.failed.push(...batch.failed)
  }
  return all
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at)
}
