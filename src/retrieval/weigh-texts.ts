/** How much of a question stands in each of some texts: for picking the sentence that answers it. */
import type { Db } from '../store/db.ts'
import { analyseQuestion } from '../store/keyword.ts'
import { type MatchText, matchTexts } from '../store/match-texts.ts'

export interface WeighedText {
  /** Sum of idf of the question's words in the text, over that of all its words: 0 to 1. */
  share: number
  /** Words of the text, as the analyser counts them. */
  length: number
}

/** @param texts With the language each is written in. One result for each, in order. */
export async function weighTexts(
  db: Db,
  question: string,
  siteIds: readonly number[],
  texts: readonly MatchText[],
): Promise<WeighedText[]> {
  const { terms } = await analyseQuestion(db, question, siteIds)
  const weights = new Map<string, Map<string, number>>()
  for (const { analyser, lexeme, idf } of terms) {
    const ofAnalyser = weights.get(analyser) ?? new Map<string, number>()
    // A word common on one site and rare on another counts as on the site where it tells most.
    ofAnalyser.set(lexeme, Math.max(ofAnalyser.get(lexeme) ?? 0, idf))
    weights.set(analyser, ofAnalyser)
  }
  const found = await matchTexts(db, texts)
  return found.map(({ analyser, lexemes, length }) => {
    const ofAnalyser = weights.get(analyser) ?? new Map<string, number>()
    const all = sum([...ofAnalyser.values()])
    const matched = sum(lexemes.map((lexeme) => ofAnalyser.get(lexeme) ?? 0))
    return { share: all === 0 ? 0 : matched / all, length }
  })
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
