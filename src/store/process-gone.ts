/** Whether a process of this machine has ended. One that another user runs is there too. */
import { codeOf } from '../errors.ts'

export function isProcessGone(pid: number): boolean {
  try {
    // Signal 0 reaches nobody: it only asks.
    process.kill(pid, 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}
