/** The shape of a sample site: what rest.ts serves over WordPress REST and posts/ fills. Data only. */

export interface SampleSite {
  name: string
  description: string
  /** BCP 47, such as `en-GB`. */
  language: string
  users: SampleTerm[]
  categories: SampleTerm[]
  tags: SampleTerm[]
  media: SampleMedia[]
  posts: SamplePost[]
}

export interface SampleTerm {
  id: number
  slug: string
  name: string
}

export interface SampleMedia {
  id: number
  altText: string
  caption: string
}

export interface SamplePost {
  id: number
  type: 'post' | 'page'
  slug: string
  status: 'publish' | 'draft' | 'private' | 'future' | 'trash'
  /** `title.rendered`: HTML with entities. */
  titleHtml: string
  /** `content.rendered`. */
  contentHtml: string
  excerptHtml: string
  author: number
  categories: number[]
  tags: number[]
  /** Media id, 0 for none. */
  featuredMedia: number
  /** UTC, `2026-03-01T09:30:00`, as WordPress prints `*_gmt`. */
  dateGmt: string
  modifiedGmt: string
  password?: string
  isNoindex?: boolean
}
