/** On whose bill something is: the key a question came under and its site, or the sync and the site of the posts. */
import { type Account, NO_MONEY, type Reserved } from '../answer/budget.ts'
import { BUILTIN_MODEL } from '../embedding/builtin.ts'
import type { Embedder } from '../embedding/embedder.ts'
import { RefusedTexts } from '../embedding/refused.ts'
import { AppError } from '../errors.ts'
import type { RetrievalParts } from '../retrieval/retrieve.ts'
import type { AskRequest, SearchRequest } from '../types.ts'
import type { SiteChoice } from './resolve-sites.ts'
import type { Spending } from './spending.ts'

interface Sites {
  resolveSites(choice: SiteChoice): Promise<number[]>
}

/** @returns throws as `resolveSites` does, so that nothing is paid for a site that is none. */
export function openAccounts(
  spending: Spending,
  { resolveSites }: Sites,
): (request: AskRequest, model: string) => Promise<Account> {
  // A model that thinks is charged for more than the bound of its words: known after its first answer.
  let mostWritten = 0
  return async (request, model) => {
    const bill = { key: callerOf(request), siteId: onlySite(await resolveSites(request)) }
    return {
      hasMoney: () => spending.hasMoney(model),
      async reserve(kind, most) {
        const outputTokens = kind === 'answer' ? Math.max(most.outputTokens, mostWritten) : most.outputTokens
        const release = await spending.reserve(most.model, { ...most, outputTokens })
        if (!release) return null
        const note: Reserved['note'] = (usage) => {
          if (kind === 'answer') mostWritten = Math.max(mostWritten, usage.outputTokens)
          spending.note({ ...bill, ...usage, kind })
        }
        return { note, release }
      },
    }
  }
}

/** What the vectors of questions cost, as retrieval tells it. */
export function billQuestions(spending: Spending): NonNullable<RetrievalParts['onCharged']> {
  return (request, { model, tokens, siteIds }) => {
    const bill = { key: callerOf(request), siteId: onlySite(siteIds) }
    spending.note({ ...bill, kind: 'question', model, inputTokens: tokens, outputTokens: 0 })
  }
}

/** Embeds passages of a site as long as today's money reaches. @param siteId 0: of several. */
export function payForPassages(embedder: Embedder, spending: Spending, siteId: number): Embedder {
  const { model } = embedder
  if (model === BUILTIN_MODEL) return embedder
  const countAll = (texts: readonly string[]) => texts.reduce((sum, text) => sum + embedder.countTokens(text), 0)
  return {
    ...embedder,
    async embed(texts, signal) {
      const most = { inputTokens: spending.limitUsd === null ? 0 : countAll(texts), outputTokens: 0 }
      const release = await spending.reserve(model, most)
      if (!release) throw outOfMoney(spending)
      // Servers that do not tell what they charge get what we count.
      const note = (tokens: number) => {
        const inputTokens = tokens || countAll(texts)
        spending.note({ kind: 'passages', model, key: 'sync', siteId, inputTokens, outputTokens: 0 })
      }
      try {
        const embedded = await embedder.embed(texts, signal)
        note(embedded.tokens)
        return embedded
      } catch (error) {
        if (error instanceof RefusedTexts) note(error.tokens)
        throw error
      } finally {
        release()
      }
    },
  }
}

function outOfMoney({ limitUsd }: Spending): AppError {
  const message = `Today's ${limitUsd} dollars are spent (DAILY_BUDGET_USD): vectors are made again tomorrow (UTC).`
  return new AppError('unavailable', message, { code: NO_MONEY })
}

function callerOf({ caller }: Pick<SearchRequest, 'caller'>): string {
  return caller ?? 'open'
}

/** 0 for several. */
function onlySite(siteIds: readonly number[]): number {
  const [first = 0, ...others] = siteIds
  return others.length === 0 ? first : 0
}
