/** Is this a host, or a file, a call, two words without a space between them? Pure; there is no list of all hosts. */

/** Endings of files that are named in texts about websites. Some are top-level domains too; see FILES_AND_DOMAINS. */
const FILES = new Set(
  (
    'php phtml js mjs cjs ts tsx jsx json jsonc html htm xhtml css scss sass less xml yml yaml toml ini conf cfg env txt csv tsv log ' +
    'sql gz tar tgz rar zip bak old lock map png jpg jpeg gif webp avif svg ico pdf doc docx xls xlsx ppt pptx odt ods mpeg mpg ' +
    'avi mkv webm ogg wav flac woff ttf otf eot exe dll dmg msi apk deb rpm iso jar htaccess htpasswd pot vue twig phar wxr ' +
    'java class lua swift kt go rb vim bash zsh bat cmd psd eps heic tmpl dist sample default config dir tpl inc'
  ).split(' '),
)
/** Domains of countries as well, so that programs make links of them. */
const FILES_AND_DOMAINS = new Set(['md', 'sh', 'py', 'pl', 'rs', 'po', 'mo', 'so', 'cc'])

/** After digits alone, only these: `3.stock` and `1.märz` are no hosts. */
const AFTER_DIGITS = /^(?:com|net|org|info|biz|top|vip|xyz|io|me|cc|tv|tk|cn|ru)$/
/** Domains that are no ordinary word of a program; any two letters are one of a country. */
const IN_CODE =
  /^(?:com|net|org|edu|gov|mil|int|info|biz|app|dev|xyz|top|shop|site|online|club|store|tech|live|click|link|win|vip|icu|test|example|invalid|onion|zone|xn--.*|[a-z]{2})$/
/** What objects have, or selectors: `post.id`, `rows.at`, `div.info`. */
const MEMBERS = /^(?:id|is|at|to|in|as|do|by|so|no|my|me|it|us|fn|el|db|ip|on|js|go|pm|am)$/
const OBJECTS =
  /^(?:wp|jquery|react|document|window|console|this|self|object|array|math|json|promise|process|module|exports|event|settings|styles|elements|a|p|div|span|li|ul|ol|nav|body|html|h[1-6]|input|form|table|button)$/

/** A file as programs that make links would not know one: best shown as code. */
export function looksLikeFile(name: string): boolean {
  return FILES_AND_DOMAINS.has(lastLabel(name))
}

/** @param name Labels with dots between them, the last of letters. */
export function looksLikeHost(name: string): boolean {
  const labels = name.toLowerCase().split('.')
  const last = lastLabel(name)
  const others = labels.slice(0, -1)
  if (FILES.has(last)) return false
  if (others.every((label) => /^v?\d+$/.test(label))) return AFTER_DIGITS.test(last)
  // "z.B.im", "i.d.R.als".
  return others.length === 1 || !others.every((label) => /^\p{L}$/u.test(label))
}

/** In code a dot mostly stands between an object and what it has. */
export function looksLikeHostInCode(name: string, before: string, after: string): boolean {
  const last = lastLabel(name)
  const [first = ''] = name.toLowerCase().split('.')
  if (/[.#>$_-]$/.test(before) || after.startsWith('(') || OBJECTS.test(first)) return false
  return looksLikeHost(name) && IN_CODE.test(last) && !MEMBERS.test(last) && !FILES_AND_DOMAINS.has(last)
}

function lastLabel(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase()
}
