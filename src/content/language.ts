/** Which language a text is in, when the site does not say it of the post. ISO 639-1 codes. */
import { francAll } from 'franc-min'
import { countScripts, languageOfScript } from './scripts.ts'

const UNDETERMINED = 'und'

/** Fewer letters than this say too little against the language of the site. */
const FEWEST_LETTERS = 200
/** A script of its own is sure with less. */
const FEWEST_OF_SCRIPT = 30
const SAMPLE = 1_500
/** Enough to agree with the site, which nearly every post does; five times as fast as the whole sample. */
const SHORT_SAMPLE = 400
/** By how much another language must fit better than the site's, on franc's scale where the best has 1. */
const CLEARLY_OTHER = 0.02
/** Without a language to lean on, the best has to stand out this much. */
const CLEARLY_BEST = 0.015

/** The detector's languages that have an ISO 639-1 code, by its own ISO 639-3 codes. Rarer ones only cost mistakes. */
const CODES = new Map(
  (
    'spa:es eng:en por:pt ind:id fra:fr deu:de vie:vi ita:it tur:tr pol:pl ron:ro hrv:hr nld:nl hun:hu ces:cs swe:sv ' +
    'zlm:ms tgl:tl swh:sw rus:ru ukr:uk srp:sr bel:be bul:bg kaz:kk uzn:uz azj:az arb:ar urd:ur pes:fa pbu:ps hin:hi ' +
    'mar:mr npi:ne heb:he ydd:yi'
  )
    .split(' ')
    .map((pair): [string, string] => [pair.slice(0, 3), pair.slice(4)]),
)
const KNOWN = new Set(CODES.values())

/** The primary subtag: `en` of `en-US`, `pt` of `pt_BR`; null for what is no language tag. */
export function primarySubtag(tag: string | null): string | null {
  const subtag = tag?.trim().split(/[-_]/)[0]?.toLowerCase() ?? ''
  return /^[a-z]{2,3}$/.test(subtag) && subtag !== UNDETERMINED ? subtag : null
}

/**
 * @param text Cleaned text of the post.
 * @param siteLanguage Primary subtag; kept unless the text is clearly in another language.
 */
export function detectLanguage(text: string, siteLanguage: string | null): string {
  const fallback = siteLanguage ?? UNDETERMINED
  const sample = text.slice(0, SAMPLE)
  const scripts = countScripts(sample)
  const own = languageOfScript(scripts, siteLanguage)
  if (own !== null && scripts.letters >= FEWEST_OF_SCRIPT) return own
  if (scripts.letters < FEWEST_LETTERS) return fallback

  if (siteLanguage !== null && rank(sample.slice(0, SHORT_SAMPLE))[0]?.language === siteLanguage) return siteLanguage
  return clearWinner(rank(sample), siteLanguage) ?? fallback
}

interface Ranked {
  language: string
  score: number
}

function rank(text: string): Ranked[] {
  return francAll(text, { only: ONLY }).map(([code, score]) => ({ language: CODES.get(code) ?? UNDETERMINED, score }))
}

const ONLY = [...CODES.keys()]

function clearWinner(ranked: readonly Ranked[], siteLanguage: string | null): string | null {
  const [best, second] = ranked
  if (!best || best.language === UNDETERMINED) return null
  if (siteLanguage === null) return best.score - (second?.score ?? 0) >= CLEARLY_BEST ? best.language : null
  // Danish would be taken for Swedish: where the detector does not know the site's language, only English, the second
  // language of most sites, is believed.
  if (!KNOWN.has(siteLanguage)) return best.language === 'en' ? 'en' : null
  const site = ranked.find(({ language }) => language === siteLanguage)
  return best.score - (site?.score ?? 0) >= CLEARLY_OTHER ? best.language : null
}
