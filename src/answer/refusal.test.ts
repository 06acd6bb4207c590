import { expect, it } from 'vitest'
import { refusalOf } from './refusal.ts'

it.each([
  ['When does the boat leave?', 'en', /^Nothing on this site/],
  ['When does the boat leave?', 'de', /^Nothing on this site/],
  ['Wann fährt die Fähre?', 'de', /^Auf dieser Website/],
  ['Wie hoch ist der Turm?', 'en', /^Auf dieser Website/],
  ['Quelle est la hauteur de la tour ?', 'en', /^Rien sur ce site/],
  ['¿Cuándo sale el barco?', 'en', /^Nada en este sitio/],
  ['Quando parte il traghetto?', 'it', /^Niente su questo/],
  ['Quando é que o barco parte?', 'en', /^Nada neste site/],
  ['Как высока башня?', 'en', /^На этом сайте/],
  ['Як високо ця вежа?', 'uk', /^На цьому сайті/],
  ['船はいつ出ますか', 'en', /^このサイト/],
  ['船几点开', 'en', /^本网站/],
  ['متى تغادر السفينة؟', 'en', /^لا يوجد/],
])('refuses %s on a site in %s in the language of the question', (question, site, expected) => {
  expect(refusalOf(question, site)).toMatch(expected)
})

it.each([
  ['WooCommerce PayPal', 'sv', /^Inget på/],
  ['WooCommerce PayPal', null, /^Nothing on/],
  ['Mitä maksaa?', 'fi', /^Nothing on/],
  ['!?', 'pl', /^Nic w tej/],
])(
  'speaks to %s on a site in %s as the site does, and English where it knows no better',
  (question, site, expected) => {
    expect(refusalOf(question, site)).toMatch(expected)
  },
)
