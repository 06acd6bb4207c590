/** METRICS_PORT: the numbers of this process where a scraper needs no key. */
import type { Config } from '../config.ts'
import { type MetricsServer, startMetricsServer } from '../http/metrics-server.ts'
import type { Watch } from './watch.ts'

/** Null where none is wanted. @throws AppError `invalid_config` when it cannot be listened on. */
export async function openMetricsPort({ http, watching }: Config, { metrics }: Watch): Promise<MetricsServer | null> {
  if (watching.metricsPort === null) return null
  return startMetricsServer({ host: http.host, port: watching.metricsPort }, metrics.read)
}
