/** For `doctor`: how much of what is truly nearest the index of the space that answers finds. */
import type { Check } from '../cli/parts.ts'
import { messageOf } from '../errors.ts'
import type { Db } from '../store/db.ts'
import { measureRecall } from '../store/recall.ts'
import { findActiveSpace } from '../store/spaces.ts'
import { findIndexInUse } from '../store/vector-index.ts'

/** What the index is chosen for. */
const ENOUGH = 0.99
const QUESTIONS = 30
/** Each question costs one scan of the whole space. */
const BUDGET_MS = 10_000

const WORDS = { hnsw: 'HNSW over halfvec', bit: 'HNSW over signs, ordered by the vectors' }

export async function checkRecall(db: Db, signal: AbortSignal): Promise<Check> {
  const name = 'index'
  try {
    const space = await findActiveSpace(db)
    if (!space) return { name, state: 'skip', detail: 'no space answers yet' }
    const { index, effort } = await findIndexInUse(db, space)
    if (index === 'exact') return { name, state: 'ok', detail: 'none: so few vectors are compared one by one, exactly' }
    const options = { questions: QUESTIONS, budgetMs: BUDGET_MS, signal }
    const { recall, questions } = await measureRecall(db, { space, index, effort }, options)
    if (recall === null) return { name, state: 'skip', detail: `${WORDS[index]}; there was nothing to ask it` }
    const percent = (recall * 100).toFixed(1)
    const detail = `${WORDS[index]}: finds ${percent} % of the true ten nearest (${questions} questions)`
    if (recall >= ENOUGH) return { name, state: 'ok', detail }
    const remedy = `Make it anew: "reindex (verbose) index concurrently" of the one named vectors_space_${space.id}_${index}.`
    return { name, state: 'warn', detail, remedy }
  } catch (error) {
    return { name, state: 'warn', detail: messageOf(error), remedy: 'The check "database" comes first.' }
  }
}
