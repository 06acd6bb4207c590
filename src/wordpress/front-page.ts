/** What the front page of a site tells about itself: where its REST API is, and its language. */
import type { HttpResponse } from '../upstream/http.ts'

export interface FrontPage {
  /** As printed, perhaps relative; the header before the element. Null when the page names none. */
  apiRoot: string | null
  /** BCP 47 primary subtag, lower case. */
  language: string | null
  /** Made by the hosted WordPress.com, where simple sites have no REST API of their own. */
  isWordpressCom: boolean
}

const REL = 'https://api.w.org/'
/** `<head>` is all we want; some themes put a megabyte of styles after it. */
const MAX_CHARS = 500_000

export function readFrontPage(response: HttpResponse): FrontPage {
  const html = response.body.toString('utf8', 0, MAX_CHARS)
  return {
    apiRoot: findInHeader(response.headers['link'] ?? '') ?? findInElements(html),
    language: languageOf(html),
    isWordpressCom: /\/\/s\d\.wp\.com\/|public-api\.wordpress\.com/.test(html),
  }
}

/** `<https://x.test/wp-json/>; rel="https://api.w.org/", <…>; rel=shortlink` */
function findInHeader(header: string): string | null {
  for (const [, target, parameters] of header.matchAll(/<([^>]*)>([^<]*)/g)) {
    if (parameters?.includes(REL)) return target ?? null
  }
  return null
}

function findInElements(html: string): string | null {
  const tag = (html.match(/<link\b[^>]*>/gi) ?? []).find((link) => link.includes(REL))
  const [, quoted] = /\bhref\s*=\s*["']([^"']+)["']/i.exec(tag ?? '') ?? []
  return quoted?.replaceAll('&#038;', '&').replaceAll('&amp;', '&') ?? null
}

function languageOf(html: string): string | null {
  const [, locale] = /<html\b[^>]*?\blang\s*=\s*["']?([a-z]{2,3})\b/i.exec(html) ?? []
  return locale?.toLowerCase() ?? null
}
