import { expect, it } from 'vitest'
import { aPost, aSite, somePosts } from '../../test/wordpress/make-site.ts'
import { answerRest } from './rest.ts'
import type { SampleSite } from './site.ts'

const origin = 'https://museum.test'

function get(url: string, site: SampleSite = aSite({ posts: somePosts(1, 25) }), method = 'GET') {
  const answer = answerRest(site, { method, url, origin })
  if (!answer) throw new Error(`${url} is not an address of the API`)
  return { ...answer, json: answer.body === '' ? null : JSON.parse(answer.body) }
}

const ids = (rows: { id: number }[]) => rows.map(({ id }) => id)

it.each(['/', '/post-1/', '/wp-jsonp', '/wp-json-fake/wp/v2/posts', '/?s=rest_route'])(
  'leaves %s to the pages',
  (url) => {
    expect(answerRest(aSite(), { method: 'GET', url, origin })).toBeNull()
  },
)

it.each(['/wp-json', '/wp-json/', '/?rest_route=/', '/index.php?rest_route=/', '/index.php/wp-json/'])(
  'tells who the site is under %s',
  (url) => {
    expect(get(url).json).toMatchObject({ name: 'Harbour Museum', home: origin, gmt_offset: 0, timezone_string: 'UTC' })
    expect(get(url).headers['Link']).toBe(`<${origin}/wp-json/>; rel="https://api.w.org/"`)
  },
)

it('cuts the index to the wanted fields', () => {
  expect(get('/wp-json/?_fields=namespaces,name').json).toEqual({
    name: 'Harbour Museum',
    namespaces: expect.arrayContaining(['wp/v2']),
  })
})

it('prints a post as WordPress does', () => {
  const post = aPost({ id: 7, titleHtml: 'Café', featuredMedia: 9001 })
  const answer = get('/wp-json/wp/v2/posts/7', aSite({ posts: [post] }))
  expect(answer.json).toMatchObject({
    id: 7,
    date: '2026-03-01T09:30:00',
    date_gmt: '2026-03-01T09:30:00',
    modified_gmt: '2026-03-02T10:00:00',
    link: 'https://museum.test/post-7/',
    title: { rendered: 'Café' },
    content: { rendered: '<p>Text of post 7.</p>\n', protected: false },
    categories: [1],
    featured_media: 9001,
    _links: { self: [{ href: 'https://museum.test/wp-json/wp/v2/posts/7' }] },
  })
  expect(answer.json).not.toHaveProperty('yoast_head_json')
  expect(answer.body).toContain('Caf\\u00e9')
  expect(answer.body).toContain('https:\\/\\/museum.test\\/post-7\\/')
})

it('lists the newest ten first unless told otherwise, with totals and links', () => {
  const posts = somePosts(1, 25).map((post) => ({
    ...post,
    dateGmt: `2026-01-${String(post.id).padStart(2, '0')}T00:00:00`,
  }))
  const { json, headers } = get('/wp-json/wp/v2/posts?_fields=id&page=2', aSite({ posts }))
  expect(ids(json)).toEqual([15, 14, 13, 12, 11, 10, 9, 8, 7, 6])
  expect(headers).toMatchObject({
    'X-WP-Total': '25',
    'X-WP-TotalPages': '3',
    Link: expect.stringMatching(/page=1>; rel="prev", <.*page=3>; rel="next"/),
  })
})

it.each([
  ['orderby=id&order=asc&per_page=3', [1, 2, 3]],
  ['orderby=id&order=asc&per_page=3&page=2', [4, 5, 6]],
  ['orderby=id&order=asc&per_page=3&offset=7&page=2', [8, 9, 10]],
  ['include=9,3,5&orderby=include', [9, 3, 5]],
  ['include[]=9&include[]=3&orderby=id&order=asc', [3, 9]],
  ['orderby=id&exclude=25,24&per_page=2', [23, 22]],
  ['slug=post-4', [4]],
  ['modified_after=2026-03-02T10:00:00Z', []],
  ['modified_after=2026-03-02T09:59:59&per_page=1&orderby=id', [25]],
])('answers %s', (query, expected) => {
  expect(ids(get(`/wp-json/wp/v2/posts?_fields=id&${query}`).json)).toEqual(expected)
})

it('lists what is public only, pages apart from posts', () => {
  const posts = [
    aPost({ id: 1 }),
    aPost({ id: 2, status: 'draft' }),
    aPost({ id: 3, type: 'page' }),
    aPost({ id: 4, status: 'trash' }),
  ]
  const site = aSite({ posts })
  expect(ids(get('/wp-json/wp/v2/posts', site).json)).toEqual([1])
  expect(ids(get('/wp-json/wp/v2/pages', site).json)).toEqual([3])
})

it('empties a protected post but lists it', () => {
  const site = aSite({ posts: [aPost({ id: 1, password: 'x' })] })
  expect(get('/wp-json/wp/v2/posts?_fields=content,excerpt,title', site).json).toEqual([
    {
      title: { rendered: 'Post 1' },
      content: { rendered: '', protected: true },
      excerpt: { rendered: '', protected: true },
    },
  ])
})

it('tells robots of a post that asks not to be indexed', () => {
  const site = aSite({ posts: [aPost({ id: 1, isNoindex: true })] })
  expect(get('/wp-json/wp/v2/posts?_fields=yoast_head_json.robots', site).json).toEqual([
    { yoast_head_json: { robots: { index: 'noindex', follow: 'follow' } } },
  ])
})

