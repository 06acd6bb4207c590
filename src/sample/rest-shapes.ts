/** What WordPress prints for one post, term, user, medium and post type: field by field, in its order. */
import type { SampleMedia, SamplePost, SampleTerm } from './site.ts'

/** The public address of a post. */
export function permalinkOf(origin: string, post: SamplePost): string {
  return `${origin}/${post.slug}/`
}

export function postShape(post: SamplePost, origin: string): object {
  const isProtected = post.password !== undefined && post.password !== ''
  const base = `${origin}/wp-json/wp/v2`
  const isPost = post.type === 'post'
  return {
    id: post.id,
    date: post.dateGmt,
    date_gmt: post.dateGmt,
    guid: { rendered: `${origin}/?p=${post.id}` },
    modified: post.modifiedGmt,
    modified_gmt: post.modifiedGmt,
    slug: post.slug,
    status: post.status,
    type: post.type,
    link: permalinkOf(origin, post),
    title: { rendered: post.titleHtml },
    content: { rendered: isProtected ? '' : post.contentHtml, protected: isProtected },
    excerpt: { rendered: isProtected ? '' : post.excerptHtml, protected: isProtected },
    author: post.author,
    featured_media: post.featuredMedia,
    ...(isPost ? {} : { parent: 0, menu_order: 0 }),
    comment_status: 'closed',
    ping_status: 'closed',
    ...(isPost ? { sticky: false } : {}),
    template: '',
    ...(isPost ? { format: 'standard' } : {}),
    meta: { footnotes: '' },
    ...(isPost ? { categories: post.categories, tags: post.tags } : {}),
    class_list: [`post-${post.id}`, post.type, `type-${post.type}`, `status-${post.status}`, 'hentry'],
    // Printed by Yoast SEO on sites that have it; here on the posts that need it, so that others look plain.
    ...(post.isNoindex ? { yoast_head_json: { robots: { index: 'noindex', follow: 'follow' } } } : {}),
    _links: {
      self: [{ href: `${base}/${post.type}s/${post.id}` }],
      collection: [{ href: `${base}/${post.type}s` }],
      about: [{ href: `${base}/types/${post.type}` }],
      author: [{ embeddable: true, href: `${base}/users/${post.author}` }],
      'wp:attachment': [{ href: `${base}/media?parent=${post.id}` }],
      curies: [{ name: 'wp', href: 'https://api.w.org/{rel}', templated: true }],
    },
  }
}

export function termShape(name: 'categories' | 'tags', term: SampleTerm & { count: number }, origin: string): object {
  const word = name === 'tags' ? 'tag' : 'category'
  return {
    id: term.id,
    count: term.count,
    description: '',
    link: `${origin}/${word}/${term.slug}/`,
    name: term.name,
    slug: term.slug,
    taxonomy: name === 'tags' ? 'post_tag' : 'category',
    ...(name === 'tags' ? {} : { parent: 0 }),
    meta: [],
    _links: linksOf(name, term.id, origin),
  }
}

export function userShape(user: SampleTerm, origin: string): object {
  return {
    id: user.id,
    name: user.name,
    url: origin,
    description: '',
    link: `${origin}/author/${user.slug}/`,
    slug: user.slug,
    avatar_urls: {},
    meta: [],
    _links: linksOf('users', user.id, origin),
  }
}

export function mediaShape(media: SampleMedia, origin: string): object {
  return {
    id: media.id,
    status: 'inherit',
    type: 'attachment',
    link: `${origin}/?attachment_id=${media.id}`,
    caption: { rendered: media.caption },
    alt_text: media.altText,
    media_type: 'image',
    mime_type: 'image/jpeg',
    _links: linksOf('media', media.id, origin),
  }
}

function linksOf(route: string, id: number, origin: string): object {
  const base = `${origin}/wp-json/wp/v2/${route}`
  return { self: [{ href: `${base}/${id}` }], collection: [{ href: base }] }
}

/** The types WordPress lists to anybody: the two that hold content among its own machinery. */
export function typeShapes(origin: string): Record<string, object> {
  const type = (slug: string, name: string, restBase: string, taxonomies: string[] = []) => ({
    description: '',
    hierarchical: slug === 'page',
    has_archive: false,
    name,
    slug,
    icon: null,
    taxonomies,
    rest_base: restBase,
    rest_namespace: 'wp/v2',
    _links: { 'wp:items': [{ href: `${origin}/wp-json/wp/v2/${restBase}` }] },
  })
  return {
    post: type('post', 'Posts', 'posts', ['category', 'post_tag']),
    page: type('page', 'Pages', 'pages'),
    attachment: type('attachment', 'Media', 'media'),
    nav_menu_item: type('nav_menu_item', 'Navigation Menu Items', 'menu-items', ['nav_menu']),
    wp_block: type('wp_block', 'Patterns', 'blocks'),
    wp_template: type('wp_template', 'Templates', 'templates'),
    wp_navigation: type('wp_navigation', 'Navigation Menus', 'navigation'),
    wp_font_face: type('wp_font_face', 'Font Faces', 'font-families/(?P<font_family_id>[\\d]+)/font-faces'),
  }
}
