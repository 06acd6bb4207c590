/** How far a replica is behind, from positions in the write-ahead log and the moments they were seen at. Pure but for its memory. */

export interface ReplicaLag {
  /**
   * @param written Position of the primary, asked for before `replayed`, that of the replica.
   * @returns Seconds, at most; null when what the replica has replayed is older than all we have seen.
   */
  measure(written: number, replayed: number): number | null
}

/** At one a second an hour: longer outages are told as unknown. */
const MAX_MARKS = 3_600

export function createReplicaLag(now: () => number): ReplicaLag {
  const marks: { written: number; at: number }[] = []
  return {
    measure(written, replayed) {
      const last = marks.at(-1)
      // While nobody writes the position stands, and was reached when it was last seen.
      if (last?.written === written) last.at = now()
      else marks.push({ written, at: now() })
      if (marks.length > MAX_MARKS) marks.shift()
      if (replayed >= written) return 0
      const reached = marks.findLast((mark) => mark.written <= replayed)
      return reached ? (now() - reached.at) / 1000 : null
    },
  }
}
