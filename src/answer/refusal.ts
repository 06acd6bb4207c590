/** The sentence that says that the site does not tell, in the language of the question. Pure. */

interface Language {
  refusal: string
  /** Short words that most questions have one of, and that the other languages here have not. */
  words: string
}

const LANGUAGES: Readonly<Record<string, Language>> = {
  en: {
    refusal: 'Nothing on this site answers that question.',
    words: 'the is are does do how what when where who why which can my of to your',
  },
  de: {
    refusal: 'Auf dieser Website steht nichts, was diese Frage beantwortet.',
    words: 'der das den ist sind wie wann wo wer warum welche welcher kann ich für und mit gibt wird',
  },
  fr: {
    refusal: 'Rien sur ce site ne répond à cette question.',
    words: 'le les est sont quel quelle quels où quand pourquoi je puis vous du au une dans qui il',
  },
  es: {
    refusal: 'Nada en este sitio responde a esa pregunta.',
    words: 'el los las es son cómo qué cuándo dónde quién cuánto cuál puedo hay en y una por',
  },
  it: {
    refusal: 'Niente su questo sito risponde a questa domanda.',
    words: 'il gli è sono chi quando dove perché quanto quale posso della nel per di una',
  },
  pt: {
    refusal: 'Nada neste site responde a essa pergunta.',
    words: 'o os é são quando onde quem porquê quanto qual posso um uma na não ao',
  },
  nl: {
    refusal: 'Niets op deze site beantwoordt die vraag.',
    words: 'het een zijn hoe wat wanneer waar wie waarom welke kan ik mijn voor naar',
  },
  pl: {
    refusal: 'Nic w tej witrynie nie odpowiada na to pytanie.',
    words: 'jest są jak kiedy gdzie kto dlaczego który mogę czy w się ile',
  },
  cs: {
    refusal: 'Nic na tomto webu na tuto otázku neodpovídá.',
    words: 'je jsou jak kdy kde kdo proč který mohu kolik se ve',
  },
  sv: {
    refusal: 'Inget på den här webbplatsen besvarar den frågan.',
    words: 'är hur vad när var vem varför vilken jag och att på kan',
  },
  da: {
    refusal: 'Intet på dette websted besvarer det spørgsmål.',
    words: 'er hvordan hvad hvornår hvor hvem hvorfor hvilken jeg og på kan',
  },
  tr: {
    refusal: 'Bu sitede bu soruyu yanıtlayan bir şey yok.',
    words: 'nasıl nedir nerede kim neden hangi mi mı bir ve',
  },
  ru: {
    refusal: 'На этом сайте нет ответа на этот вопрос.',
    words: 'как что когда где кто почему какой можно ли в на и сколько это',
  },
  uk: {
    refusal: 'На цьому сайті немає відповіді на це запитання.',
    words: 'як що коли де хто чому який можна чи у та скільки це є',
  },
  ar: { refusal: 'لا يوجد في هذا الموقع ما يجيب عن هذا السؤال.', words: '' },
  ja: { refusal: 'このサイトには、この質問に答える内容がありません。', words: '' },
  zh: { refusal: '本网站没有内容能回答这个问题。', words: '' },
  ko: { refusal: '이 사이트에는 이 질문에 답하는 내용이 없습니다.', words: '' },
}

const WORDS = Object.entries(LANGUAGES).map(([language, { words }]) => ({ language, words: new Set(words.split(' ')) }))

/** In this order, for Japanese is written with Chinese characters as well. */
const SCRIPTS = [
  { language: 'ja', letters: /[\p{Script=Hiragana}\p{Script=Katakana}]/u },
  { language: 'zh', letters: /\p{Script=Han}/u },
  { language: 'ko', letters: /\p{Script=Hangul}/u },
  { language: 'ar', letters: /\p{Script=Arabic}/u },
]

/** @param siteLanguage Primary subtag; what is spoken in where the question does not tell. Null: English is. */
export function refusalOf(question: string, siteLanguage: string | null): string {
  const { refusal } = LANGUAGES[languageOf(question, siteLanguage)] ?? ENGLISH
  return refusal
}

const ENGLISH = { refusal: 'Nothing on this site answers that question.' }

/**
 * By its script where that is enough, else by its short words: a question is too short for the detector of posts.
 * What fits the site's language as well as another is in the site's.
 */
function languageOf(question: string, siteLanguage: string | null): string {
  const ofScript = SCRIPTS.find(({ letters }) => letters.test(question))
  if (ofScript) return ofScript.language
  const asked = new Set(question.toLowerCase().match(/\p{L}+/gu))
  const likely = siteLanguage ?? 'en'
  let best = { language: likely, count: countIn(likely, asked) }
  for (const { language } of WORDS) {
    const count = countIn(language, asked)
    if (count > best.count) best = { language, count }
  }
  return best.language
}

function countIn(language: string, asked: ReadonlySet<string>): number {
  const known = WORDS.find((each) => each.language === language)
  return known ? known.words.intersection(asked).size : 0
}
