/** Rules for compose.yaml: what a container may do, what is reached from outside, and in what order all starts. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { variables } from '../../src/config/variables.ts'

const service = z.object({
  image: z.string(),
  command: z.union([z.string(), z.array(z.string())]).optional(),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  cap_add: z.array(z.string()).default([]),
  privileged: z.boolean().default(false),
  network_mode: z.string().optional(),
  security_opt: z.array(z.string()).default([]),
  stop_grace_period: z.string().default('10s'),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  networks: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ disable: z.boolean().optional(), test: z.array(z.string()).optional() }).optional(),
  profiles: z.array(z.string()).default([]),
  deploy: z
    .object({ resources: z.object({ limits: z.record(z.string(), z.union([z.string(), z.number()])) }) })
    .optional(),
})
type Service = z.output<typeof service>

const compose = z.object({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
})
type Compose = z.output<typeof compose>

const text = readFileSync('compose.yaml', 'utf8')

describe('compose.yaml', () => {
  it('C05 breaks no rule', () => {
    expect(findFaults(text)).toEqual([])
  })

  it.each([
    ['read_only: true', 'read_only: false', 'redis: its root can be written to'],
    ['cap_drop: [ALL]', 'cap_drop: [NET_RAW]', 'postgres: keeps capabilities'],
    ["security_opt: ['no-new-privileges:true']", 'security_opt: []', 'api: may gain privileges'],
    ['stop_grace_period: 40s', 'stop_grace_period: 30s', 'worker: is killed after 30s'],
    [
      'networks: [data]\n    # A fast shutdown',
      "networks: [data]\n    ports: ['5432:5432']\n    # A fast shutdown",
      'postgres: a database with a published port',
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own placeholder
    ['127.0.0.1:${ASKPRESS_PORT:-8000}:8000', '8000:8000', 'api: 8000:8000 is open to everybody'],
    ['redis:8.6.5-alpine', 'redis:latest', 'redis: redis:latest is no exact version'],
    ['memory: 384m, ', '', 'redis: no limit of memory'],
    ["ADMIN_KEY: ''", 'ADMIN_KEY: abc', 'api: ADMIN_KEY is in the file'],
    ['data: { internal: true }', 'data: {}', 'data: leads out'],
    ['allkeys-lru', 'noeviction', 'redis: no limit, or a policy that refuses writes'],
    [
      'postgres: { condition: service_healthy }\n    networks: [data]\n    healthcheck: { disable',
      'postgres: { condition: service_started }\n    networks: [data]\n    healthcheck: { disable',
      'migrate: does not wait until postgres is healthy',
    ],
  ])('is refused with %s replaced by %s', (from, to, fault) => {
    expect(text).toContain(from)
    expect(findFaults(text.replaceAll(from, to))).toContain(fault)
  })

  it('sets only variables that there are, and files that it has', () => {
    const { services, secrets } = read(text)
    const known = new Set(variables.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name])))
    const own = ['api', 'worker', 'migrate'].flatMap((name) => Object.entries(services[name]?.environment ?? {}))
    expect(own.map(([name]) => name).filter((name) => !known.has(name))).toEqual([])
    const files = own.flatMap(([, value]) => /\/run\/secrets\/(\w+)/.exec(value)?.[1] ?? [])
    expect(files.filter((name) => secrets[name] === undefined)).toEqual([])
  })

  it('mounts only files that are there', () => {
    const mounted = Object.values(read(text).services).flatMap(({ volumes }) => volumes)
    const paths = mounted.flatMap((volume) => /^(\.\/[^:]+):/.exec(volume)?.[1] ?? [])
    expect(paths.length).toBeGreaterThan(2)
    expect(paths.filter((path) => !existsSync(path))).toEqual([])
  })

  it('has the secrets that its script makes', () => {
    const script = readFileSync('deploy/compose/make-secrets.sh', 'utf8')
    const made = Array.from(script.matchAll(/^make (\w+)/gm), ([, name]) => name)
    const named = Object.keys(read(text).secrets).filter((name) => name !== 'openai_api_key')
    expect(made.sort()).toEqual(named.sort())
  })
})

function read(yaml: string): Compose {
  return compose.parse(parse(yaml, { merge: true }))
}

function findFaults(yaml: string): string[] {
  const file = read(yaml)
  const faults = Object.entries(file.services).flatMap(([name, one]) =>
    [...faultsOf(one), ...faultsOfOrder(one, file), ...faultsOfStores(name, one)].map((fault) => `${name}: ${fault}`),
  )
  const data = z.object({ internal: z.literal(true) }).safeParse(file.networks['data'])
  return data.success ? faults : [...faults, 'data: leads out']
}

function faultsOf(one: Service): string[] {
  const faults: string[] = []
  if (!/:\d+\.\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?$/.test(one.image)) faults.push(`${one.image} is no exact version`)
  if (!one.read_only) faults.push('its root can be written to')
  if (!one.cap_drop.includes('ALL')) faults.push('keeps capabilities')
  if (one.cap_add.some((capability) => capability !== 'NET_BIND_SERVICE') || one.privileged)
    faults.push('is given capabilities')
  if (!one.security_opt.includes('no-new-privileges:true')) faults.push('may gain privileges')
  if (one.network_mode !== undefined) faults.push('shares a network')
  if (Number.parseInt(one.stop_grace_period, 10) < 40) faults.push(`is killed after ${one.stop_grace_period}`)
  const limits = one.deploy?.resources.limits ?? {}
  for (const limit of ['cpus', 'memory', 'pids']) if (limits[limit] === undefined) faults.push(`no limit of ${limit}`)
  for (const [name, value] of Object.entries(one.environment)) {
    const isSecret = /KEY|PASSWORD|PEPPER|SECRET|^DATABASE_URL/.test(name) && !name.endsWith('_FILE')
    if (isSecret && value !== '') faults.push(`${name} is in the file`)
  }
  if (one.volumes.some((volume) => volume.includes('docker.sock'))) faults.push('holds the keys of the engine')
  if (one.healthcheck === undefined) faults.push('nobody asks whether it is well')
  return faults
}

function faultsOfOrder(one: Service, { services }: Compose): string[] {
  return Object.entries(one.depends_on).flatMap(([other, { condition }]) => {
    const isOneShot = other === 'migrate'
    if (condition === (isOneShot ? 'service_completed_successfully' : 'service_healthy')) {
      return isOneShot || services[other]?.healthcheck?.test ? [] : [`waits for ${other}, which has no health`]
    }
    return [`does not wait until ${other} is ${isOneShot ? 'done' : 'healthy'}`]
  })
}

function faultsOfStores(name: string, { ports, networks, command }: Service): string[] {
  const faults: string[] = []
  if (name === 'postgres' || name === 'redis') {
    if (ports.length > 0) faults.push('a database with a published port')
    if (!Array.isArray(networks) || networks.join() !== 'data') faults.push('a database beyond its network')
  } else if (name !== 'caddy') {
    for (const port of ports) if (!port.startsWith('127.0.0.1:')) faults.push(`${port} is open to everybody`)
  }
  const words = Array.isArray(command) ? command.join(' ') : (command ?? '')
  if (name === 'redis' && !/--maxmemory \d+mb .*--maxmemory-policy allkeys-l[rf]u/.test(words)) {
    faults.push('no limit, or a policy that refuses writes')
  }
  return faults
}
