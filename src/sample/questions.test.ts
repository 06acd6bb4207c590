import { expect, it } from 'vitest'
import { loadSampleSite } from './load.ts'
import { sampleQuestions, unanswerableQuestions } from './questions.ts'

const site = loadSampleSite()

it.each(sampleQuestions)('"$question" is answered by $slug', ({ answerContains, slug }) => {
  const post = site.posts.find((one) => one.slug === slug && one.status === 'publish' && !one.password)
  expect(post?.contentHtml).toContain(answerContains)
})

it('asks each question once', () => {
  const questions = [...sampleQuestions.map(({ question }) => question), ...unanswerableQuestions]
  expect(new Set(questions).size).toBe(questions.length)
})
