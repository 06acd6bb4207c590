/** The pages about configuration say what src/config/variables.ts says. */
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { expect, it } from 'vitest'
import { configurationPages } from '../scripts/configuration-pages.ts'
import { variables } from '../src/config/variables.ts'
import { readConfig } from '../src/config.ts'

it.each(configurationPages())('$path is what scripts/configuration.ts writes', ({ path, text }) => {
  expect(readFileSync(path, 'utf8')).toBe(text)
})

it('shows defaults in .env.example that change nothing when they are uncommented', () => {
  const names = variables.filter((variable) => variable.default !== undefined).map(({ name }) => name)
  const uncommented = readFileSync('.env.example', 'utf8').replace(/^#([A-Z_]+=)/gm, '$1')
  const all = parseEnv(uncommented)
  const { settings, ...config } = readConfig(Object.fromEntries(names.map((name) => [name, all[name]])))

  const { settings: none, ...plain } = readConfig({})
  expect(config).toEqual(plain)
  expect(settings).toHaveLength(names.length)
  expect(none).toEqual([])
})
