/** Sentences that say nothing by themselves: headings, "There are two ways:", "In short:", "Yes." Pure. */
import { hasClaims } from './facts/claims.ts'
import { type Fault, findFault } from './find-support.ts'
import type { HeldKind } from './held.ts'
import type { Passage } from './passage.ts'
import type { Said } from './said.ts'
import { shareIn } from './support.ts'
import { stem } from './words.ts'

/** With these alone nothing is said about anything. */
const CONNECTIVES = new Set(
  (
    'yes no short summary summarise brief overall general addition additionally example instance note important following follow step steps ' +
    'way ways option options point points thing things list below below: here detail details more answer first second third finally next last ' +
    'lastly therefore however hence thus also further furthermore moreover otherwise conclusion sum follows apply applies case cases need know consider remember mind happen mean ' +
    'ja nein kurz kurzum zusammenfassung zusammengefasst insgesamt allgemein außerdem zudem ferner weiterhin beispiel beispielsweise hinweis wichtig ' +
    'folgend folgende folgendes folgenden folgt schritt schritte schritten möglichkeit möglichkeiten weg wege punkte liste hier details antwort ' +
    'zuerst zunächst danach anschließend schließlich daher deshalb jedoch allerdings gilt gelten gibt ' +
    'oui non résumé bref général exemple suivant suivants suivante suivantes étapes étape voici ensuite enfin donc cependant ' +
    'sí si resumen general ejemplo siguiente siguientes pasos paso aquí luego finalmente además embargo ' +
    'sì riassunto esempio seguente seguenti passi passaggi ecco poi infine inoltre ' +
    'ja nee kort samengevat algemeen bijvoorbeeld volgende stappen stap hier daarna tenslotte bovendien sim resumo exemplo seguintes passos'
  )
    .split(' ')
    .map(stem),
)
const LONGEST_LEAD_IN = 24
/** Of its words, those the sources or the question have. */
const KNOWN_WORDS = 0.5

/**
 * May it stand without a citation, as long as something that has one follows? What it says beyond that is checked against
 * all sources: a heading can lie too.
 */
export function kindOfHeld(said: Said, passages: readonly Passage[]): HeldKind | null {
  if (said.isHeading) return isKnown(said, passages) ? 'heading' : null
  if (said.stems.every((each) => CONNECTIVES.has(each)) && !hasClaims(said.facts) && said.names.length === 0)
    return 'lead-in'
  const isLeadIn = /[:：]["'”’»)*]*$/u.test(said.text) && said.stems.length <= LONGEST_LEAD_IN
  return isLeadIn && isKnown(said, passages) ? 'lead-in' : null
}

function isKnown(said: Said, passages: readonly Passage[]): boolean {
  // Words of the question count as known here.
  const stems = said.stems.filter((each) => !CONNECTIVES.has(each) && !said.asked.stems.has(each))
  const fault: Fault | null = findFault({ ...said, stems: [] }, passages)
  return fault === null && shareIn({ stems, asked: new Set(), claims: 0 }, passages) >= KNOWN_WORDS
}
