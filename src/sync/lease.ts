/** Holds a site for one run: taken at once, renewed while the run lasts, given back at the end. */
import type { Db } from '../store/db.ts'
import { releaseLease, renewLease, takeLease, type Writer } from '../store/runs.ts'

/** A third of the lease: two renewals may fail before anybody else takes the site. */
const RENEW_MS = 20_000

export interface HeldLease {
  writer: Writer
  release(): Promise<void>
}

/** @throws AppError `conflict` while another run holds the site. */
export async function holdLease(db: Db, siteId: number): Promise<HeldLease> {
  const lease = await takeLease(db, siteId)
  // A renewal that fails is tried again by the next one.
  const timer = setInterval(() => void renewLease(db, lease).catch(() => {}), RENEW_MS)
  timer.unref()
  return {
    writer: lease,
    release: () => {
      clearInterval(timer)
      return releaseLease(db, lease)
    },
  }
}
