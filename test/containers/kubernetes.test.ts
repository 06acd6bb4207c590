/** Rules for the manifests: the ones a cluster with the restricted policy enforces, and those of our own. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'

const FOLDER = 'deploy/kubernetes/base'

const probe = z.object({ httpGet: z.object({ path: z.string() }) }).optional()
const container = z.object({
  image: z.string(),
  args: z.array(z.string()),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  resources: z.object({
    requests: z.object({ cpu: z.string(), memory: z.string() }),
    limits: z.object({ memory: z.string() }),
  }),
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  }),
})
const selector = z.object({ matchLabels: z.record(z.string(), z.string()) })
const deployment = z.object({
  kind: z.literal('Deployment'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    replicas: z.number().optional(),
    selector,
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        automountServiceAccountToken: z.literal(false),
        terminationGracePeriodSeconds: z.number().min(40),
        securityContext: z.object({
          runAsNonRoot: z.literal(true),
          runAsUser: z.literal(65_532),
          seccompProfile: z.object({ type: z.literal('RuntimeDefault') }),
        }),
        containers: z.tuple([container]),
      }),
    }),
  }),
})

const manifests = readdirSync(FOLDER)
  .filter((name) => name !== 'kustomization.yaml')
  .flatMap((name) => readYaml(name))
const deployments = manifests.filter(({ kind }) => kind === 'Deployment').map((manifest) => deployment.parse(manifest))
const [api] = deployments.filter(({ metadata }) => metadata.name === 'askpress-api')

it('names every manifest in the kustomization, and no other', () => {
  const [kustomization] = readYaml('kustomization.yaml')
  const { resources } = z.object({ resources: z.array(z.string()) }).parse(kustomization)
  expect(resources.sort()).toEqual(
    readdirSync(FOLDER)
      .filter((name) => name !== 'kustomization.yaml')
      .sort(),
  )
})

it('locks every pod up', () => {
  // The schema above holds the rules: a pod that breaks one was not parsed.
  expect(deployments.map(({ metadata }) => metadata.name).sort()).toEqual(['askpress-api', 'askpress-worker'])
})

it.each([
  ['terminationGracePeriodSeconds: 40', 'terminationGracePeriodSeconds: 30'],
  ['readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false'],
  ['drop: [ALL]', 'drop: [NET_RAW]'],
  ['runAsUser: 65532', 'runAsUser: 0'],
  ['limits: { memory: 1Gi }', 'limits: {}'],
  ['automountServiceAccountToken: false', 'automountServiceAccountToken: true'],
])('refuses a pod with %s replaced by %s', (from, to) => {
  const text = readFileSync(join(FOLDER, 'worker.yaml'), 'utf8')
  expect(text).toContain(from)
  expect(deployment.safeParse(parse(text)).success).toBe(true)
  expect(deployment.safeParse(parse(text.replace(from, to))).success).toBe(false)
})

it('asks the service by the right paths', () => {
  const [one] = api?.spec.template.spec.containers ?? []
  expect(one?.startupProbe?.httpGet.path).toBe('/livez')
  expect(one?.livenessProbe?.httpGet.path).toBe('/livez')
  expect(one?.readinessProbe?.httpGet.path).toBe('/readyz')
})

it('selects the pods it means', () => {
  const labels = api?.spec.template.metadata.labels
  const selectors = [
    api?.spec.selector.matchLabels,
    z.object({ spec: z.object({ selector }) }).parse(one('PodDisruptionBudget')).spec.selector.matchLabels,
    z.object({ spec: z.object({ selector: z.record(z.string(), z.string()) }) }).parse(one('Service')).spec.selector,
  ]
  for (const selected of selectors) expect(labels).toMatchObject(selected ?? { none: 'at all' })
})

it('scales the API between two and eight, and leaves the count to the autoscaler', () => {
  const schema = z.object({
    spec: z.object({ scaleTargetRef: z.object({ name: z.string() }), minReplicas: z.number() }),
  })
  const { spec } = schema.parse(one('HorizontalPodAutoscaler'))
  expect(spec).toMatchObject({ scaleTargetRef: { name: 'askpress-api' }, minReplicas: 2 })
  expect(api?.spec.replicas).toBeUndefined()
})

it('lets in one port only', () => {
  const schema = z.object({ spec: z.object({ ingress: z.array(z.unknown()), policyTypes: z.array(z.string()) }) })
  const { spec } = schema.parse(one('NetworkPolicy'))
  expect(spec.policyTypes.sort()).toEqual(['Egress', 'Ingress'])
  expect(spec.ingress).toEqual([{ ports: [{ port: 8000, protocol: 'TCP' }] }])
})

it('holds no secret', () => {
  expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([])
  const texts = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), 'utf8'))
  expect(texts.filter((text) => /postgres:\/\/\S+:\S+@|sk-\w{8}|whsec_/.test(text))).toEqual([])
})

function readYaml(name: string): Record<string, unknown>[] {
  const documents = parseAllDocuments(readFileSync(join(FOLDER, name), 'utf8'))
  return documents.map((document) => {
    expect(document.errors).toEqual([])
    return z.record(z.string(), z.unknown()).parse(document.toJS())
  })
}

function one(kind: string): Record<string, unknown> {
  const [manifest, ...others] = manifests.filter((candidate) => candidate['kind'] === kind)
  if (!manifest || others.length > 0) throw new Error(`there must be one ${kind}`)
  return manifest
}
