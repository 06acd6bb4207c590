/** The short form of `node bench/soak.ts workers`: processes that read the same texts at one moment pay for each once. */
import { describe, expect, it } from 'vitest'
import { testDatabaseUrl } from '../database.ts'
import { runRace } from './workers-run.ts'

// Starts of the program, a second or two each on an idle machine.
describe.skipIf(!testDatabaseUrl)(
  'three syncs at one moment of sites with the same posts',
  { timeout: 120_000 },
  () => {
    it('embed each text once', async () => {
      const { documents, torn, uniqueTexts, sentTexts } = await runRace({ sites: 3, posts: 40, seed: 3, kills: 0 })

      expect({ documents, torn }).toEqual({ documents: 120, torn: 0 })
      expect(sentTexts).toBe(uniqueTexts)
    })

    it('send again only what was on its way when one of them was killed', async () => {
      const { documents, torn, uniqueTexts, sentTexts, kills } = await runRace({
        sites: 3,
        posts: 40,
        seed: 4,
        kills: 1,
      })

      expect({ documents, torn, kills }).toEqual({ documents: 120, torn: 0, kills: 1 })
      expect(sentTexts).toBeLessThanOrEqual(2 * uniqueTexts)
    })
  },
)
