import { describe, expect, it } from 'vitest'
import { ADDRESSES, FORGED_MARKS, HTML, MARKDOWN, UNSEEN } from '../../../test/attacks/payloads.ts'
import { findActive, laidBare } from '../../../test/attacks/worst-renderer.ts'
import { aRandom } from '../../../test/random.ts'
import { isInert } from './inert.ts'
import { sanitise } from './sanitise.ts'

const KNOWN = { hosts: new Set(['kiln.test']), isKnownEmail: (email: string) => email === 'info@kiln.test' }
const clean = (text: string) => sanitise(text, KNOWN)

/** What a model writes, and what may leave of it. */
const CASES: [string, string][] = [
  ['The boat leaves at 17:15, e.g. on Mondays.', 'The boat leaves at 17:15, e.g. on Mondays.'],
  [
    '**Bold**, *italic*, __bold__, _italic_, ~~gone~~ and ***both***',
    '**Bold**, italic, **bold**, italic, gone and **both**',
  ],
  ['One ** two, *three, `four', 'One two, three, four'],
  [
    'Hooks are named `save_post_{$type}`; wp_*, _wp_old_slug and __construct too.',
    'Hooks are named `save_post_{$type}`; wp_*, `_wp_old_slug` and `__construct` too.',
  ],
  ['2*3 is 2 * 3, and *.php are files', '2×3 is 2 * 3, and `*.php` are files'],
  ['5 < 6 > 4 & AT&T, R&amp;D, &eacute;t&eacute;', '5 < 6 > 4 & AT&T, R&D, été'],
  ['Use the `<title>` tag and `$a[0]`', 'Use the `‹title›` tag and `$a[ 0 ]`'],
  ['Use [gallery] or [embed width="5"], and [sic!]', 'Use `[gallery]` or `[embed width="5"]`, and (sic!)'],
  [
    'See wp-content/debug.log, README.md, v6.4.2, functions.php?x=1 and noon.The end',
    'See wp-content/debug.log, `README.md`, v6.4.2, functions.php?x=1 and noon. The end',
  ],
  [
    'Ask info@kiln.test or bob@gmail.com at kiln.test, WordPress.com',
    'Ask `info@kiln.test` or … at `kiln.test`, `WordPress.com`',
  ],
  ['It is at https://kiln.test/page, see (https://evil.test/x).', 'It is at …, see.'],
  ['Call +44 1736 334220 or 01736-334220.', 'Call +44 1736 334220 or 01736-334220.'],
  [
    'The following data: a, b. JavaScript: a language. HTTP: a protocol.',
    'The following data: a, b. JavaScript – a language. HTTP: a protocol.',
  ],
  ['See [the **map**](https://x.test) and ![a map](m.png) here', 'See the **map** and here'],
  ['Read <b>this</b><br>now <!-- not this -->', 'Read this now'],
  ['- # > A list in a list', 'A list in a list'],
  ['C:\\Users\\me and \\*stars\\* and 14. März', 'C:\\Users\\me and stars and 14. März'],
  [
    'Persian می‌خواهم, family 👩‍👩‍👧, heart ❤️, flag 🇩🇪, x², 5 €',
    'Persian می‌خواهم, family 👩‍👩‍👧, heart ❤️, flag 🇩🇪, x², 5 €',
  ],
  ['船は五時に出ます。切符は三百円です（税込）！', '船は五時に出ます。切符は三百円です（税込）！'],
  [
    'z.B. im i.d.R. offenen Haus, d.h. um 9.30 Uhr am 3.Stock',
    'z.B. im i.d.R. offenen Haus, d.h. um 9.30 Uhr am 3. Stock',
  ],
  ['```\nif ( $a < 5 ) {\n\treturn $a[0]; // <b>\n}\n```', '```\nif ( $a < 5 ) {\n\treturn $a[ 0 ]; // ‹b›\n}\n```'],
  ["```\ndefine( 'WP_HOME', 'https://evil.test' );\n```", "```\ndefine( 'WP_HOME', '…' );\n```"],
  [
    '`wp.data.select`, `post.id`, `$x.com`, `.entry.com`, `theme.json`, `evil.com`',
    '`wp.data.select`, `post.id`, `$x.com`, `.entry.com`, `theme.json`, …',
  ],
  [
    "Call `mail()` or mail() or $request['filter'] in web.config on *nix",
    "Call `mail()` or mail() or `$request['filter']` in web.config on `*nix`",
  ],
  [
    'The <title> tag and GET /wp/v2/users/<user_id>, <b>bold</b><p>x</p>',
    'The `‹title›` tag and GET /wp/v2/users/`‹user_id›`, bold x',
  ],
  [
    'Go to https://example.com/wp-admin/options.php?x=1 or yoursite.com/wp-login.php.',
    'Go to …/wp-admin/options.php or …/wp-login.php.',
  ],
  ['—', ''],
  ['[](x) ![y](z) <img src=z>', ''],
]

