/**
 * Posts a second that one core reads, cleans, cuts and hashes: `npx node bench/content.ts [POSTS]`; and the memory
 * that takes, for 2,000 posts and for 20,000. The posts are made here, 900 words each as the block editor writes them,
 * every one different so that no cache helps.
 */
import { execFileSync } from 'node:child_process'
import { countTokens } from 'gpt-tokenizer/encoding/cl100k_base'
import { chunk } from '../src/content/chunk.ts'
import { readPost } from '../src/content/read.ts'
import type { Post } from '../src/types.ts'
import { aPost } from '../test/makers.ts'
import { aRandom } from '../test/random.ts'

const WORDS = (
  'the a of and to in for with on that this is are was can will you we they it from by at as or not more most some each ' +
  'garden water harvest winter spring summer morning village kitchen bread flour oven recipe butter vegetable seed soil ' +
  'theme plugin server cache database setting editor block page visitor browser password backup update version release ' +
  'customer delivery invoice payment order product warranty return shipping address country language translation season ' +
  'quickly carefully usually often never always before after under above between without during because although while ' +
  'install configure remove choose write read measure compare explain prepare improve protect collect deliver describe ' +
  'small large early late bright quiet fresh simple careful reliable seasonal ordinary surprising traditional modern'
).split(' ')

const POSTS = Number(process.argv[2] ?? 3_000)
const BATCH = 100
const OPTIONS = {
  countTokens: (text: string) => countTokens(text, { disallowedSpecial: new Set() }),
  targetTokens: 300,
  maxTokens: 800,
  overlapTokens: 100,
}

if (process.argv[2] === 'memory') console.log(peakOf(Number(process.argv[3])))
else report()

function report(): void {
  run(posts(300, 1))
  const measured = posts(POSTS, 2)
  const bytes = measured.reduce((sum, post) => sum + Buffer.byteLength(post.contentHtml), 0)
  const startedAt = process.cpuUsage()
  const { passages, tokens } = run(measured)
  const { user, system } = process.cpuUsage(startedAt)
  const seconds = (user + system) / 1e6
  console.log(`${POSTS} posts of 900 words, ${(bytes / POSTS / 1000).toFixed(1)} kB of HTML each`)
  console.log(
    `${(POSTS / seconds).toFixed(0)} posts a second of CPU time, ${((seconds * 1000) / POSTS).toFixed(2)} ms a post`,
  )
  console.log(`${(passages / POSTS).toFixed(1)} passages a post, ${(tokens / passages).toFixed(0)} tokens a passage`)
  for (const count of [2_000, 20_000]) {
    // A process of its own each: what one run leaves behind must not hide the next one's.
    const peak = execFileSync(process.execPath, [import.meta.filename, 'memory', String(count)], { encoding: 'utf8' })
    console.log(`${count} posts one after the other: peak ${peak.trim()} MB resident`)
  }
}

/** As a sync goes over a site: batch by batch, nothing kept. */
function peakOf(count: number): string {
  for (let done = 0; done < count; done += BATCH) run(posts(BATCH, done + 1))
  return (process.resourceUsage().maxRSS / 1024).toFixed(0)
}

function run(some: readonly Post[]): { passages: number; tokens: number } {
  let passages = 0
  let tokens = 0
  for (const post of some) {
    for (const passage of chunk(readPost(post, { siteLanguage: 'en' }), OPTIONS)) {
      passages += 1
      tokens += passage.tokenCount
    }
  }
  return { passages, tokens }
}

function posts(count: number, seed: number): Post[] {
  const random = aRandom(seed)
  return Array.from({ length: count }, (_, at) => somePost(at + 1, random))
}

function somePost(wpId: number, random: () => number): Post {
  const titleHtml = `${words(6, random)} &#8211; ${words(2, random)}`
  return aPost({ wpId, titleHtml, contentHtml: html(random) })
}

/** Five sections of about 180 words: paragraphs with a link, a list, a picture, one table. */
function html(random: () => number): string {
  const parts = [paragraph(70, random)]
  for (let section = 0; section < 5; section++) {
    parts.push(`<h2 class="wp-block-heading" id="section-${section}">${words(4, random)}</h2>`)
    parts.push(paragraph(45, random), paragraph(45, random))
    const entries = Array.from({ length: 4 }, () => `<li>${words(8, random)}</li>`)
    parts.push(`<ul class="wp-block-list">\n${entries.join('\n\n')}</ul>`)
    parts.push(
      `<figure class="wp-block-image size-large"><img loading="lazy" decoding="async" width="1024" height="683" src="https://example.test/wp-content/uploads/2026/01/photo-1024x683.jpg" alt="${words(5, random)}" class="wp-image-12" srcset="https://example.test/wp-content/uploads/2026/01/photo-1024x683.jpg 1024w" sizes="(max-width: 1024px) 100vw, 1024px" /><figcaption class="wp-element-caption">${words(6, random)}</figcaption></figure>`,
      paragraph(30, random),
    )
  }
  const rows = Array.from({ length: 5 }, () => `<tr><td>${words(2, random)}</td><td>${words(3, random)}</td></tr>`)
  parts.push(
    `<figure class="wp-block-table"><table class="has-fixed-layout"><thead><tr><th>Name</th><th>Meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table></figure>`,
  )
  return parts.join('\n\n\n\n')
}

function paragraph(length: number, random: () => number): string {
  const half = length >> 1
  const link = `<a href="https://example.test/${words(1, random)}/">${words(3, random)}</a>`
  return `<p class="wp-block-paragraph">${words(half, random)}, ${link}. <strong>${words(2, random)}</strong> ${words(half - 5, random)} &#8220;${words(2, random)}&#8221;.</p>`
}

function words(count: number, random: () => number): string {
  const chosen = Array.from({ length: count }, () => WORDS[Math.floor(random() * WORDS.length)] ?? 'word')
  const text = chosen.join(' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
