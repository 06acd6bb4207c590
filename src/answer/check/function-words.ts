/** Words that say nothing of what a text is about, by language. They tell in which language it is. Pure. */

const LISTS: Record<string, string> = {
  en:
    'the a an and or but if of to in on at by for with from as is are was were be been being it its this that these those there ' +
    'here he she they them their his her you your we our us i my me who which what when where how why not no nor so than then too very can ' +
    'could may might must shall should will would do does did done has have had having also about into over under out up down off only ' +
    'own same such each any all some more most other both after before between during through while because until against again once just',
  de:
    'der die das den dem des ein eine einen einem einer eines und oder aber wenn von zu zum zur in im an am auf bei beim für mit aus ' +
    'als ist sind war waren sein wird werden wurde wurden worden es er sie ihr ihre ihren ihrem ihrer ihnen wir uns unser unsere man ich mich mir du ' +
    'dich dir sich dies diese dieser dieses diesem diesen jede jeder jedes jeden wer wie was wann wo warum nicht kein keine keinen keiner ' +
    'nur auch noch schon so dann dass daß doch durch über unter vor nach seit bis um ohne gegen zwischen während weil ' +
    'kann können muss müssen soll sollen darf dürfen will wollen hat haben hatte hatten vom ins ans etwa sowie sehr mehr alle allen aller',
  fr:
    'le la les un une des du de et ou mais si dans en au aux par pour avec sans sur sous est sont était étaient être été il elle ils elles ' +
    'on nous vous je tu se sa son ses leur leurs ce cet cette ces qui que quoi quand où comment pourquoi ne pas plus aussi très peut peuvent doit ' +
    'doivent a ont avait avoir y entre après avant pendant chez vers tout tous toute toutes',
  es:
    'el la los las un una unos unas y o pero si de del al a en por para con sin sobre bajo es son era eran ser sido está están ' +
    'se su sus lo le les nos yo tú él ella ellos este esta estos estas ese esa que quien cuando donde cómo como no más también muy puede ' +
    'pueden debe deben ha han había hay entre desde hasta durante todo todos toda todas',
  it:
    'il lo la i gli le un uno una e o ma se di del della dei delle dello degli a al alla ai alle in nel nella nei nelle da dal dalla con senza per su sul sulla ' +
    'è sono era erano essere stato si suo sua suoi loro noi voi io tu questo questa questi queste che chi quando dove come non più anche molto ' +
    'può possono deve devono ha hanno tra fra fino tutto tutti tutte',
  nl:
    'de het een en of maar als van te in op aan bij voor met uit is zijn was waren wordt worden werd werden er hij zij ze hun haar wij we ' +
    'ons onze je jij jullie ik mij u zich dit dat deze die wie wat wanneer waar hoe waarom niet geen ook nog al zo dan dus door over onder na sinds tot ' +
    'om zonder tegen tussen kan kunnen moet moeten mag mogen zal zullen heeft hebben had alle',
  pt:
    'o a os as um uma uns umas e ou mas se de do da dos das em no na nos nas por pelo pela para com sem sobre é são era eram ser sido está ' +
    'estão seu sua seus suas lhe nós eu tu ele ela eles este esta estes estas esse essa isso que quem quando onde como não mais também muito ' +
    'pode podem deve devem tem têm há entre desde até durante todo todos toda todas ao aos à às',
}

const BY_LANGUAGE = new Map(Object.entries(LISTS).map(([language, words]) => [language, new Set(words.split(' '))]))
const ALL = new Set([...BY_LANGUAGE.values()].flatMap((words) => [...words]))

/**
 * @param word In lower case.
 * @param language Null, or one without a list: a word of any of the lists is taken for one.
 */
export function isFunctionWord(word: string, language: string | null): boolean {
  return (BY_LANGUAGE.get(language ?? '') ?? ALL).has(word)
}

export function hasFunctionWords(language: string): boolean {
  return BY_LANGUAGE.has(language)
}

/** Of these two, one has to have twice the function words of the other to be told apart. */
const CLEARLY = 2

/**
 * @param words In lower case.
 * @returns a language of the lists that it is clearly in; null when it may be several, or one that has no list.
 */
export function languageOf(words: readonly string[]): string | null {
  const counts = [...BY_LANGUAGE].map(([language, list]) => ({
    language,
    count: words.reduce((sum, word) => sum + (list.has(word) ? 1 : 0), 0),
  }))
  const [best, second] = counts.toSorted((a, b) => b.count - a.count)
  if (!best || best.count < 2 || best.count < words.length * 0.15) return null
  return best.count >= CLEARLY * (second?.count ?? 0) || (best.count >= 3 && best.count > (second?.count ?? 0))
    ? best.language
    : null
}
