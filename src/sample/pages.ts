/**
 * The pages of the sample site as its visitors see them: front page, post, password form, 404. Content stands there as
 * WordPress rendered it, with its noise and its hidden parts, and with the ids that the deep links of answers point to.
 */
import { permalinkOf } from './rest-shapes.ts'
import type { SamplePost, SampleSite, SampleTerm } from './site.ts'
import { PAGE_STYLE } from './style.ts'

/** Pages as a menu, posts newest first. Whatever asks not to be found is left out, like on a real front page. */
export function renderFrontPage(site: SampleSite, origin: string): string {
  const listed = site.posts.filter((post) => post.status === 'publish' && !post.isNoindex)
  const pages = listed.filter((post) => post.type === 'page')
  const posts = listed.filter((post) => post.type === 'post').sort((a, b) => b.dateGmt.localeCompare(a.dateGmt))
  const main = `<h1>Welcome</h1>
<ul class="site-menu">${pages.map((page) => `<li>${linkTo(page, origin)}</li>`).join('\n')}</ul>
<h2 id="latest">Latest from the island</h2>
${posts.map((post) => `<article><h3>${linkTo(post, origin)}</h3><p class="byline">${byline(site, post)}</p>${post.excerptHtml}</article>`).join('\n')}`
  return layout(site, { title: escapeHtml(site.name), main, origin })
}

export function renderPost(site: SampleSite, post: SamplePost, origin: string): string {
  const terms = namesOf(site.categories, post.categories).join(', ')
  const body = post.password ? PASSWORD_FORM : post.contentHtml
  const main = `<article><h1>${shownTitle(post)}</h1>
<p class="byline">${byline(site, post)}${terms && ` in ${terms}`}</p>
${body}</article>`
  const robots = post.isNoindex ? '<meta name="robots" content="noindex, follow">' : ''
  return layout(site, { title: `${plainTitle(post)} &#8211; ${escapeHtml(site.name)}`, main, origin, robots })
}

export function renderNotFound(site: SampleSite, origin: string): string {
  const main = `<h1>There is nothing here but fog</h1>
<p>This page does not exist, or not for everybody. Go back to the <a href="${origin}/">front page</a>.</p>`
  return layout(site, { title: `Page not found &#8211; ${escapeHtml(site.name)}`, main, origin })
}

// Nobody can unlock it here: it stands for the form of WordPress, so that a protected post looks like one.
const PASSWORD_FORM = `<form class="post-password-form" method="get">
<p>This content is password-protected. To view it, please enter the password below.</p>
<p><label>Password: <input name="post_password" type="password" size="20"></label> <button type="submit">Enter</button></p>
</form>`

interface Page {
  /** Safe HTML, without tags. */
  title: string
  main: string
  origin: string
  robots?: string
}

function layout(site: SampleSite, { title, main, origin, robots = '' }: Page): string {
  return `<!doctype html>
<html lang="${escapeHtml(site.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${robots}
<link rel="https://api.w.org/" href="${origin}/wp-json/">
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
</head>
<body>
<header class="site-header"><a href="${origin}/">${escapeHtml(site.name)}</a><p>${escapeHtml(site.description)}</p></header>
<main>
${main}
</main>
<footer>A made-up place: the sample site of AskPress.</footer>
</body>
</html>
`
}

function linkTo(post: SamplePost, origin: string): string {
  return `<a href="${permalinkOf(origin, post)}">${shownTitle(post)}</a>`
}

/** WordPress's themes, unlike its REST API, put the word in front of the title. */
function shownTitle(post: SamplePost): string {
  return post.password ? `Protected: ${post.titleHtml}` : post.titleHtml
}

function plainTitle(post: SamplePost): string {
  return shownTitle(post).replace(/<[^>]*>/g, '')
}

function byline(site: SampleSite, post: SamplePost): string {
  const day = new Intl.DateTimeFormat(site.language, { dateStyle: 'long', timeZone: 'UTC' })
  const author = namesOf(site.users, [post.author]).join('')
  return `<time datetime="${post.dateGmt}Z">${day.format(new Date(`${post.dateGmt}Z`))}</time> by ${author}`
}

function namesOf(terms: SampleTerm[], ids: number[]): string[] {
  return terms.filter((term) => ids.includes(term.id)).map((term) => escapeHtml(term.name))
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
