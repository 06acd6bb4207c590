/** The demo: the sample site on a port of its own, indexed over HTTP like any other, and the service in front of it. */
import type { Demo, DemoOptions } from '../cli/parts.ts'
import { AppError } from '../errors.ts'
import { loadSampleSite } from '../sample/load.ts'
import { sampleQuestions } from '../sample/questions.ts'
import { openSampleServer, type SampleServer } from '../sample/server.ts'
import { listSites, removeSite } from '../store/sites.ts'
import { type Service, type ServiceParts, startService } from './serve.ts'
import { addSite } from './sites.ts'
import { syncSites } from './sync-sites.ts'

/** How many questions the demo offers. */
const QUESTIONS = 6
const SITE_NAME = 'kittiwick-lighthouse'

/** Resolves when questions can be asked: by keyword at once, by meaning a little later. */
export async function startDemo(parts: ServiceParts, { signal, onProgress }: DemoOptions): Promise<Demo> {
  const sample = await openSample(parts)
  try {
    const site = await addSite(parts.db, parts.config, sample.url, { name: SITE_NAME, signal })
    const [report] = await syncSites(parts, {
      ...{ site: site.name, isFull: false, postIds: [], isDryRun: false, approveDeletions: null },
      signal,
      onProgress,
    })
    if (!report) throw new Error('the sync of the sample site left no report')
    const questions = sampleQuestions.slice(0, QUESTIONS).map(({ question }) => question)
    const service = await startOnFreePort(parts, {
      signal,
      suggestions: questions,
      port: parts.config.http.port,
      isDemo: true,
    })
    return { listening: service.listening, report, questions, stopped: service.stopped.then(() => sample.close()) }
  } catch (error) {
    await sample.close()
    throw error
  }
}

/** On the port of the last demo where it is free, so that what was indexed then is still the same site. */
async function openSample({ db }: ServiceParts): Promise<SampleServer> {
  const content = await loadSampleSite()
  const [last] = await listSites(db)
  if (last) {
    try {
      return await openSampleServer(content, { port: Number(new URL(last.url).port) })
    } catch {
      // Somebody else has the port now: the sample moves, and is read anew.
      await removeSite(db, last.id)
    }
  }
  return openSampleServer(content)
}

async function startOnFreePort(parts: ServiceParts, options: Parameters<typeof startService>[1]): Promise<Service> {
  try {
    return await startService(parts, options)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'listen') throw error
    return startService(parts, { ...options, port: 0 })
  }
}
