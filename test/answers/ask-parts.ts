/** The parts of /ask around a search and a generator of the test's own: a real cache and real flights, no database. */
import type { AskParts, MakingParts } from '../../src/answer/ask.ts'
import { createFlights } from '../../src/answer/flights.ts'
import { type KeptAnswersOptions, openKeptAnswers } from '../../src/answer/kept-answers.ts'
import type { Validity } from '../../src/answer/validity.ts'
import { openProcessCache } from '../../src/cache/process-cache.ts'
import { answerJson } from '../../src/present.ts'
import type { AskEvent } from '../../src/types.ts'
import { aStamp } from '../makers.ts'

/** A site on which nothing changes. */
export const QUIET: Validity = {
  readEpochs: async (siteIds) => new Map(siteIds.map((siteId) => [siteId, aStamp().epoch])),
  areCurrent: async () => true,
}

/** As clients get it. */
export const inJson = answerJson

export function someKept(options: Partial<KeptAnswersOptions> = {}) {
  return openKeptAnswers({
    cache: openProcessCache(),
    validity: QUIET,
    resolveSites: async () => [1],
    toJson: inJson,
    ttlSeconds: 3600,
    keepsRefusals: true,
    model: 'model',
    version: '1',
    ...options,
  })
}

export function someAskParts(parts: MakingParts & Partial<AskParts>): AskParts {
  return {
    kept: someKept(),
    flights: createFlights<AskEvent>({ isLast: ({ type }) => type === 'done' }),
    areCurrent: QUIET.areCurrent,
    ...parts,
  }
}
