/**
 * Which passages a model reads: the best hits, with what stands around them in their posts, within a budget.
 *
 * What comes out is what the model is given, what people are shown as sources, and what the answer is checked against.
 */
import type { PlacedChunk } from '../store/neighbours.ts'
import type { Hit } from '../types.ts'
import { joinTexts, shorten } from './join-texts.ts'

export interface PackParts {
  /** The chunks of these hits that are still to be found, and those next to them; store/neighbours.ts. */
  findAround(chunkIds: readonly number[]): Promise<PlacedChunk[]>
}

export const MAX_PASSAGES = 6
/** More costs more and is read less well: https://arxiv.org/abs/2307.03172 */
export const MAX_TOKENS = 4_000
/** Number, title, section, date and fence of a passage. */
const FRAME_TOKENS = 80

/** @param hits Best first. @returns best first as well, each post's neighbouring passages in one. */
export async function pack({ findAround }: PackParts, hits: readonly Hit[]): Promise<Hit[]> {
  const placed = await findAround(hits.map(({ id }) => Number(id)))
  const byId = new Map(placed.map((chunk) => [String(chunk.chunkId), chunk]))
  const byPlace = new Map(placed.map((chunk) => [placeOf(chunk), chunk]))
  // Withdrawn since they were found: what is not public now is given to nobody.
  const found = hits.flatMap((hit) => {
    const chunk = byId.get(hit.id)
    return chunk ? [{ hit, chunk }] : []
  })
  const [first] = found
  if (!first) return []
  if (first.chunk.tokenCount + FRAME_TOKENS > MAX_TOKENS) {
    return [{ ...first.hit, content: shorten(first.hit.content, MAX_TOKENS - FRAME_TOKENS) }]
  }
  const chosen = chooseHits(found)
  const runs = toRuns(addNeighbours(chosen, byPlace))
  // A run that holds several hits counts as its best one.
  return runs
    .map((run) => ({ run, rank: chosen.findIndex(({ chunk }) => run.includes(chunk)) }))
    .toSorted((a, b) => a.rank - b.rank)
    .flatMap(({ run, rank }) => {
      const best = chosen[rank]
      return best ? [{ ...best.hit, content: joinTexts(run) }] : []
    })
}

interface Found {
  hit: Hit
  chunk: PlacedChunk
}

/** One that does not fit leaves its room to the smaller ones after it. */
function chooseHits(found: readonly Found[]): Found[] {
  const chosen: Found[] = []
  let tokens = 0
  for (const each of found) {
    const size = each.chunk.tokenCount + FRAME_TOKENS
    if (chosen.length === MAX_PASSAGES || tokens + size > MAX_TOKENS) continue
    chosen.push(each)
    tokens += size
  }
  return chosen
}

/** For the best hit first, and what follows before what precedes: an answer more often goes on than it has begun. */
function addNeighbours(chosen: readonly Found[], byPlace: ReadonlyMap<string, PlacedChunk>): Set<PlacedChunk> {
  const taken = new Set(chosen.map(({ chunk }) => chunk))
  let tokens = chosen.reduce((sum, { chunk }) => sum + chunk.tokenCount + FRAME_TOKENS, 0)
  for (const { chunk } of chosen) {
    for (const step of [1, -1]) {
      const neighbour = byPlace.get(placeOf({ ...chunk, position: chunk.position + step }))
      if (!neighbour || taken.has(neighbour) || tokens + neighbour.tokenCount > MAX_TOKENS) continue
      taken.add(neighbour)
      tokens += neighbour.tokenCount
    }
  }
  return taken
}

/** Chunks that follow each other in one document, each run in its order. */
function toRuns(chunks: ReadonlySet<PlacedChunk>): PlacedChunk[][] {
  const inOrder = [...chunks].toSorted(
    (a, b) => a.siteId - b.siteId || a.documentId - b.documentId || a.position - b.position,
  )
  const runs: PlacedChunk[][] = []
  for (const chunk of inOrder) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run && last && placeOf({ ...last, position: last.position + 1 }) === placeOf(chunk)) run.push(chunk)
    else runs.push([chunk])
  }
  return runs
}

function placeOf({ siteId, documentId, position }: Pick<PlacedChunk, 'siteId' | 'documentId' | 'position'>): string {
  return `${siteId}/${documentId}/${position}`
}
