/** Which missing posts may go now. Pure. */
import type { Evidence } from '../wordpress/evidence.ts'

export interface Case {
  wpId: number
  evidence: Evidence
  /** Missing from three complete listings over a day. */
  isAgreed: boolean
}

export interface Verdicts {
  /** WordPress knows the post and shows it to nobody: hidden at once, whatever the budget. */
  notPublic: number[]
  gone: number[]
  /** How much of the budget that took. */
  spent: number
}

/** Of the posts asked one by one, this share must be proven for those asked only together to count as gone. */
const SAMPLE_PROVEN = 0.95

/**
 * @param limits.budget Removals that need no confirmation by further listings.
 * @param limits.mayTrust False while the listing is empty, which is what an outage looks like: then only what WordPress
 *   itself calls not public goes, and what three listings agreed on.
 */
export function judge(cases: readonly Case[], limits: { budget: number; mayTrust: boolean }): Verdicts {
  const notPublic = idsOf(cases.filter(({ evidence }) => evidence === 'not_public'))
  const proven = cases.filter(({ evidence }) => evidence === 'gone')
  const absent = cases.filter(({ evidence }) => evidence === 'absent')
  const isSampleGood = isGoodSample(cases)

  // What three listings agree on needs proof as well, and no budget.
  const agreed = [...proven, ...(isSampleGood ? absent : [])].filter(({ isAgreed }) => isAgreed)
  const fresh = proven.filter(({ isAgreed }) => !isAgreed)
  const freshAbsent = absent.filter(({ isAgreed }) => !isAgreed)
  // A sample speaks for the rest only while all of them fit the budget; beyond it each must be proven by itself.
  const isWithin = isSampleGood && fresh.length + freshAbsent.length <= limits.budget
  const free = limits.mayTrust ? [...fresh, ...(isWithin ? freshAbsent : [])].slice(0, limits.budget) : []
  return { notPublic, gone: idsOf([...agreed, ...free]), spent: free.length }
}

function isGoodSample(cases: readonly Case[]): boolean {
  const asked = cases.filter(({ evidence }) => evidence !== 'absent')
  const proven = asked.filter(({ evidence }) => evidence === 'gone' || evidence === 'not_public')
  const isAnyAlive = asked.some(({ evidence }) => evidence === 'alive')
  return asked.length > 0 && !isAnyAlive && proven.length >= asked.length * SAMPLE_PROVEN
}

function idsOf(cases: readonly Case[]): number[] {
  return cases.map(({ wpId }) => wpId)
}
