/**
 * Passages as they stand on websites, with sentences that are true by them and sentences that are false by one number,
 * date, price, address or name. The true ones are said in other words and in other forms, as models say them.
 */

export interface Statements {
  language: string
  title: string
  content: string
  /** `2026-03-01`; left out, the page has no date. */
  date?: string
  isTrue: readonly string[]
  isFalse: readonly string[]
}

export const STATEMENTS: readonly Statements[] = [
  {
    language: 'en',
    title: 'Boat trips',
    content:
      'The boat to the lighthouse leaves from Harbour Pier at 9:30 am, 12:00 and 5:15 pm, Monday to Saturday. The crossing takes 45 minutes. Tickets cost £16 for adults and £8.50 for children under 12. Dogs travel free.',
    isTrue: [
      'The last boat of the day leaves Harbour Pier at 17:15.',
      'The first boat to the lighthouse goes at half past nine.',
      'There is a boat at noon as well.',
      'An adult ticket costs 16 pounds.',
      'Children under twelve pay £8.50.',
      'The crossing takes three quarters of an hour, that is 45 minutes.',
      'Boats run on Wednesdays.',
      'Dogs travel for free.',
    ],
    isFalse: [
      'The last boat of the day leaves Harbour Pier at 17:45.',
      'The boat also leaves on Sundays.',
      'An adult ticket costs $16.',
      'The crossing takes 55 minutes.',
    ],
  },
  {
    language: 'en',
    title: 'Firing stoneware',
    content:
      'Stoneware is fired at **1,220 to 1,280 °C**. Hold the top temperature for ten minutes, then let the kiln cool for at least 24 hours. The method was described by Bernard Leach in 1940. Earthenware needs about 1050 °C.',
    isTrue: [
      'Stoneware is fired at 1220 to 1280 °C.',
      'You hold the top temperature for 10 minutes.',
      'The kiln has to cool for at least 1 day.',
      'It was Bernard Leach who described the method.',
      'The method was described in 1940.',
      'Earthenware needs about 1,050 degrees.',
    ],
    isFalse: [
      'Stoneware is fired at 1,320 °C.',
      'You hold the top temperature for 12 minutes.',
      'The method was described by Michael Cardew in 1940.',
      'The method was described in 1949.',
    ],
  },
  {
    language: 'en',
    title: 'Contact',
    content:
      'You find us at 12 Harbour Street, Penzance TR18 4AB. Call +44 1736 334220 or write to hello@kiln.test. The office is open 9–5 on weekdays. Our manager is Ada Clay.',
    isTrue: [
      'The address is 12 Harbour St, Penzance TR18 4AB.',
      'You can call 01736 334220.',
      'The telephone number is +44 (0)1736 334 220.',
      'Write to hello@kiln.test.',
      'The office is open from 9 am to 5 pm.',
      'The manager is Ada Clay.',
    ],
    isFalse: [
      'The address is 21 Harbour Street, Penzance.',
      'You can call 01736 334202.',
      'Write to info@kiln.test.',
      'The manager is Ada Crane.',
      'The postcode is TR18 4BA.',
    ],
  },
  {
    language: 'en',
    title: 'Annual report',
    date: '2026-02-10',
    content:
      'In 2025 the museum welcomed 1.2 million visitors, 15 % more than in the year before. Income rose to $4,350,000. On 3 May 2025 the new wing, designed by Renata Okafor, was opened by Mayor Ellen Brandt. It has 2,400 square metres.',
    isTrue: [
      'The museum welcomed 1,200,000 visitors in 2025.',
      'That was fifteen percent more visitors than in the year before.',
      'Its income was 4.35 million dollars.',
      'The new wing was opened on May 3, 2025.',
      'Renata Okafor designed the new wing.',
      'The wing has 2400 m².',
      'Mayor Brandt opened the new wing in May.',
    ],
    isFalse: [
      'The museum welcomed 1.3 million visitors in 2025.',
      'That was 51 % more visitors than in the year before.',
      'The new wing was opened on 5 March 2025.',
      'The new wing was opened on 3 May 2024.',
      'Renata Olsen designed the new wing.',
    ],
  },
  {
    language: 'en',
    title: 'System requirements',
    content:
      'The plugin needs WordPress 6.4 or later and PHP 8.1. Version 3.2.1 fixed the memory leak. Uploads may have up to 64 MB. The time limit is 30 seconds. It listens on port 8080 by default.',
    isTrue: [
      'The plugin needs at least WordPress 6.4.',
      'You need PHP 8.1 for the plugin.',
      'The memory leak was fixed in version 3.2.1.',
      'Uploads are limited to 64 megabytes.',
      'The time limit is half a minute, 30 seconds.',
      'By default it listens on port 8080.',
    ],
    isFalse: [
      'The plugin needs WordPress 6.2 or later.',
      'You need PHP 8.2 for the plugin.',
      'The memory leak was fixed in version 3.2.2.',
      'Uploads may have up to 46 MB.',
      'By default it listens on port 8000.',
    ],
  },
  {
    language: 'en',
    title: 'Opening hours',
    content:
      '| Day | Opens | Closes |\n| --- | --- | --- |\n| Monday | closed | closed |\n| Tuesday | 10:00 | 18:00 |\n| Friday | 10:00 | 21:30 |\n\nThe shop is closed on 25 December and from 1 to 14 February.',
    isTrue: [
      'On Tuesdays the shop opens at 10 am and closes at 6 pm.',
      'On Fridays it closes at 9.30 pm.',
      'The shop is closed on Mondays.',
      'The shop is closed on December 25th.',
      'The shop is closed from February 1 to February 14.',
      'It opens at ten o’clock on Tuesday.',
    ],
    isFalse: [
      'On Fridays it closes at 9 pm.',
      'The shop opens on Sundays at 10:00.',
      'The shop is closed on 26 December.',
      'The shop is closed from 1 to 15 February.',
    ],
  },
  {
    language: 'en',
    title: 'Membership',
    content:
      'Membership costs €49.90 a year, or €4.99 a month. Students with a valid card get 20% off. Members may borrow up to five books for three weeks. The fee for late return is 50 cents a day. Members of the club in Galway pay nothing.',
    isTrue: [
      'A year of membership costs 49.90 euros.',
      'A month of membership is €4.99.',
      'Students get a fifth off, that is 20 percent.',
      'Members may borrow 5 books.',
      'Books may be borrowed for 21 days.',
      'The late fee is €0.50 a day.',
      'Members of the club in Galway pay no fee.',
    ],
    isFalse: [
      'A year of membership costs €59.90.',
      'Students get 25% off.',
      'Members may borrow up to seven books.',
      'Books may be borrowed for four weeks.',
      'Members of the club in Limerick pay nothing.',
    ],
  },
  {
    language: 'en',
    title: 'The lamp of the lighthouse',
    content:
      'The lamp was lit on 1 September 1868. It stands 42 metres above the sea and can be seen for 18 miles. It was built by James Douglass and his son William. The keeper lived there with his wife and two dogs until 1977.',
    isTrue: [
      'The lamp was first lit on September 1, 1868.',
      'The lamp was lit on 01.09.1868.',
      'It stands forty-two metres above the sea.',
      'You can see the lamp for eighteen miles.',
      'James Douglass built it together with his son William.',
      'The keeper lived there until 1977.',
    ],
    isFalse: [
      'The lamp was first lit on 1 October 1868.',
      'It stands 24 metres above the sea.',
      'James Walker built it together with his son William.',
      'The keeper lived there until 1979.',
    ],
  },
  {
    language: 'en',
    title: 'Shipping and returns',
    content:
      'Orders over $75 ship free within the United States. Standard delivery takes 3–5 business days and costs $6.95. You may return goods within thirty days; send them to 450 Mission Street, San Francisco, CA 94105. Call 1-800-555-0134 with questions.',
    isTrue: [
      'Orders of more than 75 dollars ship for free.',
      'Standard delivery costs $6.95.',
      'Standard delivery takes three to five business days.',
      'You may return goods within 30 days.',
      'Returns go to 450 Mission St, San Francisco.',
      'With questions, call (800) 555-0134.',
    ],
    isFalse: [
      'Orders over $57 ship free.',
      'Standard delivery costs $9.65.',
      'Standard delivery takes two business days.',
      'Returns go to 540 Mission Street, San Francisco.',
      'With questions, call 1-800-555-0143.',
    ],
  },
  {
    language: 'en',
    title: 'The trail',
    content:
      'The trail is 12.5 km long and climbs 640 m. Most walkers need four hours. Water can be had at the huts of Glenmore and Ardroy. From November to March the bridge is closed. A guided walk leaves on the first Saturday of each month at 8 am.',
    isTrue: [
      'The trail has a length of 12,500 metres.',
      'It climbs 640 metres.',
      'Most walkers need 4 hours, or 240 minutes.',
      'You can have water at the huts of Glenmore and Ardroy.',
      'The bridge is closed from November to March.',
      'A guided walk leaves on a Saturday at 8:00.',
    ],
    isFalse: [
      'The trail has a length of 15.2 km.',
      'It climbs 460 metres.',
      'You can have water at the huts of Glenmore and Kintail.',
      'The bridge is closed from October to March.',
      'A guided walk leaves on a Saturday at 8 pm.',
    ],
  },
  {
    language: 'en',
    title: 'Trash and revisions',
    content:
      'Posts in the trash are deleted for good after 30 days. Set EMPTY_TRASH_DAYS in wp-config.php to change that. WordPress keeps all revisions unless WP_POST_REVISIONS is set. Autosaves happen every 60 seconds.',
    isTrue: [
      'WordPress deletes posts in the trash for good after 30 days.',
      'You change this by setting EMPTY_TRASH_DAYS in wp-config.php.',
      'An autosave happens every minute, that is 60 seconds.',
      'All revisions are kept unless you set `WP_POST_REVISIONS`.',
    ],
    isFalse: [
      'WordPress deletes posts in the trash for good after 60 days.',
      'You change this by setting `EMPTY_BIN_DAYS` in wp-config.php.',
      'An autosave happens every 90 seconds.',
    ],
  },
  {
    language: 'en',
    title: 'Recipe: rye bread',
    content:
      'You need:\n\n- 500 g rye flour\n- 1 ½ tsp salt\n- 350 ml water\n- 100 g sourdough\n\nBake the bread at 230 °C for 15 minutes, then at 200 °C for another 40 minutes. It keeps for a week.',
    isTrue: [
      'You need half a kilo, 500 grams, of rye flour.',
      'The bread needs 350 ml of water.',
      'There are four things you need.',
      'First bake the bread at 230 degrees for fifteen minutes.',
      'Then it bakes for another 40 minutes at 200 °C.',
      'The bread keeps for seven days.',
    ],
    isFalse: [
      'You need 550 g of rye flour.',
      'The bread needs 530 ml of water.',
      'First bake the bread at 250 degrees for 15 minutes.',
    ],
  },
  {
    language: 'en',
    title: 'Board of the society',
    content:
      'The board was elected on 14 June. Chair: Dr Miriam Holt. Treasurer: Samuel Adeyemi. Secretary: Kirsten Vogel. The society has 312 members and was founded in Bristol in 1987.',
    isTrue: [
      'Miriam Holt chairs the board.',
      'The treasurer is Samuel Adeyemi.',
      'The board was elected on June 14.',
      'The society was founded in Bristol.',
      'The society has 312 members.',
      'Kirsten Vogel is its secretary.',
    ],
    isFalse: [
      'Miriam Hart chairs the board.',
      'The treasurer is Samuel Okoro.',
      'The board was elected on 14 July.',
      'The society was founded in Bath.',
      'The society has 321 members.',
    ],
  },
  {
    language: 'de',
    title: 'Öffnungszeiten und Preise',
    content:
      'Das Museum ist dienstags bis sonntags von 10 bis 18 Uhr geöffnet, donnerstags bis 20.30 Uhr. Der Eintritt kostet 8,50 €, ermäßigt 5 Euro. Kinder unter sechs Jahren zahlen nichts. Eine Führung dauert 90 Minuten und kostet 45 €.',
    isTrue: [
      'Am Mittwoch hat das Museum geöffnet.',
      'Das Museum öffnet um 10 Uhr und schließt um 18 Uhr.',
      'Donnerstags ist bis halb neun geöffnet.',
      'Der Eintritt kostet 8,50 Euro.',
      'Ermäßigt kostet der Eintritt fünf Euro.',
      'Kinder unter 6 Jahren zahlen nichts.',
      'Eine Führung dauert eineinhalb Stunden.',
      'Eine Führung kostet 45 Euro.',
    ],
    isFalse: [
      'Am Montag hat das Museum von 10 bis 18 Uhr geöffnet.',
      'Das Museum schließt um 19 Uhr.',
      'Der Eintritt kostet 9,50 Euro.',
      'Eine Führung dauert 60 Minuten.',
      'Kinder unter acht Jahren zahlen nichts.',
    ],
  },
  {
    language: 'de',
    title: 'Kontakt',
    content:
      'Keramikwerkstatt Weber, Hafenstraße 12, 18055 Rostock. Telefon: 0381 / 49 83 20, E-Mail: werkstatt@ton.test. Inhaberin ist Frau Karin Weber. Anmeldungen nimmt Herr Petersen entgegen.',
    isTrue: [
      'Die Werkstatt liegt in der Hafenstr. 12.',
      'Die Postleitzahl ist 18055.',
      'Telefonisch ist die Werkstatt unter 0381 498320 zu erreichen.',
      'Die Nummer lautet +49 381 498320.',
      'Die E-Mail lautet werkstatt@ton.test.',
      'Die Inhaberin ist Karin Weber.',
      'Für Anmeldungen ist Herr Petersen da.',
    ],
    isFalse: [
      'Die Werkstatt liegt in der Hafenstraße 21.',
      'Die Postleitzahl ist 18505.',
      'Telefonisch ist die Werkstatt unter 0381 498302 zu erreichen.',
      'Die E-Mail lautet info@ton.test.',
      'Die Inhaberin ist Karin Wagner.',
      'Für Anmeldungen ist Herr Paulsen da.',
    ],
  },
  {
    language: 'de',
    title: 'Steinzeug brennen',
    content:
      'Steinzeug wird bei 1.220 bis 1.280 °C gebrannt. Die Endtemperatur wird zehn Minuten gehalten. Danach kühlt der Ofen mindestens 24 Stunden ab. Der Strom kostet rund 12,40 € je Brand. Das Verfahren geht auf Max Laeuger zurück.',
    isTrue: [
      'Steinzeug brennt man bei 1220 bis 1280 °C.',
      'Die Endtemperatur hält man 10 Minuten.',
      'Der Ofen muss mindestens einen Tag, also 24 Stunden, abkühlen.',
      'Der Strom für einen Brand kostet etwa 12,40 Euro.',
      'Das Verfahren geht auf Max Laeuger zurück.',
    ],
    isFalse: [
      'Steinzeug brennt man bei 1.320 °C.',
      'Die Endtemperatur hält man zwölf Minuten.',
      'Der Ofen muss mindestens 42 Stunden abkühlen.',
      'Der Strom für einen Brand kostet etwa 14,20 Euro.',
      'Das Verfahren geht auf Max Liebermann zurück.',
    ],
  },
  {
    language: 'de',
    title: 'Sommerfest',
    date: '2026-05-02',
    content:
      'Das Sommerfest findet am 14. Juni 2026 ab 15 Uhr im Kurpark statt. Der Shuttlebus fährt alle 20 Minuten ab Bahnhof. Es spielt die Kapelle aus Bremen unter der Leitung von Jörg Albers. Letztes Jahr kamen 3.500 Gäste.',
    isTrue: [
      'Das Sommerfest ist am 14.6.2026.',
      'Es beginnt um 15 Uhr im Kurpark.',
      'Das Sommerfest beginnt um drei Uhr nachmittags, um 15.00 Uhr.',
      'Alle zwanzig Minuten fährt ein Shuttlebus ab Bahnhof.',
      'Es spielt eine Kapelle aus Bremen.',
      'Die Kapelle leitet Jörg Albers.',
      'Letztes Jahr waren 3500 Gäste da.',
    ],
    isFalse: [
      'Das Sommerfest ist am 15. Juni 2026.',
      'Das Sommerfest ist am 14. Juli 2026.',
      'Alle 30 Minuten fährt ein Shuttlebus ab Bahnhof.',
      'Es spielt eine Kapelle aus Hamburg.',
      'Die Kapelle leitet Jörg Anders.',
      'Letztes Jahr waren 5300 Gäste da.',
    ],
  },
  {
    language: 'de',
    title: 'Satzung des Vereins',
    content:
      'Der Verein wurde am 3. Oktober 1991 gegründet. Der Jahresbeitrag beträgt 60 Euro, für Schüler die Hälfte, also 30 Euro. Der Vorstand besteht aus fünf Personen und wird auf zwei Jahre gewählt. Vorsitzender ist Dr. Holger Brinkmann. Eine Kündigung ist mit einer Frist von sechs Wochen möglich.',
    isTrue: [
      'Gegründet wurde der Verein am 03.10.1991.',
      'Den Verein gibt es seit Oktober 1991, als er gegründet wurde.',
      'Der Beitrag beträgt 60 € im Jahr.',
      'Schüler zahlen dreißig Euro Beitrag.',
      'Im Vorstand sind 5 Personen.',
      'Der Vorstand wird auf 2 Jahre gewählt.',
      'Der Vorsitzende heißt Holger Brinkmann.',
      'Kündigen kann man mit einer Frist von 6 Wochen.',
    ],
    isFalse: [
      'Gegründet wurde der Verein am 3. Oktober 1990.',
      'Der Beitrag beträgt 66 € im Jahr.',
      'Im Vorstand sind 7 Personen.',
      'Der Vorstand wird auf drei Jahre gewählt.',
      'Der Vorsitzende heißt Holger Bruns.',
    ],
  },
  {
    language: 'de',
    title: 'Anfahrt',
    content:
      'Mit der S-Bahn S3 bis Pinneberg, dann mit dem Bus 185 bis zur Haltestelle Rathaus. Von dort sind es 400 m zu Fuß. Mit dem Auto: A23, Ausfahrt 17. Auf dem Parkplatz ist Platz für 120 Autos, die Stunde kostet 1,50 €.',
    isTrue: [
      'Sie fahren mit der S3 bis Pinneberg.',
      'Danach geht es mit dem Bus 185 weiter bis zur Haltestelle Rathaus.',
      'Von der Haltestelle sind es 0,4 km zu Fuß.',
      'Mit dem Auto nehmen Sie die A23 bis zur Ausfahrt 17.',
      'Der Parkplatz hat Platz für 120 Autos.',
      'Eine Stunde auf dem Parkplatz kostet 1,50 Euro.',
    ],
    isFalse: [
      'Sie fahren mit der S5 bis Pinneberg.',
      'Danach geht es mit dem Bus 158 weiter.',
      'Von der Haltestelle sind es 600 m zu Fuß.',
      'Mit dem Auto nehmen Sie die A7 bis zur Ausfahrt 17.',
      'Eine Stunde auf dem Parkplatz kostet 2,50 Euro.',
    ],
  },
  {
    language: 'de',
    title: 'Garantie und Rückgabe',
    content:
      'Auf alle Geräte geben wir drei Jahre Garantie. Innerhalb von 14 Tagen können Sie die Ware zurückgeben. Ab einem Bestellwert von 50 € liefern wir versandkostenfrei, darunter fallen 4,95 € an. Die Lieferung dauert 2 bis 4 Werktage. Das Modell X200 wiegt 1,8 kg.',
    isTrue: [
      'Die Garantie auf Geräte gilt 3 Jahre.',
      'Die Garantie auf alle Geräte gilt 36 Monate.',
      'Die Ware können Sie binnen zwei Wochen zurückgeben.',
      'Ab 50 Euro Bestellwert ist die Lieferung versandkostenfrei.',
      'Darunter fallen 4,95 Euro an.',
      'Die Lieferung dauert zwei bis vier Werktage.',
      'Das Modell X200 wiegt 1800 g.',
    ],
    isFalse: [
      'Die Garantie auf Geräte gilt fünf Jahre.',
      'Die Ware können Sie binnen 30 Tagen zurückgeben.',
      'Ab 40 Euro Bestellwert ist die Lieferung versandkostenfrei.',
      'Das Modell X300 wiegt 1,8 kg.',
      'Das Modell X200 wiegt 2,8 kg.',
    ],
  },
  {
    language: 'de',
    title: 'Geschichte der Mühle',
    content:
      'Die Mühle wurde 1743 von Johann Kruse errichtet und brannte im Mai 1888 nieder. Heute gehört sie der Gemeinde Wedel. Die Flügel haben eine Spannweite von 22,5 Metern. Rund 15 Prozent des Mehls werden verkauft.',
    isTrue: [
      'Errichtet wurde die Mühle im Jahr 1743.',
      'Johann Kruse errichtete die Mühle.',
      'Die Mühle brannte 1888 nieder.',
      'Im Mai brannte die Mühle nieder.',
      'Sie gehört heute der Gemeinde Wedel.',
      'Die Spannweite der Flügel beträgt 22,5 m.',
      'Etwa 15 % des Mehls werden verkauft.',
    ],
    isFalse: [
      'Errichtet wurde die Mühle im Jahr 1734.',
      'Johann Krause errichtete die Mühle.',
      'Die Mühle brannte im März 1888 nieder.',
      'Die Spannweite der Flügel beträgt 25,5 m.',
      'Etwa 50 % des Mehls werden verkauft.',
    ],
  },
  {
    language: 'fr',
    title: 'Horaires et tarifs',
    content:
      'Le musée est ouvert du mardi au dimanche de 10 h 00 à 18 h 30. Le billet coûte 9,50 €, gratuit pour les moins de 18 ans. La visite dure deux heures. Adresse : 14 rue de la Paix, 29200 Brest. Fermé le 1er janvier.',
    isTrue: [
      'Le musée est ouvert le jeudi.',
      'Le musée ferme à 18h30.',
      'Le billet coûte 9,50 euros.',
      'La visite dure 2 heures.',
      'Le musée se trouve 14 rue de la Paix à Brest.',
      'Le musée est fermé le 1 janvier.',
    ],
    isFalse: [
      'Le musée est ouvert le lundi.',
      'Le musée ferme à 19h30.',
      'Le billet coûte 5,90 euros.',
      'Le musée se trouve 41 rue de la Paix à Brest.',
    ],
  },
  {
    language: 'es',
    title: 'Horario y precios',
    content:
      'La visita guiada sale los viernes a las 17:30 desde la Plaza Mayor. Cuesta 12 euros por persona y dura 75 minutos. Reservas en el 958 22 14 30. El castillo fue construido en 1492 por Diego Vargas.',
    isTrue: [
      'La visita guiada sale a las 17:30 de la Plaza Mayor.',
      'La visita cuesta 12 € por persona.',
      'La visita guiada dura 75 minutos.',
      'Se puede reservar en el 958 221430.',
      'El castillo fue construido por Diego Vargas.',
    ],
    isFalse: [
      'La visita guiada sale a las 18:30 de la Plaza Mayor.',
      'La visita cuesta 21 € por persona.',
      'El castillo fue construido en 1482.',
      'El castillo fue construido por Diego Molina.',
    ],
  },
  {
    language: 'nl',
    title: 'Openingstijden',
    content:
      'Het museum is open van woensdag tot en met zondag, van 11.00 tot 17.00 uur. Een kaartje kost € 7,50. Kinderen tot twaalf jaar betalen € 3. De boot is gebouwd in 1912 door Pieter Bakker.',
    isTrue: [
      'Het museum is open op vrijdag.',
      'Een kaartje kost 7,50 euro.',
      'Kinderen tot 12 jaar betalen 3 euro.',
      'De boot is in 1912 gebouwd.',
      'Pieter Bakker heeft de boot gebouwd.',
    ],
    isFalse: ['Het museum is open op dinsdag.', 'Een kaartje kost 8,50 euro.', 'De boot is in 1921 gebouwd.'],
  },
  {
    language: 'it',
    title: 'Orari e prezzi',
    content:
      'Il museo è aperto dal martedì alla domenica, dalle 9:00 alle 19:00. Il biglietto intero costa 10 euro, il ridotto 6 euro. La torre è alta 55 metri e fu costruita nel 1173 da Bonanno Pisano.',
    isTrue: [
      'Il museo chiude alle 19:00.',
      'Il biglietto ridotto costa 6 €.',
      'La torre è alta 55 m.',
      'La torre fu costruita nel 1173.',
    ],
    isFalse: ['Il museo chiude alle 20:00.', 'Il biglietto ridotto costa 8 €.', 'La torre è alta 65 metri.'],
  },
  {
    language: 'en',
    title: 'Annealing glass',
    content:
      'Soda-lime glass is annealed at 515 °C for one hour per 6 mm of thickness. Below 370 °C it may cool freely. A kiln of 3.5 kW needs a 16 A fuse. In 2019 Priya Raman measured strains of less than 5 %.',
    isTrue: [
      'Soda-lime glass is annealed at 515 degrees.',
      'It is annealed for one hour per 6 millimetres of thickness.',
      'The glass may cool freely below 370 °C.',
      'A kiln of 3.5 kilowatt needs a 16 A fuse.',
      'Priya Raman measured strains below five percent in 2019.',
    ],
    isFalse: [
      'Soda-lime glass is annealed at 551 °C.',
      'It is annealed for one hour per 9 mm of thickness.',
      'A kiln of 5.3 kW needs a 16 A fuse.',
      'Priya Nair measured strains of less than 5 % in 2019.',
    ],
  },
  {
    language: 'en',
    title: 'Course dates',
    content:
      'The spring course runs from 3 to 24 March 2027, every Wednesday from 6:30 to 9 pm. It costs $240, materials included. The autumn course starts on 09/15/2027. Teachers: Tom Reyes and Anna Lindqvist. There are 8 places.',
    isTrue: [
      'The spring course begins on March 3, 2027.',
      'The spring course ends on 24 March.',
      'It takes place on Wednesdays from 18:30 to 21:00.',
      'The course costs 240 dollars with materials.',
      'The autumn course starts on 15 September 2027.',
      'The teachers are Tom Reyes and Anna Lindqvist.',
      'There are eight places on the course.',
    ],
    isFalse: [
      'The spring course begins on March 10, 2027.',
      'It takes place on Thursdays from 18:30 to 21:00.',
      'The course costs $420.',
      'The autumn course starts on 15 October 2027.',
      'The teachers are Tom Reyes and Anna Larsson.',
    ],
  },
  {
    language: 'en',
    title: 'Bike hire',
    content:
      'We hire out 35 bicycles and 6 tandems from Easter to the end of October. A bicycle is €14 for a day and €60 for a week; a deposit of €100 is returned when you bring it back. Helmets are included. We open at 8.30 am. Our workshop in Kenmare is run by Declan Foley.',
    isTrue: [
      'There are thirty-five bicycles for hire.',
      'A day with a bicycle costs 14 euros.',
      'For a week you pay €60.',
      'The deposit of 100 euros comes back to you when you return the bicycle.',
      'Bicycles can be hired until the end of October.',
      'The shop opens at 8:30 in the morning.',
      'Declan Foley runs the workshop in Kenmare.',
    ],
    isFalse: [
      'There are 53 bicycles for hire.',
      'A day with a bicycle costs 41 euros.',
      'The deposit is €150.',
      'The workshop in Kenmare is run by Declan Murphy.',
    ],
  },
  {
    language: 'en',
    title: 'Choosing a camera battery',
    content:
      'The NP-45 battery holds 1,800 mAh and lasts for about 320 shots. Charging takes 2 h 15 min with the charger BC-7. Below −10 °C it loses a third of its capacity. A spare one is $39.99; the warranty runs for 24 months from the date of purchase.',
    isTrue: [
      'The NP-45 battery lasts for around 320 shots.',
      'With the BC-7 charger, charging takes 2 hours and 15 minutes.',
      'The battery loses capacity below -10 °C.',
      'A spare battery costs 39.99 dollars.',
      'The warranty runs for two years from the purchase.',
    ],
    isFalse: [
      'The NP-54 battery lasts for around 320 shots.',
      'The NP-45 battery lasts for about 230 shots.',
      'A spare battery costs $29.99.',
      'The warranty runs for 36 months.',
    ],
  },
  {
    language: 'en',
    title: 'Parish council meeting',
    date: '2026-01-20',
    content:
      'Present: Councillors Ruth Ndiaye, Peter Lamb and Joan Whitfield. The council agreed by 7 votes to 2 to repair the roof of the hall for £23,500. Work begins on Monday 2 March and should take eleven weeks. The next meeting is on Tuesday, 17 February 2026, at 7 p.m.',
    isTrue: [
      'The council agreed to repair the roof of the hall by seven votes to two.',
      'Repairing the roof costs 23,500 pounds.',
      'The work begins on March 2.',
      'The work on the roof should take 11 weeks.',
      'The next meeting is at 19:00 on 17 February 2026.',
      'Ruth Ndiaye, Peter Lamb and Joan Whitfield were present.',
    ],
    isFalse: [
      'The council agreed by 7 votes to 3 to repair the roof.',
      'Repairing the roof costs £25,300.',
      'The next meeting is on 18 February 2026.',
      'The next meeting is at 8 p.m.',
    ],
  },
  {
    language: 'de',
    title: 'Ferienwohnung Seeblick',
    content:
      'Die Wohnung hat 65 m², zwei Schlafzimmer und Platz für vier Personen. In der Hauptsaison kostet sie 110 € pro Nacht, in der Nebensaison 78 €. Die Endreinigung beträgt einmalig 55 €. Anreise ab 16 Uhr, Abreise bis 10 Uhr. Der Strand ist 300 Meter entfernt. Hunde sind nach Absprache erlaubt. Schlüssel gibt es bei Familie Thomsen in Büsum.',
    isTrue: [
      'Die Wohnung ist 65 Quadratmeter groß.',
      'In der Wohnung haben 4 Personen Platz.',
      'Eine Nacht kostet in der Hauptsaison 110 Euro.',
      'In der Nebensaison kostet die Nacht 78 Euro.',
      'Für die Endreinigung kommen einmalig 55 € dazu.',
      'Die Anreise ist ab 16:00 Uhr möglich.',
      'Bis zum Strand sind es 300 m.',
      'Den Schlüssel gibt es bei Familie Thomsen.',
    ],
    isFalse: [
      'Die Wohnung ist 56 Quadratmeter groß.',
      'Eine Nacht kostet in der Hauptsaison 101 Euro.',
      'Die Anreise ist ab 15 Uhr möglich.',
      'Den Schlüssel gibt es bei Familie Petersen.',
    ],
  },
  {
    language: 'de',
    title: 'Kurs: Drehen an der Scheibe',
    content:
      'Der Kurs beginnt am Dienstag, dem 6. Oktober, und umfasst acht Abende von 18.30 bis 21 Uhr. Die Gebühr beträgt 195 Euro; 5 kg Ton sind enthalten, jedes weitere Kilo kostet 2,80 €. Höchstens neun Teilnehmer. Leitung: Svenja Harms. Anmeldeschluss ist der 20. September 2026.',
    isTrue: [
      'Der Kurs beginnt am 6. Oktober, einem Dienstag.',
      'Er umfasst 8 Abende.',
      'Die Abende gehen von 18:30 bis 21:00 Uhr.',
      'Die Gebühr für den Kurs beträgt 195 €.',
      'Fünf Kilo Ton sind enthalten.',
      'Höchstens 9 Teilnehmer sind dabei.',
      'Svenja Harms leitet den Kurs.',
      'Anmelden kann man sich bis zum 20.09.2026, dem Anmeldeschluss.',
    ],
    isFalse: [
      'Der Kurs beginnt am 6. November.',
      'Er umfasst zehn Abende.',
      'Die Gebühr für den Kurs beträgt 159 €.',
      'Svenja Hansen leitet den Kurs.',
    ],
  },
]