it('picks nested fields, and links only when asked', () => {
  const site = aSite({ posts: [aPost({ id: 1 })] })
  expect(get('/wp-json/wp/v2/posts?_fields=id,title.rendered,content.protected', site).json).toEqual([
    { id: 1, title: { rendered: 'Post 1' }, content: { protected: false } },
  ])
  expect(Object.keys(get('/wp-json/wp/v2/posts?_fields=_links', site).json[0])).toEqual(['_links'])
})

it.each([
  [
    'posts?per_page=101',
    400,
    'rest_invalid_param',
    { per_page: 'per_page must be between 1 (inclusive) and 100 (inclusive)' },
  ],
  ['posts?per_page=', 400, 'rest_invalid_param', { per_page: 'per_page is not of type integer.' }],
  ['posts?per_page=abc', 400, 'rest_invalid_param', { per_page: 'per_page is not of type integer.' }],
  ['posts?page=0', 400, 'rest_invalid_param', { page: 'page must be greater than or equal to 1' }],
  ['posts?order=up', 400, 'rest_invalid_param', { order: 'order is not one of asc and desc.' }],
  ['posts?status=draft', 400, 'rest_invalid_param', { status: 'Status is forbidden.' }],
  ['posts?include=abc', 400, 'rest_invalid_param', { include: 'include[0] is not of type integer.' }],
  ['posts?modified_after=foo', 400, 'rest_invalid_param', { modified_after: 'Invalid date.' }],
  ['posts?modified_after=2026-01-01', 400, 'rest_invalid_param', { modified_after: 'Invalid date.' }],
  ['posts?orderby=relevance', 400, 'rest_no_search_term_defined', undefined],
  ['posts/abc', 404, 'rest_no_route', undefined],
  ['posts?orderby=include', 400, 'rest_orderby_include_missing_include', undefined],
  ['posts?page=4', 400, 'rest_post_invalid_page_number', undefined],
  ['posts/999', 404, 'rest_post_invalid_id', undefined],
  ['pages/1', 404, 'rest_post_invalid_id', undefined],
  ['categories/99', 404, 'rest_term_invalid', undefined],
  ['users/99', 404, 'rest_user_invalid_id', undefined],
  ['types/nope', 404, 'rest_type_invalid', undefined],
  ['nope', 404, 'rest_no_route', undefined],
])('refuses %s as WordPress does', (route, status, code, params) => {
  const answer = get(`/wp-json/wp/v2/${route}`)
  expect(answer.status).toBe(status)
  expect(answer.json).toMatchObject({
    code,
    message: expect.any(String),
    data: { status, ...(params ? { params } : {}) },
  })
})

it.each(['draft', 'private', 'future', 'trash'] as const)('says 401 of a single %s', (status) => {
  const answer = get('/wp-json/wp/v2/posts/1', aSite({ posts: [aPost({ id: 1, status })] }))
  expect([answer.status, answer.json.code]).toEqual([401, 'rest_forbidden'])
})

it.each(['include=999&page=7', 'offset=999'])('answers an empty listing to %s, with no totals', (query) => {
  const answer = get(`/wp-json/wp/v2/posts?${query}`)
  expect([answer.status, answer.json, answer.headers['X-WP-Total']]).toEqual([200, [], '0'])
})

it('changes nothing', () => {
  expect(get('/wp-json/wp/v2/posts', aSite(), 'POST').status).toBe(401)
})

it('answers HEAD with headers alone', () => {
  const answer = get('/wp-json/wp/v2/posts', aSite({ posts: somePosts(1, 3) }), 'HEAD')
  expect([answer.body, answer.headers['X-WP-Total']]).toEqual(['', '3'])
})

it('puts status and headers into an envelope', () => {
  expect(get('/wp-json/wp/v2/posts?_envelope=1&_fields=id&include=3').json).toMatchObject({
    body: [{ id: 3 }],
    status: 200,
    headers: { 'X-WP-Total': 1 },
  })
  const refused = get('/wp-json/wp/v2/posts/999?_envelope=1')
  expect([refused.status, refused.json.status, refused.json.headers]).toEqual([200, 404, []])
})

it.each([
  ['users', { id: 1, name: 'Ada', slug: 'ada' }],
  ['categories', { id: 1, name: 'News', count: 25, taxonomy: 'category' }],
  ['tags', { id: 2, name: 'Ships', taxonomy: 'post_tag' }],
  ['media', { id: 9001, alt_text: 'A lighthouse' }],
])('lists %s', (name, first) => {
  expect(get(`/wp-json/wp/v2/${name}?per_page=100`).json).toMatchObject([first])
})

it('orders tags by how much they are used', () => {
  const tags = [
    { id: 2, slug: 'a', name: 'Rare' },
    { id: 3, slug: 'b', name: 'Common' },
  ]
  const site = aSite({ tags, posts: [aPost({ id: 1, tags: [3] }), aPost({ id: 2, tags: [2, 3] })] })
  expect(ids(get('/wp-json/wp/v2/tags?orderby=count&order=desc', site).json)).toEqual([3, 2])
})

it('lists post types, its own machinery among them', () => {
  expect(get('/wp-json/wp/v2/types').json).toMatchObject({
    post: { slug: 'post', rest_base: 'posts', rest_namespace: 'wp/v2' },
    page: { rest_base: 'pages' },
    wp_block: { rest_base: 'blocks' },
  })
})

it('breaks ties of modified in another way on each page, as a database does', () => {
  const page = (offset: number) =>
    ids(get(`/wp-json/wp/v2/posts?orderby=modified&per_page=5&offset=${offset}&_fields=id`).json)
  const all = [0, 5, 10, 15, 20].flatMap(page)
  expect(new Set(all).size).toBeLessThan(25)
  expect(page(5)).toEqual(page(5))
})
