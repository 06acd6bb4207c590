/** Which writing system a text is in: enough to tell the language of those that only one of them uses. */

export interface Scripts {
  letters: number
  byScript: ReadonlyMap<string, number>
}

/** First and last code unit of each script's letters, ascending. */
const RANGES = `
  41-5a Latin, 61-7a Latin, c0-24f Latin, 370-3ff Greek, 400-52f Cyrillic, 531-587 Armenian, 5d0-5f2 Hebrew,
  620-6d3 Arabic, 750-77f Arabic, 904-97f Devanagari, 985-9f1 Bengali, a05-a74 Gurmukhi, a85-ae1 Gujarati, b05-b71 Odia,
  b83-bcd Tamil, c05-c61 Telugu, c85-ce1 Kannada, d05-d7f Malayalam, d85-df3 Sinhala, e01-e4d Thai, e81-edf Lao,
  f40-fbc Tibetan, 1000-109f Myanmar, 10a0-10ff Georgian, 1100-11ff Hangul, 1200-137c Ethiopic, 1780-17d3 Khmer,
  1e00-1eff Latin, 1f00-1fff Greek, 3041-30ff Kana, 3130-318f Hangul, 3400-4dbf Han, 4e00-9fff Han, ac00-d7a3 Hangul,
  ff66-ff9d Kana`
  .split(',')
  .map((range) => {
    const [first = '', last = '', script = ''] = range.trim().split(/[- ]/)
    return { first: Number.parseInt(first, 16), last: Number.parseInt(last, 16), script }
  })

/** Most used language of each script only a few languages use, and the others that may be the site's. */
const LANGUAGES = new Map(
  `Greek el, Armenian hy, Hebrew he yi, Bengali bn as, Gurmukhi pa, Gujarati gu, Odia or, Tamil ta, Telugu te, Kannada kn,
  Malayalam ml, Sinhala si, Thai th, Lao lo, Tibetan bo dz, Myanmar my, Georgian ka, Hangul ko, Ethiopic am ti, Khmer km,
  Kana ja, Han zh ja yue`
    .split(',')
    .map((line): [script: string, languages: string[]] => {
      const [script = '', ...languages] = line.trim().split(' ')
      return [script, languages]
    }),
)

export function countScripts(text: string): Scripts {
  const byScript = new Map<string, number>()
  let letters = 0
  for (let at = 0; at < text.length; at++) {
    const script = scriptOf(text.charCodeAt(at))
    if (script === null) continue
    letters += 1
    byScript.set(script, (byScript.get(script) ?? 0) + 1)
  }
  return { letters, byScript }
}

/**
 * The language of a text whose script only one language uses, or only one beside the site's. Null where the script
 * leaves it open: Latin, Cyrillic, Arabic, Devanagari.
 */
export function languageOfScript({ letters, byScript }: Scripts, siteLanguage: string | null): string | null {
  const share = (script: string) => (byScript.get(script) ?? 0) / letters
  // Japanese is written in Han and kana; a Chinese text quotes little kana.
  if (share('Kana') + share('Han') > HALF && share('Kana') > SOME) return 'ja'
  const [script, count] = [...byScript].reduce((most, next) => (next[1] > most[1] ? next : most), ['', 0])
  const languages = LANGUAGES.get(script)
  if (!languages || count / letters <= HALF) return null
  return siteLanguage !== null && languages.includes(siteLanguage) ? siteLanguage : (languages[0] ?? null)
}

const HALF = 0.5
const SOME = 0.05

function scriptOf(unit: number): string | null {
  // Nearly every letter of nearly every post.
  if (unit < 0x80) return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) ? 'Latin' : null
  for (const { first, last, script } of RANGES) {
    if (unit < first) return null
    if (unit <= last) return script
  }
  return null
}
