/** Posts come and go while a site is listed: nothing that stays may be lost, nothing may come twice. */
import { expect, it } from 'vitest'
import { aRandom } from '../../test/random.ts'
import { aPost, aSite, somePosts } from '../../test/wordpress/make-site.ts'
import { aClient, aServer, POSTS, range, sweepAll } from '../../test/wordpress/open-client.ts'

it('F19 loses no post when others are deleted in front of it', async () => {
  const site = aSite({ posts: somePosts(1, 350) })
  const server = await aServer({ site })
  const gone = [5, 17, 40]
  const remove = () => {
    site.posts = site.posts.filter(({ id }) => !gone.includes(id))
  }
  server.fault({ match: 'offset=99', times: 1, run: remove })
  expect((await sweepAll(aClient(server))).ids.toSorted((a, b) => a - b)).toEqual(range(1, 350))
})

it('F19 loses no post when half the site is deleted under it', async () => {
  const site = aSite({ posts: somePosts(1, 350) })
  const server = await aServer({ site })
  const remove = () => {
    site.posts = site.posts.filter(({ id }) => id > 190)
  }
  server.fault({ match: 'offset=198', times: 1, run: remove })
  const swept = await sweepAll(aClient(server))
  expect(swept.ids.filter((id) => id > 190).toSorted((a, b) => a - b)).toEqual(range(191, 350))
  expect(swept.isComplete).toBe(true)
})

it('F19 loses no post when the site slows down while others are deleted', async () => {
  const site = aSite({ posts: somePosts(1, 350) })
  const server = await aServer({ site })
  const slowDown = () => {
    server.quirks.hangsAbove = 12
    site.posts = site.posts.filter(({ id }) => id > 90)
  }
  server.fault({ match: 'offset=99', times: 1, run: slowDown })
  const swept = await sweepAll(aClient(server, { timeoutMs: 200 }))
  expect(swept.ids.filter((id) => id > 90).toSorted((a, b) => a - b)).toEqual(range(91, 350))
})

it('F19 loses no post when the site slows down while we go back', async () => {
  const site = aSite({ posts: somePosts(1, 350) })
  const server = await aServer({ site })
  const remove = () => {
    site.posts = site.posts.filter(({ id }) => id > 90)
  }
  server.fault({ match: 'offset=99', times: 1, run: remove })
  server.fault({ match: 'offset=49', times: 1, run: () => Object.assign(server.quirks, { hangsAbove: 12 }) })
  const swept = await sweepAll(aClient(server, { timeoutMs: 200 }))
  expect(swept.ids.filter((id) => id > 90).toSorted((a, b) => a - b)).toEqual(range(91, 350))
})

it('F19 loses no post where pages are capped without a word', async () => {
  const site = aSite({ posts: somePosts(1, 350) })
  const server = await aServer({ site, quirks: { silentCap: 15 } })
  const remove = () => {
    site.posts = site.posts.filter(({ id }) => id > 60)
  }
  server.fault({ match: 'offset=70', times: 1, run: remove })
  const { ids } = await sweepAll(aClient(server))
  expect(ids.filter((id) => id > 60).toSorted((a, b) => a - b)).toEqual(range(61, 350))
})

it.each([1, 2, 120])('F19 loses no post that earlier listings showed when %i are deleted in front', async (count) => {
  const site = aSite({ posts: somePosts(1, 350) })
  const server = await aServer({ site })
  const remove = () => {
    site.posts = site.posts.filter(({ id }) => id > count)
  }
  server.fault({ match: (request) => request.query.get('offset') === '200', times: 1, run: remove })
  const { ids } = await sweepAll(aClient(server), POSTS, range(1, 350))
  expect(ids.filter((id) => id > count).toSorted((a, b) => a - b)).toEqual(range(count + 1, 350))
})

it('F19 loses no new post when one is deleted in front of it', async () => {
  const site = aSite({ posts: somePosts(1, 350) })
  const server = await aServer({ site })
  const remove = () => {
    site.posts = site.posts.filter(({ id }) => id !== 7)
  }
  server.fault({ match: (request) => request.query.get('offset') === '100', times: 1, run: remove })
  // 101 is new: it moves to the place that the first page ended with.
  const { ids } = await sweepAll(
    aClient(server),
    POSTS,
    range(1, 350).filter((id) => id !== 101),
  )
  expect(ids.toSorted((a, b) => a - b)).toEqual(range(1, 350))
})

it('F20 lists no post twice when one appears in front', async () => {
  const site = aSite({ posts: somePosts(101, 350) })
  const server = await aServer({ site })
  server.fault({ match: 'offset=99', times: 1, run: () => site.posts.push(...somePosts(1, 5)) })
  const swept = await sweepAll(aClient(server))
  expect(swept.ids).toEqual(range(101, 350))
})

it.each(range(1, 50))('lists all that stays while posts come and go at random (seed %i)', async (seed) => {
  const random = aRandom(seed)
  const site = aSite({ posts: somePosts(1000, 1150) })
  const isKnown = seed % 2 === 0
  const hides = (id: number) => seed % 4 > 1 && id % 17 === seed % 17
  const server = await aServer({ site, quirks: { perPageCap: 12, hides } })
  const stays = new Set(range(1000, 1150).filter((id) => !hides(id)))
  const change = () => {
    const doomed = site.posts.filter(() => random() < 0.04).map(({ id }) => id)
    for (const id of doomed) stays.delete(id)
    site.posts = site.posts.filter(({ id }) => !doomed.includes(id))
    if (random() < 0.5) site.posts.push(aPost({ id: Math.floor(random() * 900) + 1 }))
  }
  server.fault({ run: change })
  const { ids } = await sweepAll(aClient(server), POSTS, isKnown ? range(1000, 1150) : [])
  expect([...stays].filter((id) => !ids.includes(id))).toEqual([])
  expect(new Set(ids).size).toBe(ids.length)
})
