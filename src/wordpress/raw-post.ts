/** One post of a REST answer, checked and evened out. Names of authors and terms are still ids: names.ts resolves them. */
import type { Post } from '../types.ts'
import { readGmtDate } from './dates.ts'
import { idOf, isProtectedOf, type JsonRecord, nameIdsOf, recordOf, renderedOf, textOf } from './shapes.ts'

export interface RawPost extends Omit<Post, 'author' | 'categories' | 'tags' | 'imageAlt'> {
  mediaId: number | null
}

/** All that is read here, so that a site renders and sends nothing else. The last ones belong to plugins. */
export const POST_FIELDS = [
  'id,type,link,slug,status,title,content,date_gmt,modified_gmt,author,categories,tags,featured_media',
  'lang,wpml_current_locale',
  'yoast_head_json.robots,aioseo_head_json.robots,rank_math_robots,meta.rank_math_robots',
].join(',')

/** @returns what is wrong with the post, as a sentence, when it cannot be read. */
export function readRawPost(row: JsonRecord, { base, now }: { base: string; now: Date }): RawPost | string {
  const wpId = idOf(row['id'])
  if (wpId === null) return 'The post has no usable id.'
  const contentHtml = renderedOf(row['content'])
  if (contentHtml === null) return `Post ${wpId} came without content.rendered: a plugin has changed the REST answer.`
  const url = URL.parse(textOf(row['link']), base)
  if (!url || !/^https?:$/.test(url.protocol)) return `Post ${wpId} came without a usable link.`
  const isProtected = isProtectedOf(row['content'])
  return {
    wpId,
    type: textOf(row['type']),
    url: url.href,
    slug: textOf(row['slug']),
    titleHtml: renderedOf(row['title']) ?? '',
    // Somebody who may edit gets the text of a protected post; the index is for everybody.
    contentHtml: isProtected ? '' : contentHtml,
    // Asked without a login there is nothing but published posts, so a missing status means that.
    status: textOf(row['status']) || 'publish',
    isProtected,
    isNoindex: isNoindex(row),
    publishedAt: readGmtDate(row['date_gmt'], now),
    modifiedAt: readGmtDate(row['modified_gmt'], now),
    modifiedGmt: textOf(row['modified_gmt']),
    language: languageOf(row),
    nameIds: nameIdsOf(row),
    mediaId: idOf(row['featured_media']),
  }
}

/** Yoast SEO, All in One SEO and Rank Math each say it in their own place, always with the word `noindex`. */
function isNoindex(row: JsonRecord): boolean {
  const robots = [
    recordOf(recordOf(row['yoast_head_json'])?.['robots'])?.['index'],
    recordOf(row['aioseo_head_json'])?.['robots'],
    row['rank_math_robots'],
    recordOf(row['meta'])?.['rank_math_robots'],
  ]
  return robots.flat().some((word) => typeof word === 'string' && /\bnoindex\b/.test(word))
}

/** Polylang Pro prints `lang` (`de`), WPML `wpml_current_locale` (`de_DE`). Primary subtag only. */
function languageOf(row: JsonRecord): string | null {
  const locale = textOf(row['lang']) || textOf(row['wpml_current_locale'])
  const [, primary] = /^([a-z]{2,3})(?:[-_].*)?$/i.exec(locale) ?? []
  return primary?.toLowerCase() ?? null
}
