/** Backups: what is written can be restored, and what was deleted meanwhile is not served from it. */
import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { backUp } from '../../src/app/backup.ts'
import { openDatabase } from '../../src/app/open.ts'
import { restore } from '../../src/app/restore.ts'
import type { Config } from '../../src/config.ts'
import type { Db } from '../../src/store/db.ts'
import { findRestored } from '../../src/store/restored.ts'
import { countRows } from '../../src/store/tables.ts'
import { testDatabaseUrl } from '../database.ts'
import {
  aTopicPost,
  type Engine,
  findTitles,
  type Installation,
  openInstallation,
  syncOnce,
  topicOf,
  withProgram,
} from './installation.ts'

// Whole databases are made, read and made again.
vi.setConfig({ testTimeout: 60_000 })

describe('a backup of the embedded database', () => tests('pglite'))
describe.skipIf(!testDatabaseUrl)('a backup of PostgreSQL', () => tests('postgres', serverTests))

function tests(engine: Engine, more: (scene: () => Scene) => void = () => {}): void {
  let installation: Installation
  let home: Config
  let file: string

  beforeAll(async () => {
    installation = await openInstallation(engine)
    home = await installation.newHome()
    await withProgram(home, syncOnce)
    file = join(installation.folder, 'first.backup')
    await backUp(home, { file, mayOverwrite: false })
  })
  beforeEach(() => {
    const { site } = installation.wordpress
    site.posts = Array.from({ length: 30 }, (_, at) => aTopicPost(at + 1))
  })
  afterEach(() => {
    vi.unstubAllEnvs()
  })
  afterAll(() => installation.close())

  it('comes back with every row, and serves nothing of what was deleted since', async () => {
    const { site } = installation.wordpress
    site.posts = site.posts.filter(({ id }) => id !== 7)
    const copy = await installation.newHome()

    const report = await restore(copy, { file, isReplacing: false })

    expect(report).toMatchObject({ sites: [expect.stringContaining('127.0.0.1')] })
    expect(report.rows.get('documents')).toBe(30)
    await withProgram(copy, async (app) => {
      const request = { question: 'anchors', filters: {}, history: [] }
      const refused = { kind: 'unavailable', code: 'restored', message: expect.stringContaining('out of a backup') }
      await expect(findTitles(app, topicOf(7))).rejects.toMatchObject(refused)
      await expect(app.ask(request, new AbortController().signal)).rejects.toMatchObject(refused)

      expect(await syncOnce(app)).toMatchObject({ outcome: 'done', unchanged: 29, removed: 1, embedded: { texts: 0 } })

      // What was refused a moment ago is remembered for a second.
      await expect.poll(() => findTitles(app, topicOf(8)).catch(() => [])).toEqual([`About ${topicOf(8)}`])
      expect(await findTitles(app, topicOf(7))).toEqual([])
    })
  })

  it('replaces what a database holds only when told so', async () => {
    await expect(restore(home, { file, isReplacing: false })).rejects.toMatchObject({
      kind: 'conflict',
      message: 'The database is not empty: it has 1 sites and 30 documents. --replace puts the backup in their place.',
    })

    const report = await restore(home, { file, isReplacing: true })

    expect(report.rows.get('documents')).toBe(30)
    expect(await withDatabase(home, findRestored)).toEqual(report.sites)
  })

  it('is refused when it was cut off, and leaves what is there alone', async () => {
    const cut = join(installation.folder, 'cut.backup')
    const whole = await readFile(file)
    await writeFile(cut, whole)
    await truncate(cut, Math.round(whole.length * 0.9))

    await expect(restore(home, { file: cut, isReplacing: true })).rejects.toMatchObject({ name: 'AppError' })

    expect(await withDatabase(home, (db) => countRows(db, ['documents']))).toEqual(new Map([['documents', 30]]))
  })

  it('is written over only when told so, and leaves nothing beside it', async () => {
    await expect(backUp(home, { file, mayOverwrite: false })).rejects.toMatchObject({
      kind: 'invalid_input',
      message: expect.stringContaining('--overwrite'),
    })

    const report = await backUp(home, { file, mayOverwrite: true })

    expect(report.rows.get('documents')).toBe(30)
    expect((await readdir(installation.folder)).filter((name) => name.includes('partial'))).toEqual([])
  })

  more(() => ({ installation, home, file }))
}

