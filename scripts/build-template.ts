/** Builds the empty cluster that the embedded database starts from. Run by `npm install`; harmless to run again. */
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { TEMPLATE_DIR } from '../src/store/pglite-template.ts'

const partial = `${TEMPLATE_DIR}.partial`
await rm(dirname(TEMPLATE_DIR), { recursive: true, force: true })
await mkdir(dirname(TEMPLATE_DIR), { recursive: true })
const db = await PGlite.create(partial, { extensions: { vector } })
await db.exec('create extension if not exists vector; checkpoint')
await db.close()
await rename(partial, TEMPLATE_DIR)
