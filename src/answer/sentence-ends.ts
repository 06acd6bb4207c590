/** Full stops that end no sentence. Shared by those who cut passages and those who cut what a model writes. Pure. */

/** "St.", "Dr.", "e.g.", "J."; "No." and "Yes." end a sentence, and say nothing without the next. */
const SHORT = /(?:^|[\s(])(?:\p{Lu}\p{Ll}{0,2}|(?:\p{L}\.)*\p{L})\.$/u
/** Longer ones that stand before a name, a number or a noun. Not "etc.": that ends sentences. */
const LONGER = new RegExp(
  `(?:^|[\\s(])(?:${[
    'mrs|prof|capt|dept|approx|incl|excl|resp|figs?|vol|tel|sept|max',
    'abb|abs|allg|bzw|bspw|bzgl|evtl|exkl|geb|gegr|ggf|hrsg|inkl|insb|jh|kap|mind|nr|sog|str|ungef|vgl|zzgl|ca|vs',
    'mme|mlle|núm|pág|avda|srta|sra|dña|aprox|p\\. ?ej|tlf|dott|blz|bijv',
  ].join('|')})\\.$`,
  'iu',
)
const ORDINAL = /(?:^|\s)\d{1,2}\.$/
const ORDINAL_LANGUAGES = new Set(['de', 'da', 'nb', 'nn', 'no', 'fi', 'cs', 'sk', 'hu', 'pl', 'hr', 'sl', 'et', 'lv'])

export function endsInAbbreviation(text: string): boolean {
  return SHORT.test(text) || LONGER.test(text)
}

/**
 * "14." as before a month, where dates are written so.
 *
 * @param language Left out, unknown: then any language may be one that writes so.
 */
export function endsInOrdinal(text: string, language?: string): boolean {
  return (language === undefined || ORDINAL_LANGUAGES.has(language)) && ORDINAL.test(text)
}
