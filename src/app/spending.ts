/**
 * What this process spends, and whether it may: counted here, written to the database once a second at most.
 *
 * Calls that cost much set money aside first (`reserve`), in the database, so that all processes together keep to the
 * budget. Questions to embed cost a hundredth of an answer and only look whether any is left (`hasMoney`).
 */
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { BUILTIN_MODEL } from '../embedding/builtin.ts'
import { AppError, messageOf } from '../errors.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Db } from '../store/db.ts'
import { addSpending, type BudgetDay, listSpending, readBudgetDay, reserveSpending } from '../store/spending.ts'
import type { Charge, SpendingToday } from '../types.ts'
import { costOf, type FindPrice, isFree, modelsOf, openPrices, type Tokens } from './prices.ts'
import { openTally } from './tally.ts'

export interface Spending {
  /** Null: no limit. */
  readonly limitUsd: number | null
  findPrice: FindPrice
  /** Counts what was charged. */
  note(charge: Charge): void
  /** Whether any of today's money is left for this model. What others spend shows within a second. */
  hasMoney(model: string): Promise<boolean>
  /**
   * Sets aside what a call costs at most.
   *
   * @returns gives it back, which is to be done after the last charge was noted; null when the money does not reach.
   */
  reserve(model: string, most: Tokens): Promise<(() => void) | null>
  readToday(): Promise<SpendingToday>
  /** Tells metrics what all processes have spent today. */
  refresh(): Promise<void>
  /** Writes what is counted. */
  close(): Promise<void>
}

export interface SpendingParts {
  db: Db
  metrics: Pick<Metrics, 'countCost' | 'countTokens' | 'setBudget'>
  log: Pick<Logger, 'warn'>
  limitUsd: number | null
  findPrice?: FindPrice
  /** Between two writes, and how old what is known of others may be. For tests. */
  everyMs?: number
}

const EVERY_MS = 1_000
/** A reservation is given back to the billionth, as the database keeps it. */
const NANOS = 1e9

export function openSpending(parts: SpendingParts): Spending {
  const { db, metrics, log, limitUsd, findPrice = openPrices(), everyMs = EVERY_MS } = parts
  const tally = openTally()
  let known: BudgetDay | null = null
  let knownAt = Number.NEGATIVE_INFINITY
  /** Taken from the tally and not known to be written. */
  let writingUsd = 0
  let writing: Promise<void> | null = null
  let timer: NodeJS.Timeout | null = null

  /** One at a time, so that what is known never goes back. */
  const exchange = (): Promise<void> => {
    writing ??= write().finally(() => {
      writing = null
    })
    return writing
  }
  const write = async () => {
    if (timer) clearTimeout(timer)
    timer = null
    const { isEmpty } = tally
    const batch = tally.take()
    writingUsd = batch.usd
    try {
      known = isEmpty ? await readBudgetDay(db) : await addSpending(db, batch.spent, batch.released)
      knownAt = performance.now()
      metrics.setBudget(known.spentUsd, limitUsd)
    } catch (error) {
      tally.putBack(batch)
      throw error
    } finally {
      writingUsd = 0
    }
  }
  const writeSoon = () => {
    timer ??= setTimeout(() => {
      timer = null
      exchange().catch((error) => {
        log.warn({ reason: messageOf(error) }, 'what was spent could not be written yet')
        writeSoon()
      })
    }, everyMs).unref()
  }
  const isFreeModel = (model: string) => {
    const price = findPrice(model)
    return price !== null && isFree(price)
  }

  return {
    limitUsd,
    findPrice,
    note(charge) {
      // Nobody charges for it.
      if (charge.model === BUILTIN_MODEL) return
      const price = findPrice(charge.model)
      const usd = price && costOf(price, charge)
      tally.add(charge, usd)
      metrics.countTokens(charge.kind, 'input', charge.inputTokens)
      if (charge.outputTokens > 0) metrics.countTokens(charge.kind, 'output', charge.outputTokens)
      if (usd !== null) metrics.countCost(charge.kind, usd)
      writeSoon()
    },
    async hasMoney(model) {
      if (limitUsd === null || isFreeModel(model)) return true
      if (performance.now() - knownAt >= everyMs) await exchange()
      return (known?.spentUsd ?? 0) + writingUsd + tally.usd < limitUsd
    },
    async reserve(model, most) {
      if (limitUsd === null || isFreeModel(model)) return () => {}
      const price = findPrice(model)
      const usd = price ? Math.ceil(costOf(price, most) * NANOS) / NANOS : 0
      let day = await reserveSpending(db, usd, limitUsd)
      if (day === null && tally.hasReleased) {
        // Calls that ended within the last second still count with what they might have cost.
        await exchange()
        day = await reserveSpending(db, usd, limitUsd)
      }
      if (day === null) return null
      return () => {
        tally.giveBack({ day, usd })
        writeSoon()
      }
    },
    refresh: exchange,
    async readToday() {
      await exchange()
      const [day, rows] = await Promise.all([readBudgetDay(db), listSpending(db)])
      return { ...day, limitUsd, rows }
    },
    async close() {
      if (timer) clearTimeout(timer)
      await writing?.catch(() => {})
      if (tally.isEmpty) return
      await exchange().catch((error) => {
        if (!(error instanceof AppError)) throw error
        log.warn({ reason: messageOf(error) }, 'the last that was spent is not counted')
      })
    },
  }
}

/** With the prices the operator names. Says so when the budget cannot hold. */
export function openConfiguredSpending(
  { openai, answers }: Pick<Config, 'openai' | 'answers'>,
  parts: Pick<SpendingParts, 'db' | 'metrics' | 'log'>,
): Spending {
  const { dailyBudgetUsd: limitUsd, modelPrices } = answers
  const findPrice = openPrices(modelPrices)
  const models = openai ? modelsOf(openai).filter((model) => !findPrice(model)) : []
  if (limitUsd !== null && models.length > 0) {
    parts.log.warn({ models }, 'the budget cannot hold: no price is known of these models, set MODEL_PRICES')
  }
  return openSpending({ ...parts, limitUsd, findPrice })
}

/** For whoever works with the parts of the program and counts no money. */
export function unpaid(): Spending {
  return {
    limitUsd: null,
    findPrice: () => null,
    note: () => {},
    hasMoney: async () => true,
    reserve: async () => () => {},
    refresh: async () => {},
    readToday: async () => ({ day: '', spentUsd: 0, reservedUsd: 0, limitUsd: null, rows: [] }),
    close: async () => {},
  }
}
