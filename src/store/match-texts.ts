/** Texts as the analysers see them: which lexemes stand in each. */
import { analyserOf, splitWords } from './analyser.ts'
import type { Db } from './db.ts'

export interface MatchText {
  text: string
  /** Primary subtag. */
  language: string
}

export interface AnalysedText {
  analyser: string
  lexemes: string[]
  /** Words with their repetitions, stop words left out. */
  length: number
}

/** One result for each text, in order. */
export async function matchTexts(db: Db, texts: readonly MatchText[]): Promise<AnalysedText[]> {
  const analysers = texts.map(({ language }) => analyserOf(language))
  const rows = await db.query<{ place: number; lexemes: string[]; length: number }>(
    `select t.place::int as place, array_agg(u.lexeme) as lexemes, sum(cardinality(u.positions))::int as length
       from unnest($1::text[], $2::text[]) with ordinality as t (analyser, words, place),
            unnest(to_tsvector(t.analyser::regconfig, t.words)) u
      group by t.place`,
    [analysers, texts.map(({ text }) => splitWords(text))],
  )
  const byPlace = new Map(rows.map((row) => [row.place, row]))
  return analysers.map((analyser, index) => {
    const row = byPlace.get(index + 1)
    return { analyser, lexemes: row?.lexemes ?? [], length: row?.length ?? 0 }
  })
}
