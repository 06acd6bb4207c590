/** What the vectors of a dry run would cost: of the model that answers, and of the one that is to follow it. */
import { BUILTIN_MODEL } from '../embedding/builtin.ts'
import type { Embedder } from '../embedding/embedder.ts'
import { listSpaces } from '../store/spaces.ts'
import { sumPendingTokens } from '../store/vectors.ts'
import type { SyncCost, SyncReport } from '../types.ts'
import { isOf } from './embedders.ts'
import { costOf } from './prices.ts'
import type { SpaceParts, SpaceWithEmbedder } from './spaces.ts'

export interface PricedRun extends SpaceWithEmbedder {
  report: SyncReport
  site: { id: number }
}

export async function priceRun(parts: SpaceParts, { report, site, space, embedder }: PricedRun): Promise<SyncCost[]> {
  const { db, spending, embedders } = parts
  const { configured } = embedders
  const found = report.embedded.tokens
  const price = async (spaceId: number, { model, languages }: Embedder): Promise<SyncCost[]> => {
    if (model === BUILTIN_MODEL) return []
    // A full pass has seen all texts of its own space that wait.
    const isSeen = spaceId === space.id && report.kind === 'full'
    const waiting = isSeen ? 0 : await sumPendingTokens(db, { spaceId, siteId: site.id, languages })
    const tokens = found + waiting
    const known = spending.findPrice(model)
    return [{ model, tokens, usd: known && costOf(known, { inputTokens: tokens, outputTokens: 0 }) }]
  }
  const costs = await price(space.id, embedder)
  if (isOf(space, configured)) return costs
  const next = (await listSpaces(db)).find((one) => isOf(one, configured))
  return [...costs, ...(await price(next?.id ?? 0, configured))]
}