interface Scene {
  installation: Installation
  home: Config
  file: string
}

/** What is the same for both, or can only be so on a server. */
function serverTests(scene: () => Scene): void {
  it('is refused when its schema is newer than the program', async () => {
    const { installation } = scene()
    const future = await installation.newHome()
    await withProgram(future, syncOnce)
    await withDatabase(future, (db) => db.query(`insert into migrations (name, checksum) values ('9999_future', '')`))
    const newer = join(installation.folder, 'newer.backup')
    await backUp(future, { file: newer, mayOverwrite: false })

    await expect(restore(await installation.newHome(), { file: newer, isReplacing: false })).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('newer AskPress (its schema has 9999_future)'),
    })
  })

  it('is not put in while somebody is at work on the database', async () => {
    const { home, file } = scene()

    await withProgram(home, () =>
      expect(restore(home, { file, isReplacing: true })).rejects.toMatchObject({
        kind: 'conflict',
        message: expect.stringContaining('Stop serve and worker first'),
      }),
    )
  })

  it('leaves everything as it was when the database refuses it half-way', async () => {
    const { installation, file } = scene()
    const other = await installation.newHome()
    await withProgram(other, syncOnce)
    // In the way of one of our tables, and not one of the things that are moved out of it.
    await withDatabase(other, (db) =>
      db.query(`alter table webhooks rename to old_webhooks; create type webhooks as enum ('in the way')`),
    )

    await expect(restore(other, { file, isReplacing: true })).rejects.toMatchObject({
      kind: 'upstream',
      message: expect.stringContaining('type "webhooks" already exists'),
    })

    expect((await withProgram(other, syncOnce)).unchanged).toBe(30)
    expect(await withDatabase(other, findRestored)).toEqual([])
  })

  it('is thrown away when it does not hold what the database has', async () => {
    const { installation, home } = scene()
    const bin = join(installation.folder, 'bin')
    const lazy = '#!/bin/sh\nPATH=$REAL_PATH exec pg_dump "$@" --exclude-table-data=documents\n'
    await mkdir(bin)
    await writeFile(join(bin, 'pg_dump'), lazy.replace('$REAL_PATH', process.env['PATH'] ?? ''), { mode: 0o755 })
    vi.stubEnv('PATH', `${bin}:${process.env['PATH']}`)
    const missing = join(installation.folder, 'missing.backup')

    await expect(backUp(home, { file: missing, mayOverwrite: false })).rejects.toMatchObject({
      kind: 'upstream',
      message: expect.stringContaining('documents 30, in the file none'),
    })

    expect((await readdir(installation.folder)).filter((name) => name.includes('missing'))).toEqual([])
  })

  it('says what to install where the programs of PostgreSQL are missing', async () => {
    const { installation, home } = scene()
    vi.stubEnv('PATH', installation.folder)

    await expect(
      backUp(home, { file: join(installation.folder, 'none.backup'), mayOverwrite: false }),
    ).rejects.toMatchObject({
      kind: 'invalid_config',
      message: expect.stringMatching(/^pg_dump is not on this machine\. .*apt-get install postgresql-client-\d+/),
    })
  })

  it('made by pg_dump alone is noticed when the program starts on it', async () => {
    const { installation, file } = scene()
    const copy = await installation.newHome()
    await promisify(execFile)('pg_restore', [`--dbname=${copy.database.url}`, '--no-owner', file])

    await withProgram(copy, async (app) => {
      await expect(findTitles(app, topicOf(1))).rejects.toMatchObject({ code: 'restored' })
      expect((await syncOnce(app)).outcome).toBe('done')
    })
    await withProgram(copy, async (app) => expect(await findTitles(app, topicOf(1))).toHaveLength(1))
  })
}

async function withDatabase<T>(config: Config, work: (db: Db) => Promise<T>): Promise<T> {
  const db = await openDatabase(config)
  return work(db).finally(() => db.close())
}