describe('sanitise', () => {
  it.each(CASES)('makes of %j %j', (text, expected) => {
    expect(clean(text)).toBe(expected)
  })

  const attacks = [...ADDRESSES, ...MARKDOWN, ...HTML, ...UNSEEN, ...FORGED_MARKS]

  it.each(attacks)('leaves nothing alive of %j', (attack) => {
    for (const text of placed(attack)) {
      const left = clean(text)
      expect(findActive(left)).toEqual([])
      expect(isInert(left)).toBe(true)
    }
  })

  it.each([
    ...ADDRESSES.filter((address) => !/\s/.test(address)),
    ...HTML.filter((html) => /[.=/]evil|evil\./.test(html)),
  ])('leaves no name of an attacker from %j', (attack) => {
    for (const text of placed(attack))
      expect(laidBare(clean(text))).not.toMatch(/evil\S*\.(?:test|com|io|zone|click|рф|xn--)|evil@|script:evil/)
  })

  it('lets no number through in brackets, in code or out of it', () => {
    for (const mark of FORGED_MARKS) {
      for (const text of placed(mark)) expect(clean(text)).not.toMatch(/\[\s?[\^#]?\d+\]/)
    }
  })

  it('leaves alone what it made itself', () => {
    for (const [, made] of CASES) expect(clean(made)).toBe(made)
  })

  it('makes nothing alive of pieces of attacks thrown together', () => {
    const random = aRandom(4)
    const pieces = [
      ...attacks.flatMap((attack) => attack.match(/[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu) ?? []),
      ' ',
      'word ',
    ]
    for (let n = 0; n < 8_000; n++) {
      const length = 1 + Math.floor(random() * 14)
      const text = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join('')
      expect(findActive(clean(text)), JSON.stringify(text)).toEqual([])
    }
  })

  it('makes nothing alive of sentences that stand beside one another', () => {
    const halves = [
      '[click',
      '](https://evil.test)',
      '![x',
      '<img src=x',
      'onerror=evil()>',
      '[x]:',
      'https://ev',
      'il.test',
      '`',
      '**',
      '```',
      '&lt',
      ';script>',
      '| a |',
      '--- | ---',
      'www.',
      'evil',
      '.test',
      '===',
      '[1',
      ']',
      '(x)',
    ]
    for (const first of halves) {
      for (const second of halves) {
        for (const between of [' ', '\n\n', '\n- ']) {
          const text = [clean(`Words ${first}`), clean(`${second} words`)].filter((left) => left !== '').join(between)
          expect(findActive(text), text).toEqual([])
        }
      }
    }
  })

  it('takes time in proportion to the text', () => {
    for (const endless of [
      '[',
      '![',
      '<a ',
      '](',
      '&amp;',
      '*',
      '_a',
      '`a',
      'a.',
      'a@',
      '\\',
      '((',
      '<!--',
      'x:/',
      '&#91;',
      '[a](',
      '<script>',
      'on',
      '…',
      'e\u0301',
    ]) {
      const started = performance.now()
      clean(endless.repeat(2_000 / endless.length))
      expect(performance.now() - started, endless).toBeLessThan(300)
    }
  })
})

function placed(attack: string): string[] {
  return [
    attack,
    `${attack} and the boat leaves at five`,
    `The boat ${attack} leaves at five`,
    `The boat leaves at five ${attack}`,
    `The boat${attack}leaves`,
  ]
}
