/** The dashboard and the alert rules name numbers that there are, by labels that they have. */
import { readFileSync } from 'node:fs'
import { parser } from '@prometheus-io/lezer-promql'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { openMetrics } from '../../src/metrics/metrics.ts'

const rulesShape = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          record: z.string().optional(),
          alert: z.string().optional(),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.object({ severity: z.enum(['page', 'ticket']) }).optional(),
          annotations: z.object({ summary: z.string().min(1), description: z.string().min(1) }).optional(),
        }),
      ),
    }),
  ),
})
const dashboardShape = z.object({
  panels: z.array(
    z.object({
      title: z.string(),
      targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).optional(),
    }),
  ),
  templating: z.object({ list: z.array(z.object({ definition: z.string().optional() })) }),
})

const { groups } = rulesShape.parse(parse(readFileSync('deploy/prometheus/alerts.yaml', 'utf8')))
const rules = groups.flatMap((group) => group.rules)
const dashboard = dashboardShape.parse(JSON.parse(readFileSync('deploy/grafana/askpress.json', 'utf8')))
const targets = dashboard.panels.flatMap(({ targets: own = [] }) => own)
const recorded = rules.flatMap(({ record }) => record ?? [])

/** Given to every series by Prometheus itself. */
const TARGET_LABELS = ['instance', 'job']

/** Every name a series may have, with its labels. */
const known = new Map<string, readonly string[]>([['up', []], ...recorded.map((name) => [name, []] as const)])
for (const { name, type, labels } of openMetrics({ version: '1', hasProcess: true }).describe()) {
  known.set(name, labels)
  if (type !== 'histogram') continue
  known.set(`${name}_bucket`, [...labels, 'le'])
  for (const part of ['sum', 'count']) known.set(`${name}_${part}`, labels)
}

/** Grafana puts its own values in before Prometheus sees them. */
const filledIn = (expr: string) => expr.replaceAll('$__rate_interval', '5m')

/** What is wrong with a query: not PromQL, no such number, no such label. */
function faultsOf(query: string): string[] {
  const expr = filledIn(query)
  const faults: string[] = []
  const metrics: string[] = []
  const labels: string[] = []
  parser.parse(expr).iterate({
    enter: (node) => {
      const text = expr.slice(node.from, node.to)
      if (node.type.isError) faults.push(`not PromQL at ${node.from}: ${expr}`)
      if (node.name === 'Identifier') metrics.push(text)
      if (node.name === 'LabelName') labels.push(text)
    },
  })
  const unknown = metrics.filter((name) => !known.has(name)).map((name) => `no metric ${name}`)
  const possible = new Set([...TARGET_LABELS, ...metrics.flatMap((name) => known.get(name) ?? [])])
  return [...faults, ...unknown, ...labels.filter((label) => !possible.has(label)).map((label) => `no label ${label}`)]
}

it('finds what is wrong with a query', () => {
  expect(faultsOf('sum by (route) (rate(askpress_http_requests_total{status="500"}[5m]))')).toEqual([])
  expect(faultsOf('askpress_nothing')).toEqual(['no metric askpress_nothing'])
  expect(faultsOf('max by (site) (askpress_ready)')).toEqual(['no label site'])
  expect(faultsOf('sum(askpress_ready').join()).toContain('not PromQL')
})

it('has alert rules of numbers that there are', () => {
  expect(rules.length).toBeGreaterThan(30)
  expect(rules.flatMap(({ expr }) => faultsOf(expr))).toEqual([])
})

it('tells of every alert how bad it is and what to do', () => {
  const alerts = rules.filter(({ alert }) => alert !== undefined)
  for (const { alert, labels, annotations } of alerts) {
    expect({ alert, labels, annotations }).toMatchObject({ labels: {}, annotations: {} })
  }
  expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length)
})

it('names in the text of an alert only labels that its expression leaves', () => {
  for (const { alert, expr, annotations } of rules) {
    const named = [...(annotations?.summary ?? '').matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label)
    const left = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/))
    for (const label of named)
      expect([...left, ...(expr.startsWith('up') ? TARGET_LABELS : [])], alert).toContain(label)
  }
})

it('burns the budgets of the objectives at 14.4, 6 and 1', () => {
  for (const [slo, budget] of [
    ['errors', 0.001],
    ['slow_searches', 0.05],
    ['slow_answers', 0.05],
  ]) {
    const burns = rules.filter(({ alert, expr }) => alert && expr.startsWith(`askpress:${slo}:`))
    expect(burns.map(({ expr, labels }) => `${expr} ${labels?.severity}`)).toEqual(
      [
        ['1h', '5m', 14.4, 'page'],
        ['6h', '30m', 6, 'page'],
        ['3d', '6h', 1, 'ticket'],
      ].map(([long, short, factor, severity]) => {
        const over = (window: unknown) => `askpress:${slo}:ratio${window} > ${factor} * ${budget}`
        return `${over(long)} and ${over(short)} ${severity}`
      }),
    )
  }
})

it('has a dashboard of numbers that there are', () => {
  expect(targets.length).toBeGreaterThan(30)
  expect(targets.flatMap(({ expr }) => faultsOf(expr))).toEqual([])
  for (const { expr, legendFormat } of targets) {
    const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label)
    expect(faultsOf(`sum by (${named.join(', ')}) (${expr})`), legendFormat).toEqual([])
  }
  const lists = dashboard.templating.list.flatMap(({ definition }) => definition ?? [])
  for (const list of lists) {
    const [, metric = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(list) ?? []
    expect(faultsOf(`sum by (${label}) (${metric})`)).toEqual([])
  }
})

it('shows every number of ours somewhere', () => {
  const shown = targets.map(({ expr }) => expr).join('\n')
  const own = openMetrics({ version: '1', hasProcess: false }).describe()
  expect(own.filter(({ name }) => !shown.includes(name)).map(({ name }) => name)).toEqual([])
})

it('explains every number of ours', () => {
  const page = readFileSync('docs/observability.md', 'utf8')
  const own = openMetrics({ version: '1', hasProcess: false }).describe()
  expect(own.filter(({ name }) => !page.includes(name)).map(({ name }) => name)).toEqual([])
  for (const { alert } of rules) if (alert) expect(page).toContain(alert.replace(/Burn(Fast|Slow|Steady)$/, 'Burn'))
})
