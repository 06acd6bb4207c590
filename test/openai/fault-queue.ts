/** Which fault the next request meets. */

export interface FaultQueue<Fault> {
  /** The next requests meet these faults, one each; then all is well again. */
  fail(...faults: Fault[]): void
  /** Every request meets this fault, until it is called with null. */
  failAlways(fault: Fault | null): void
  /** Of the request that has just come; null when it is to be served well. */
  next(): Fault | null
  clear(): void
}

export function createFaultQueue<Fault>(): FaultQueue<Fault> {
  const queue: Fault[] = []
  let constant: Fault | null = null
  return {
    fail: (...faults) => {
      queue.push(...faults)
    },
    failAlways: (fault) => {
      constant = fault
    },
    next: () => queue.shift() ?? constant,
    clear: () => {
      queue.length = 0
      constant = null
    },
  }
}
