/**
 * The environment as one checked, frozen Config. The only reader of process.env.
 *
 * What each variable may be stands in config/variables.ts; here is how they are read and which of them go together.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadEnvFile } from 'node:process'
import { parseEnvironment, type RawEnvironment, type Setting } from './config/parse.ts'
import { type Environment, variables } from './config/variables.ts'
import { AppError } from './errors.ts'

export { parseOrigin } from './config/values.ts'

export interface Config {
  readonly wordpress: {
    /** Without trailing slash; may be empty. */
    readonly urls: readonly string[]
    readonly user: string | null
    readonly appPassword: string | null
    readonly types: readonly string[]
  }
  readonly database: {
    /** Null: the embedded database in `dataDir`. */
    readonly url: string | null
    readonly readUrl: string | null
    readonly dataDir: string
  }
  readonly redisUrl: string | null
  /** Null: built-in embedder and extractive answers. */
  readonly openai: {
    readonly apiKey: string | null
    /** Without trailing slash. */
    readonly baseUrl: string
    readonly embedModel: string
    readonly embedDimensions: number
    /** Null: answers are quoted. */
    readonly answerModel: string | null
  } | null
  readonly rerank: { readonly url: string; readonly model: string | null; readonly apiKey: string | null } | null
  readonly answers: {
    readonly maxOutputTokens: number
    readonly cacheTtlSeconds: number
    /** Null: no limit. */
    readonly dailyBudgetUsd: number | null
    /** Dollars for a million tokens; beside those that are known, see app/prices.ts. */
    readonly modelPrices: readonly { model: string; inputUsd: number; outputUsd: number }[]
  }
  readonly chunks: { readonly maxTokens: number; readonly overlapTokens: number }
  readonly http: {
    readonly host: string
    readonly port: number
    readonly apiKey: string | null
    readonly adminKey: string | null
    readonly rateLimitPerMinute: number
    /** It is another than the default: somebody wants it, and it counts without a key as well. */
    readonly isRateLimitChosen: boolean
    /** In 10 seconds; null: no such limit. */
    readonly rateLimitBurst: number | null
    readonly maxStreams: number
    /** What keys are hashed with: the first is the newest. Empty: the database keeps one. */
    readonly keyPeppers: readonly string[]
    /** The first is the newest; empty turns the webhook off. */
    readonly webhookSecrets: readonly string[]
    readonly allowedOrigins: readonly string[]
    /** Addresses and CIDR networks. */
    readonly trustProxy: readonly string[]
  }
  readonly sync: {
    readonly intervalMinutes: number
    readonly fullCron: string
    readonly purgeAfterDays: number
    readonly hasScheduler: boolean
  }
  readonly watching: {
    /** Null: metrics on the service alone, under a key. */
    readonly metricsPort: number | null
    /** Where spans are sent; null: nowhere. */
    readonly tracesUrl: string | null
    /** Of the requests that bring no decision of their own, 0 to 1. */
    readonly tracedShare: number
  }
  readonly logLevel: Environment['LOG_LEVEL']
  /** What was set, for people to read: secrets are masked. */
  readonly settings: readonly Setting[]
}

const OPENAI_URL = 'https://api.openai.com/v1'

/**
 * Reads process.env and, under it, a `.env` file in the working folder.
 *
 * @throws AppError `invalid_config`
 */
export function loadConfig(): Config {
  return readConfig(loadEnvironment())
}

/** As loadConfig, for the demo: only what concerns this machine counts, and its data has a folder of its own. */
export function loadDemoConfig(): Config {
  return readConfig(demoEnvironment(loadEnvironment()))
}

/**
 * @param env Names to text; an empty text counts as unset, as in a compose file. `NAME_FILE` names a file with the value.
 * @throws AppError `invalid_config`, whose message has one line for each mistake.
 */
export function readConfig(env: RawEnvironment): Config {
  const { values, settings, mistakes } = parseEnvironment(env)
  if (!values) throw invalid(mistakes)
  return deepFreeze({ ...toConfig(values), settings })
}

/** The demo takes no site, service or model from outside, and never touches the data of the real index. */
export function demoEnvironment(env: RawEnvironment): RawEnvironment {
  const local = variables.filter(({ group }) => group === 'Access' || group === 'Process')
  const names = local.flatMap(({ name }) => [name, `${name}_FILE`])
  return {
    ...Object.fromEntries(names.map((name) => [name, env[name]])),
    DATA_DIR: join(env['DATA_DIR'] || './data', 'demo'),
    SCHEDULER: 'off',
  }
}

