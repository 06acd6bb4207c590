/** Units of measure and money, in the words of several languages, so that figures can be compared by value. Pure. */

export interface Measure {
  /** What it may measure; a word such as `pound` may mean two things. */
  of: readonly string[]
  /** How many of the smallest unit, the same for all that `of` names. */
  factor: number
}

/** `of factor: words`, one a line. */
const TABLE = `
eur 1: € eur euro euros
usd 1: $ usd us$ dollar dollars
gbp 1: £ gbp quid sterling
gbp,pounds 1: pound pounds pfund
chf 1: chf sfr franken francs
jpy 1: ¥ yen jpy
inr 1: ₹ inr rupees
kr 1: kr sek nok dkk kronen kroner kronor
pln 1: zł pln
eur,usd 0.01: ¢ cent cents ct
gbp 0.01: p pence
percent 1: % percent prozent percento porcento procent
pounds 1: lb lbs
mass 0.000001: mg milligram milligrams milligramm
mass 0.001: g gram grams gramm gramme grammes gramos grammi
mass 1: kg kilo kilos kilogram kilograms kilogramm
mass 1000: tonne tonnes tonnen
mass 0.0283495: oz ounce ounces unzen
length 0.001: mm millimetre millimetres millimeter millimeters
length 0.01: cm centimetre centimetres centimeter centimeters zentimeter
length 1: m metre metres meter meters metern mètres metros metri
length 1000: km kilometre kilometres kilometer kilometers kilometern kilomètres kilómetros chilometri
length 0.0254: inch inches zoll
length 0.3048: ft foot feet
length 0.9144: yd yard yards
length 1609.344: mile miles meile meilen
area 1: m² sqm qm quadratmeter quadratmetern squaremetres
area 10000: ha hectare hectares hektar
area 4046.86: acre acres
area 1000000: km²
volume 0.001: ml millilitre millilitres milliliter millilitern
volume 0.01: cl
volume 1: l litre litres liter liters litern litros litri
volume 3.78541: gallon gallons
celsius 1: °c celsius
fahrenheit 1: °f fahrenheit
celsius,fahrenheit,angle 1: ° degree degrees grad grados degrés gradi graden
time 0.001: ms millisecond milliseconds millisekunden
time 1: sec secs second seconds sekunde sekunden secondes segundos secondi seconden
time 60: min mins minute minutes minuten minutos minuti
time 3600: h hr hrs hour hours stunde stunden std heure heures hora horas ora ore uur
time 86400: day days tag tage tagen jour jours día días dia dias giorno giorni dag dagen
time 604800: week weeks woche wochen semaine semaines semana semanas settimana settimane weken
months 1: month months monat monate monaten mois mes meses mese mesi maand maanden
months 12: year years jahr jahre jahren an ans année années año años anno anni jaar ano anos
nights 1: night nights nacht nächte nächten nuit nuits noche noches notte notti
bytes 1: byte bytes
bytes 1000: kb kilobyte kilobytes kib
bytes 1000000: mb megabyte megabytes mib
bytes 1000000000: gb gigabyte gigabytes gib
bytes 1000000000000: tb terabyte terabytes tib
pixels 1: px pixel pixels pixeln
em 1: em
rem 1: rem
dpi 1: dpi
frequency 1: hz hertz
frequency 1000: khz
frequency 1000000: mhz
frequency 1000000000: ghz
power 1: watt watts
power 1000: kw kilowatt kilowatts
energy 1: kwh
volts 1: volt volts
speed 1: km/h kmh kph
speed 1.609344: mph
pressure 1: bar
pressure 0.0689476: psi
`

const MEASURES = new Map<string, Measure>(
  TABLE.trim()
    .split('\n')
    .flatMap((line) => {
      const [head = '', words = ''] = line.split(': ')
      const [of = '', factor = '1'] = head.split(' ')
      const measure = { of: of.split(','), factor: Number(factor) }
      return words.split(' ').map((word): [string, Measure] => [word, measure])
    }),
)

export function findMeasure(word: string): Measure | null {
  return MEASURES.get(word.toLowerCase()) ?? null
}

/** Of what is listed: three ways are three, and never three days. */
export const COUNT: Measure = { of: ['count'], factor: 1 }

/** Relative difference up to which two values are one: factors are rounded. */
const ROUNDED = 0.0005

/** Is it the same amount? Where one of them has no unit, the same number is. */
export function isSameAmount(one: number, of: Measure | null, other: number, ofOther: Measure | null): boolean {
  if (of === null || ofOther === null) return one === other
  if (!of.of.some((what) => ofOther.of.includes(what))) return false
  const [a, b] = [one * of.factor, other * ofOther.factor]
  return Math.abs(a - b) <= Math.abs(a) * ROUNDED
}
