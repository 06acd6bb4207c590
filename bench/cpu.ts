/** CPU time of processes, from /proc: what a request costs, whatever else the machine is doing. Linux only. */
import { readFileSync } from 'node:fs'

const TICKS_PER_SECOND = 100

/** User and system time in ms, of all the processes together; one that has ended counts 0. */
export function cpuMs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + ofProcess(pid), 0)
}

function ofProcess(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name may hold spaces; everything after its closing bracket is counted from field 3.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1000
  } catch {
    return 0
  }
}