/** Whether only this machine can reach a server that listens there. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
}

/** What PostgreSQL's own programs get of our environment when we start them: no secret of ours. */
export function toolEnvironment(): Record<string, string> {
  const wanted = Object.entries(loadEnvironment()).filter(([name]) => /^(PATH|HOME|TMPDIR|PG[A-Z]+)$/.test(name))
  return Object.fromEntries(wanted.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])))
}

function loadEnvironment(): RawEnvironment {
  // What is set already stays: loadEnvFile does not overwrite.
  if (existsSync('.env')) loadEnvFile('.env')
  return process.env
}

function toConfig(env: Environment): Omit<Config, 'settings'> {
  const usesOpenai = env.OPENAI_API_KEY !== null || env.OPENAI_BASE_URL !== null
  return {
    wordpress: {
      urls: env.WP_URL ?? [],
      user: env.WP_USER,
      appPassword: env.WP_APP_PASSWORD,
      types: env.WP_TYPES,
    },
    database: { url: env.DATABASE_URL, readUrl: env.DATABASE_READ_URL, dataDir: env.DATA_DIR },
    redisUrl: env.REDIS_URL,
    openai: usesOpenai
      ? {
          apiKey: env.OPENAI_API_KEY,
          baseUrl: env.OPENAI_BASE_URL ?? OPENAI_URL,
          embedModel: env.EMBED_MODEL,
          embedDimensions: env.EMBED_DIMENSIONS,
          answerModel: env.ANSWER_MODEL,
        }
      : null,
    rerank:
      env.RERANK_URL === null ? null : { url: env.RERANK_URL, model: env.RERANK_MODEL, apiKey: env.RERANK_API_KEY },
    answers: {
      maxOutputTokens: env.MAX_OUTPUT_TOKENS,
      cacheTtlSeconds: env.CACHE_TTL_SECONDS,
      dailyBudgetUsd: env.DAILY_BUDGET_USD,
      modelPrices: env.MODEL_PRICES ?? [],
    },
    chunks: { maxTokens: env.CHUNK_TOKENS, overlapTokens: env.CHUNK_OVERLAP },
    http: {
      host: env.HOST,
      port: env.PORT,
      apiKey: env.API_KEY,
      adminKey: env.ADMIN_KEY,
      rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
      isRateLimitChosen: isChosen('RATE_LIMIT_PER_MINUTE', env.RATE_LIMIT_PER_MINUTE),
      rateLimitBurst: env.RATE_LIMIT_BURST,
      maxStreams: env.MAX_STREAMS,
      keyPeppers: env.KEY_PEPPER ?? [],
      webhookSecrets: env.WEBHOOK_SECRET ?? [],
      allowedOrigins: env.ALLOWED_ORIGINS ?? [],
      trustProxy: env.TRUST_PROXY ?? [],
    },
    sync: {
      intervalMinutes: env.SYNC_INTERVAL_MINUTES,
      fullCron: env.FULL_SYNC_CRON,
      purgeAfterDays: env.PURGE_AFTER_DAYS,
      hasScheduler: env.SCHEDULER,
    },
    watching: {
      metricsPort: env.METRICS_PORT,
      tracesUrl: tracesUrlOf(env),
      tracedShare: env.OTEL_TRACES_SAMPLER_ARG,
    },
    logLevel: env.LOG_LEVEL,
  }
}

/** As the specification has it: the one for traces is taken as it is, the common one gets the path of traces. */
function tracesUrlOf(env: Environment): string | null {
  if (env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT !== null) return env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
  return env.OTEL_EXPORTER_OTLP_ENDPOINT && `${env.OTEL_EXPORTER_OTLP_ENDPOINT}/v1/traces`
}

function isChosen(variable: keyof Environment, value: number): boolean {
  return variables.find(({ name }) => name === variable)?.default !== String(value)
}

function invalid(mistakes: readonly string[]): AppError {
  const [first = ''] = mistakes
  if (mistakes.length === 1) return new AppError('invalid_config', first)
  const lines = mistakes.map((mistake) => `\n  - ${mistake}`)
  return new AppError('invalid_config', `${mistakes.length} mistakes in the configuration:${lines.join('')}`)
}

function deepFreeze<T extends object>(whole: T): T {
  for (const part of Object.values(whole)) if (typeof part === 'object' && part !== null) deepFreeze(part)
  return Object.freeze(whole)
}
