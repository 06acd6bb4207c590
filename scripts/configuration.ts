/** Writes `.env.example` and the tables of docs/configuration.md anew: `npx node scripts/configuration.ts`. */
import { writeFileSync } from 'node:fs'
import { configurationPages } from './configuration-pages.ts'

for (const { path, text } of configurationPages()) writeFileSync(path, text)
