/** S16, S24: no text breaks out of a statement, and no key sees a word of a site that is not its own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabaseUrl } from '../database.ts'
import { openRealWorld, type RealWorld } from './real-world.ts'
import { report, size } from './size.ts'

const SITES = ['alder', 'birch', 'cedar'] as const
const WORDS = [
  'lighthouse',
  'ferry',
  'harbour',
  'timetable',
  'tickets',
  'weather',
  'keeper',
  'museum',
  'garden',
  'storm',
]

/** What only this site says, in every post of it. */
const canaryOf = (site: string) => `canary-${site}-7f3a`

/** Near-equal posts: the same words everywhere, so that rank alone would mix the sites. */
function postsOf(site: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    const [one, other] = [WORDS[n % 10], WORDS[(n * 7 + 3) % 10]]
    return `The ${one} opens at nine, and the ${other} costs ${n % 5} euro. Ask for ${canaryOf(site)} at post ${n % 4}.`
  })
}

const PIECES = [
  ...[
    "'",
    "''",
    '"',
    '`',
    '\\',
    "\\'",
    ';',
    '--',
    '/*',
    '*/',
    '#',
    '%',
    '_',
    '$1',
    '$$',
    ':a',
    '@@version',
    '\u0000',
    '\ud800',
  ],
  ...["' or '1'='1", "' or 1=1--", "'; drop table keys; --", "' union select null, hash from keys--", "') or ('a'='a"],
  ...["'||(select version())||'", '"; select pg_sleep(5); --', '1; select * from sites', '{{7*7}}', "admin'--"],
  ...[
    'a & | ! ( ) <->',
    'a:*',
    "a' & 'b",
    ':A:B:C',
    '!!',
    '((((',
    '<1000000>',
    'a\\',
    "E'\\\\'",
    "$q$'$q$",
    'or',
    'not',
    '-"',
    '"-',
  ],
  ...['0x27 or 1=1', '%27%20or%201%3D1', 'ʼ or 1=1', '＇ or 1=1', "'\n;\ndelete from sites", "x'); notify a; --"],
]

describe.skipIf(!testDatabaseUrl)('a real service', () => {
  let world: RealWorld
  const keys = new Map<string, string>()
  beforeAll(async () => {
    world = await openRealWorld()
    for (const site of SITES) keys.set(site, await world.addSite(site, postsOf(site, size(20, 1_000))))
  }, 300_000)
  afterAll(() => world.close())

  const key = (site: string) => keys.get(site) ?? ''

  it('S24 shows a key nothing of other sites, whatever it asks for', async () => {
    let seen = 0
    let answers = 0
    const strange: string[] = []
    for (const site of SITES) {
      const others = SITES.filter((other) => other !== site)
      for (let n = 0; n < size(20, 1_000); n++) {
        const q = n % 4 === 0 ? `Ask for ${canaryOf(others[n % 2] ?? '')}` : `When does the ${WORDS[n % 10]} open?`
        const mode = ['keyword', 'hybrid'][n % 2]
        const bodies: [string, unknown][] = [
          ['/search', { q, mode, k: 50, explain: true }],
          ['/ask', { q, stream: n % 3 === 0 }],
          ['/search', { q, mode: 'keyword', site: others[n % 2], filters: { type: ['post', 'page'] } }],
        ]
        for (const [path, body] of bodies) {
          const { text, status } = await world.send(path, key(site), body)
          answers++
          if (text.includes(canaryOf(site))) seen++
          for (const other of others) {
            // The question itself may come back in words; what may not is a passage, a title, a link or a count.
            if (text.includes(canaryOf(other)) || text.includes(`${other}.test`))
              strange.push(`${path} ${status} ${text.slice(0, 300)}`)
          }
        }
      }
    }
    report(`S24: ${answers} answers, own canaries in ${seen}, others' in ${strange.length}`)
    expect(strange).toEqual([])
    expect(seen).toBeGreaterThan(answers / 3)
  })

  it('S24 nor does it tell whether there are others', async () => {
    const named = await world.send('/search', key('alder'), { q: 'ferry', site: 'birch' })
    const invented = await world.send('/search', key('alder'), { q: 'ferry', site: 'no-such-site' })
    const withoutName = (text: string) => text.replaceAll(/birch|no-such-site|urn:uuid:[0-9a-f-]+/g, '')
    expect([named.status, withoutName(named.text)]).toEqual([invented.status, withoutName(invented.text)])
    const status = await world.send('/status', key('alder'))
    expect(status.text).toContain('alder')
    expect(status.text).not.toMatch(/birch|cedar/)
    expect((await world.send('/ingest', key('alder'), { post_id: 1, site: 'birch' })).status).not.toBe(202)
  })

  it('S16 takes any text for text', async () => {
    // The first key shuts an open service within ten seconds.
    await expect.poll(async () => (await world.send('/status', 'none')).status, { timeout: 15_000 }).toBe(401)
    const rows = async () =>
      world.db.query('select (select count(*) from keys) + (select count(*) from documents) as count')
    const before = await rows()
    const faults: string[] = []
    let sent = 0
    for (let round = 0; round < size(1, 25); round++) {
      for (const [n, piece] of PIECES.entries()) {
        const text = round === 0 ? piece : `${piece} ferry ${PIECES[(n + round * 7) % PIECES.length]}`
        for (const [path, body] of [
          ['/search', { q: text, mode: 'keyword' }],
          ['/search', { q: `ferry ${text}`, site: text }],
          [
            '/search',
            {
              q: 'ferry',
              mode: 'keyword',
              filters: { type: text, category: [text], tag: text, author: text, language: text },
            },
          ],
          ['/ask', { q: `When does the ferry ${text} open?`, history: [{ q: text, answer: text }] }],
        ] as const) {
          const answer = await world.send(path, key('alder'), body)
          sent++
          if (answer.status >= 500) faults.push(`${path} ${answer.status} ${JSON.stringify(text)}`)
        }
        for (const path of [
          `/status?post=${encodeURIComponent(text.toWellFormed())}`,
          `/${encodeURIComponent(text.toWellFormed())}`,
        ]) {
          if ((await world.send(path, key('alder'))).status >= 500) faults.push(path)
        }
        // A header cannot hold every sign; what it can hold is no key.
        if (/^[ -~]+$/.test(text)) expect([text, (await world.send('/status', text)).status]).toEqual([text, 401])
      }
    }
    report(`S16: ${sent} requests, 5xx ${faults.length}`)
    expect(faults).toEqual([])
    expect(await rows()).toEqual(before)
  })
})
