/** Numbers written in words, as values: English and German whole, others as far as they are common. Pure. */

/** From one on. */
const SMALL = {
  en: 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
  de: 'eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn',
  fr: 'un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize',
  es: 'uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve',
  it: 'uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici',
  nl: 'een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien',
  pt: 'um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete',
}
/** From twenty on. */
const TENS = {
  en: 'twenty thirty forty fifty sixty seventy eighty ninety',
  de: 'zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig',
  fr: 'vingt trente quarante cinquante soixante',
  es: 'veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa',
  it: 'venti trenta quaranta cinquanta sessanta settanta ottanta novanta',
  nl: 'twintig dertig veertig vijftig zestig zeventig tachtig negentig',
  pt: 'vinte trinta quarenta cinquenta sessenta setenta oitenta noventa',
}
/** From the third on: `second` is a time too, and the first of anything is no figure. */
const ORDINALS = 'third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'
const GERMAN_ORDINALS = 'dritt viert fünft sechst siebt acht neunt zehnt elft zwölft'
/** Common words of other languages. */
const AMBIGUOUS = ['once', 'due', 'sei', 'sept', 'die']
const MULTIPLIERS = new Map([
  ['hundred', 100],
  ['hundert', 100],
  ['thousand', 1_000],
  ['tausend', 1_000],
  ['mille', 1_000],
  ['million', 1e6],
  ['millionen', 1e6],
])
const VALUES = readValues()
/** @param word In lower case. */
export function isNumberWord(word: string): boolean {
  return VALUES.has(word) || MULTIPLIERS.has(word)
}

const AND = new Set(['and', 'und', 'y', 'et', 'e'])

export interface NumberWord {
  value: number
  /** Places of its first word and of the one behind its last. */
  from: number
  to: number
}

/**
 * @param words In lower case, cut at spaces and hyphens.
 * @returns one of each run such as `two hundred and five`; none of 1, whose words are articles.
 */
export function findNumberWords(words: readonly string[]): NumberWord[] {
  const found: NumberWord[] = []
  for (let from = 0; from < words.length; from++) {
    const run = readRun(words, from)
    if (run.value > 1) found.push({ ...run, from })
    from = Math.max(from, run.to - 1)
  }
  return found
}

function readRun(words: readonly string[], from: number): { value: number; to: number } {
  let total = 0
  let current = 0
  let to = from
  for (let at = from; at < words.length; at++) {
    const isLinked = AND.has(words[at] ?? '') && total + current >= 20
    const place = isLinked ? at + 1 : at
    const value = VALUES.get(words[place] ?? '')
    const multiplier = isLinked ? undefined : MULTIPLIERS.get(words[place] ?? '')
    if (value !== undefined && fits(current, value)) current += value
    else if (multiplier !== undefined) {
      current = Math.max(1, current) * multiplier
      if (multiplier > 100) {
        total += current
        current = 0
      }
    } else break
    at = place
    to = place + 1
  }
  return { value: total + current, to }
}

/** `twenty` takes `five`, `two hundred` takes `fifty`; `five` takes no `six`. */
function fits(current: number, value: number): boolean {
  if (current === 0) return true
  return current % 100 === 0 ? value < 100 : current >= 20 && current % 10 === 0 && value < 10
}

function readValues(): Map<string, number> {
  const values = new Map<string, number>([
    ...Object.values(SMALL).flatMap((words) => counted(words, 1, 1)),
    ...Object.values(TENS).flatMap((words) => counted(words, 20, 10)),
    ...germanCompounds(),
    ...counted(ORDINALS, 3, 1),
    ...counted(GERMAN_ORDINALS, 3, 1).flatMap(([word, value]) =>
      ['e', 'en', 'er', 'es', 'em'].map((ending): [string, number] => [word + ending, value]),
    ),
    ['dreissig', 30],
    ['dozen', 12],
    ['dutzend', 12],
    ['anderthalb', 1.5],
    ['eineinhalb', 1.5],
  ])
  for (const word of AMBIGUOUS) values.delete(word)
  return values
}

function counted(words: string, first: number, step: number): [string, number][] {
  return words.split(' ').map((word, index) => [word, first + index * step])
}

/** `zweiundzwanzig`, `hundertfünfzig`, `zweitausend`. */
function germanCompounds(): [string, number][] {
  const small = counted(SMALL.de, 1, 1)
  const tens = counted(TENS.de, 20, 10)
  const digits = small.slice(0, 9).map(([word, value]): [string, number] => [value === 1 ? 'ein' : word, value])
  const below100 = [
    ...small,
    ...tens,
    ...tens.flatMap(([ten, more]) =>
      digits.map(([word, value]): [string, number] => [`${word}und${ten}`, more + value]),
    ),
  ]
  const hundreds: [string, number][] = [
    ['hundert', 100],
    ...digits.map(([word, value]): [string, number] => [`${word}hundert`, value * 100]),
  ]
  return [
    ...below100,
    ...hundreds,
    ...hundreds.flatMap(([hundred, more]) =>
      below100.map(([word, value]): [string, number] => [hundred + word, more + value]),
    ),
    ...[...digits, ...below100].map(([word, value]): [string, number] => [`${word}tausend`, value * 1_000]),
  ]
}
