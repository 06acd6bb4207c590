/** The embedder the configuration names, and those of spaces made with another one: each opened once, when needed. */
import type { Config } from '../config.ts'
import type { Embedder } from '../embedding/embedder.ts'
import type { Space } from '../store/spaces.ts'
import { type OpenEmbedder, openEmbedder, openEmbedderOf, type WrapHttp } from './open.ts'
import { unwatched, type Watch } from './watch.ts'

export interface Embedders {
  readonly configured: Embedder
  /** Null when the configuration leaves no way to ask the model of this space. */
  find(space: Space): Embedder | null
  close(): Promise<void>
}

export function openEmbedders(config: Config, watch: Watch = unwatched()): Embedders {
  const wrapHttp: WrapHttp = (http) => watch.http(http, 'embedder')
  const configured = openEmbedder(config, wrapHttp)
  const others = new Map<number, OpenEmbedder | null>()
  return {
    configured: configured.embedder,
    find: (space) => {
      if (isOf(space, configured.embedder)) return configured.embedder
      if (!others.has(space.id)) others.set(space.id, openEmbedderOf(config, space, wrapHttp))
      return others.get(space.id)?.embedder ?? null
    },
    close: async () => {
      for (const other of others.values()) await other?.close()
      await configured.close()
    },
  }
}

/** Whether the space holds what this embedder makes. */
export function isOf(space: Space, { model, dimensions }: Embedder): boolean {
  return space.model === model && space.dimensions === dimensions
}
