/** Every `fixtures/posts/x.html`, read, is the Markdown of `x.md`, which was checked by eye. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { aPost } from '../../test/makers.ts'
import { readPost } from './read.ts'

const FOLDER = `${import.meta.dirname}/fixtures/posts`

const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.html'))
  .map((file) => file.slice(0, -'.html'.length))

it.each(names)('reads %s.html as its Markdown', (name) => {
  const contentHtml = readFileSync(`${FOLDER}/${name}.html`, 'utf8')

  const { text } = readPost(aPost({ contentHtml }), { siteLanguage: 'en' })

  expect(text.trim()).toBe(readFileSync(`${FOLDER}/${name}.md`, 'utf8').trim())
})
