/** Charges added up until they are written: by key, site and kind. No I/O. */
import type { Reservation, Spent } from '../store/spending.ts'
import type { Charge } from '../types.ts'

export interface Tally {
  /** @param usd Null where no price is known. */
  add(charge: Charge, usd: number | null): void
  giveBack(reservation: Reservation): void
  /** All of it, and what was in it before. */
  putBack(batch: Batch): void
  take(): Batch
  /** Of what was not taken. */
  readonly usd: number
  readonly isEmpty: boolean
  /** Something is to be given back. */
  readonly hasReleased: boolean
}

export interface Batch {
  spent: Spent[]
  released: Reservation[]
  usd: number
}

export function openTally(): Tally {
  let rows = new Map<string, Spent>()
  let released: Reservation[] = []
  let usd = 0
  const addRow = (row: Spent) => {
    const name = JSON.stringify([row.key, row.siteId, row.kind])
    const sum = rows.get(name)
    if (!sum) return void rows.set(name, { ...row })
    sum.requests += row.requests
    sum.inputTokens += row.inputTokens
    sum.outputTokens += row.outputTokens
    sum.unpricedTokens += row.unpricedTokens
    sum.usd += row.usd
  }
  return {
    add({ key, siteId, kind, inputTokens, outputTokens }, cost) {
      const unpricedTokens = cost === null ? inputTokens + outputTokens : 0
      addRow({ key, siteId, kind, requests: 1, inputTokens, outputTokens, unpricedTokens, usd: cost ?? 0 })
      usd += cost ?? 0
    },
    giveBack: (reservation) => void released.push(reservation),
    putBack(batch) {
      for (const row of batch.spent) addRow(row)
      released.push(...batch.released)
      usd += batch.usd
    },
    take() {
      const batch = { spent: [...rows.values()], released, usd }
      rows = new Map()
      released = []
      usd = 0
      return batch
    },
    get usd() {
      return usd
    },
    get hasReleased() {
      return released.length > 0
    },
    get isEmpty() {
      return rows.size === 0 && released.length === 0
    },
  }
}
