/** What a reranking server may send in place of its answer. */
import type { Fault } from './fake-reranker.ts'

/** @param answer Printed as it would have been: scores first to last in one list. */
export function spoil(answer: string, kind: Fault['kind']): string {
  const firstScore = /("(?:relevance_)?score":)[-\d.e]+/
  if (kind === 'html') return '<html><body>502 Bad Gateway</body></html>'
  if (kind === 'short') return answer.replace(/\{"index[^}]*\},/, '')
  if (kind === 'nan') return answer.replace(firstScore, '$1NaN')
  if (kind === 'infinite') return answer.replace(firstScore, '$11e999')
  if (kind === 'null') return answer.replace(firstScore, '$1null')
  if (kind === 'beyond') return answer.replace(/"index":\d+/, '"index":50')
  if (kind === 'twice') return answer.replace(/"index":\d+(.*?)"index":(\d+)/, '"index":$2$1"index":$2')
  if (kind === 'empty') return answer.startsWith('[') ? '[]' : '{"results":[]}'
  if (kind === 'huge') return `${answer}${' '.repeat(8 * 1024 * 1024)}`
  if (kind === 'not a list') return '{"results":{"0":0.5}}'
  return answer
}
