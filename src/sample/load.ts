/**
 * The built-in sample site, read from posts/: site.json holds its people, terms and pictures; each HTML file is one post
 * exactly as WordPress 7.1 rendered it, below a comment with its metadata. Links in it are relative to the site's root,
 * since the port of the demo is known only when it runs.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { SamplePost, SampleSite, SampleTerm } from './site.ts'

const FOLDER = new URL('./posts/', import.meta.url)

const term = z.strictObject({ id: z.int().positive(), slug: z.string(), name: z.string() })
const siteFile = z.strictObject({
  name: z.string(),
  description: z.string(),
  language: z.string(),
  users: z.array(term),
  categories: z.array(term),
  tags: z.array(term),
  media: z.array(z.strictObject({ id: z.int().positive(), altText: z.string(), caption: z.string() })),
})
const utc = z.iso.datetime({ local: true, precision: 0 })
const frontMatter = z.strictObject({
  id: z.int().positive(),
  type: z.enum(['post', 'page']),
  status: z.enum(['publish', 'draft', 'private', 'future', 'trash']).default('publish'),
  /** As rendered: HTML with entities. */
  title: z.string(),
  /** Plain words; empty when nobody wrote one. */
  excerpt: z.string().default(''),
  /** Slugs of site.json: readable, and a misspelt one stops the loading. */
  author: z.string(),
  categories: z.array(z.string()).default([]),
  tags: z.array(z.string()).default([]),
  featuredMedia: z.int().default(0),
  date: utc,
  modified: utc,
  password: z.string().min(1).optional(),
  noindex: z.boolean().default(false),
})

type SiteFile = z.infer<typeof siteFile>

/** @throws Error naming the file, when one does not fit: the files ship with the program, so that is a bug. */
export function loadSampleSite(): SampleSite {
  const site = siteFile.parse(JSON.parse(readFileSync(new URL('site.json', FOLDER), 'utf8')))
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.html'))
  const posts = files.map((name) => readPost(site, name)).sort((a, b) => a.id - b.id)
  return { ...site, posts }
}

function readPost(site: SiteFile, fileName: string): SamplePost {
  // A Windows checkout may have put \r\n into the files.
  const text = readFileSync(new URL(fileName, FOLDER), 'utf8').replaceAll('\r\n', '\n')
  try {
    return parsePost(site, fileName.replace(/\.html$/, ''), text)
  } catch (cause) {
    throw new Error(`Sample post ${fileName} cannot be read.`, { cause })
  }
}

function parsePost(site: SiteFile, slug: string, text: string): SamplePost {
  const [, json, contentHtml] = /^<!--\n(\{[\s\S]*?\n\})\n-->\n([\s\S]*)$/.exec(text) ?? []
  if (json === undefined || contentHtml === undefined) throw new Error('It does not begin with a comment holding JSON.')
  const front = frontMatter.parse(JSON.parse(json))
  return {
    id: front.id,
    type: front.type,
    slug,
    status: front.status,
    titleHtml: front.title,
    contentHtml,
    excerptHtml: front.excerpt === '' ? '' : `<p>${front.excerpt}</p>\n`,
    author: idOf(site.users, front.author),
    categories: front.categories.map((name) => idOf(site.categories, name)),
    tags: front.tags.map((name) => idOf(site.tags, name)),
    featuredMedia: front.featuredMedia,
    dateGmt: front.date,
    modifiedGmt: front.modified,
    ...(front.password === undefined ? {} : { password: front.password }),
    ...(front.noindex ? { isNoindex: true } : {}),
  }
}

function idOf(terms: SampleTerm[], slug: string): number {
  const found = terms.find((one) => one.slug === slug)
  if (!found) throw new Error(`site.json knows no "${slug}".`)
  return found.id
}
