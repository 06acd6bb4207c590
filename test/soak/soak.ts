/** What the life of a site is made of, and what is counted in it. Data only. */
import type { SampleSite } from '../../src/sample/site.ts'
import type { EmbeddingCount } from './invariants.ts'
import type { ProcessRun } from './killed-process.ts'
import type { Oracle } from './oracle.ts'
import type { SiteModel } from './site-model.ts'
import type { SoakWorld } from './soak-world.ts'

export interface ModelOptions {
  seed: number
  ops: number
  posts?: number
  /** A sync in a process of its own, killed by SIGKILL after so many milliseconds. */
  killProcess?: (run: Omit<ProcessRun, 'databaseUrl'>, afterMs: number) => Promise<boolean>
  onProgress?: (ops: number, figures: ModelFigures) => void
}

export interface ModelFigures {
  ops: number
  syncs: number
  faults: number
  kills: number
  drifts: number
  jumps: number
  /** Undisturbed ticks, and those after which the index was level. */
  ticks: number
  levelTicks: number
  texts: number
  textsAgain: number
  removed: number
  withheld: number
  wrong: string[]
}

export interface Soak {
  world: SoakWorld
  model: SiteModel
  oracle: Oracle
  figures: ModelFigures
  embeddings: EmbeddingCount
  olds: SampleSite[]
  /** The last fault, for messages. */
  fault: string
  options: ModelOptions
}
