/** What happens to a site, one seeded operation after the other. Each moves the time stamps that WordPress moves. */
import type { SamplePost } from '../../src/sample/site.ts'
import { isListed, type SiteModel } from './site-model.ts'

type Change = (model: SiteModel) => void

const HOUR = 3_600_000

/** A post in one of these states is changed, if there is one. */
function change(of: (post: SamplePost) => boolean, how: (post: SamplePost, model: SiteModel) => void): Change {
  return (model) => {
    const post = model.pick(model.site.posts.filter(of))
    if (post) how(post, model)
  }
}

/** As the editor saves it: the time stamp moves. */
function save(of: (post: SamplePost) => boolean, how: (post: SamplePost, model: SiteModel) => void): Change {
  return change(of, (post, model) => {
    how(post, model)
    post.modifiedGmt = model.stamp()
  })
}

const isAway = ({ status }: SamplePost) => status === 'private' || status === 'draft' || status === 'trash'

/** By name, with how often each comes up. */
export const changes: Record<string, { weight: number; run: Change }> = {
  create: { weight: 10, run: (model) => void model.add({ type: model.roll(12) === 0 ? 'page' : 'post' }) },
  twin: {
    weight: 1,
    run: change(isListed, ({ titleHtml, contentHtml }, model) => void model.add({ titleHtml, contentHtml })),
  },
  edit: { weight: 18, run: save(isListed, (post, model) => model.rewrite(post)) },
  silentEdit: { weight: 1, run: change(isListed, (post, model) => model.rewrite(post)) },
  trash: { weight: 4, run: save(isListed, (post) => setStatus(post, 'trash')) },
  private: { weight: 3, run: save(isListed, (post) => setStatus(post, 'private')) },
  draft: { weight: 3, run: save(isListed, (post) => setStatus(post, 'draft')) },
  publishAgain: { weight: 10, run: save(isAway, (post) => setStatus(post, 'publish')) },
  passwordOn: { weight: 3, run: save(isListed, (post) => Object.assign(post, { password: 'secret' })) },
  passwordOff: {
    weight: 3,
    run: save(
      (post) => post.password !== undefined,
      (post) => delete post.password,
    ),
  },
  noindexOn: { weight: 2, run: save(isListed, (post) => Object.assign(post, { isNoindex: true })) },
  noindexOff: {
    weight: 2,
    run: save(
      (post) => post.isNoindex === true,
      (post) => delete post.isNoindex,
    ),
  },
  schedule: { weight: 3, run: schedule },
  import: {
    weight: 3,
    run: (model) => {
      const old = model.stamp(-model.roll(100_000) * HOUR)
      model.add({ dateGmt: old, modifiedGmt: old })
    },
  },
  delete: { weight: 4, run: change(() => true, remove) },
  slug: { weight: 4, run: save(isListed, (post, model) => Object.assign(post, { slug: `moved-${model.roll(1e6)}` })) },
  type: { weight: 2, run: change(isListed, turn) },
  renameCategory: { weight: 1, run: (model) => renameCategory(model) },
  bulkTouch: { weight: 1, run: (model) => touchMany(model) },
  clockJump: { weight: 1, run: (model) => model.jump(model.pick([-HOUR, HOUR, -60_000]) ?? 0) },
}

const deck = Object.entries(changes).flatMap(([name, { weight }]) => Array<string>(weight).fill(name))

/** One operation; time goes on, or stands still within a second. @returns its name. */
export function changeSite(model: SiteModel): string {
  model.clock += model.roll(3) * model.roll(60) * 1_000
  for (const post of model.site.posts) {
    // WordPress publishes what is due and moves no time stamp.
    if (post.status === 'future' && Date.parse(`${post.dateGmt}Z`) <= model.clock) post.status = 'publish'
  }
  const drawn = model.pick(deck) ?? 'edit'
  // As many go as come, once the site is a third larger than it was.
  const name = drawn === 'create' && model.site.posts.length > model.usual * 1.3 ? 'delete' : drawn
  changes[name]?.run(model)
  return name
}

function setStatus(post: SamplePost, status: SamplePost['status']): void {
  post.status = status
}

function schedule(model: SiteModel): void {
  const later = model.stamp((1 + model.roll(48)) * HOUR)
  // Both were seen: the time of saving, and the time it is to be published at.
  const modifiedGmt = model.roll(2) === 0 ? later : model.stamp()
  model.add({ status: 'future', dateGmt: later, modifiedGmt })
}

function remove({ id }: SamplePost, { site }: SiteModel): void {
  site.posts = site.posts.filter((post) => post.id !== id)
}

function turn(post: SamplePost, model: SiteModel): void {
  post.type = post.type === 'post' ? 'page' : 'post'
  // Some plugins write to the database directly.
  if (model.roll(2) === 0) post.modifiedGmt = model.stamp()
}

function renameCategory({ site, roll }: SiteModel): void {
  for (const category of site.categories) category.name = `News ${roll(1e6)}`
}

/** Search and replace: many posts in one second, or a plugin that only saves them. */
function touchMany(model: SiteModel): void {
  const isRewritten = model.roll(2) === 0
  for (const post of model.site.posts.filter(isListed)) {
    if (model.roll(6) > 0) continue
    post.modifiedGmt = model.stamp()
    if (isRewritten) model.rewrite(post)
  }
}

/** A share of all posts, gone at once. */
export function loseMany(model: SiteModel, share: number): void {
  model.site.posts = model.site.posts.filter(() => model.random() >= share)
}
