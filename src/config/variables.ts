/**
 * Every variable of the environment: what it may be, its default, and what it means.
 *
 * The one source: config.ts reads the environment by it, scripts/configuration.ts writes .env.example and the table of
 * docs/configuration.md from it. Absent variables without a default are null.
 */
import { z } from 'zod'
import * as value from './values.ts'

export interface Facts {
  group: 'WordPress' | 'Storage' | 'Models' | 'Text and answers' | 'Access' | 'Sync' | 'Watching' | 'Process'
  /** As one would write it; left out, the variable is unset unless somebody sets it. */
  default?: string
  example: string
  meaning: string
  /** Read and checked; what it is for is not there yet. */
  isPlanned?: true
  /** Never printed: `whole`, or an address of which only the password and the query are hidden. */
  secret?: 'whole' | 'address'
}

export const facts = z.registry<Facts>()

export const environment = z.object({
  WP_URL: value.httpUrls().nullable().register(facts, {
    group: 'WordPress',
    example: 'https://example.com',
    meaning: 'Address of the site, or several separated by commas. Kept as sites on start.',
  }),
  WP_USER: value.text('a user name').nullable().register(facts, {
    group: 'WordPress',
    example: 'askpress',
    meaning: 'User whose application password is used, when the site needs one.',
  }),
  WP_APP_PASSWORD: value.text('an application password').nullable().register(facts, {
    group: 'WordPress',
    example: 'abcd efgh ijkl mnop qrst uvwx',
    meaning: 'The application password of `WP_USER`, with or without its spaces.',
    secret: 'whole',
  }),
  WP_TYPES: value.words('the rest_base or name of a post type').register(facts, {
    group: 'WordPress',
    default: 'post,page',
    example: 'post,page,product',
    meaning: 'Post types to index, by `rest_base` or name.',
  }),

  DATABASE_URL: value.serviceUrl(['postgres:', 'postgresql:']).nullable().register(facts, {
    group: 'Storage',
    example: 'postgres://askpress:password@127.0.0.1:5432/askpress',
    meaning: 'PostgreSQL 15 or newer with pgvector. Unset, the embedded database in `DATA_DIR` is used.',
    secret: 'address',
  }),
  DATABASE_READ_URL: value.serviceUrl(['postgres:', 'postgresql:']).nullable().register(facts, {
    group: 'Storage',
    example: 'postgres://askpress:password@replica:5432/askpress',
    meaning:
      'A streaming replica of it, for searches. While it is away or more than 10 s behind, DATABASE_URL is searched.',
    secret: 'address',
  }),
  DATA_DIR: value.text('a folder').register(facts, {
    group: 'Storage',
    default: './data',
    example: '/var/lib/askpress',
    meaning: 'Where the embedded database keeps its files.',
  }),
  REDIS_URL: value.serviceUrl(['redis:', 'rediss:']).nullable().register(facts, {
    group: 'Storage',
    example: 'redis://127.0.0.1:6379/0',
    meaning:
      'Cache and limits shared by several processes. Unset, each process keeps its own. Never needed: all goes on without.',
    secret: 'address',
  }),

  OPENAI_API_KEY: value.key().nullable().register(facts, {
    group: 'Models',
    example: 'sk-…',
    meaning:
      'Key of OpenAI or of the server in `OPENAI_BASE_URL`. Without both, the embedder is built in and answers are extracts.',
    secret: 'whole',
  }),
  OPENAI_BASE_URL: value.httpUrl().nullable().register(facts, {
    group: 'Models',
    example: 'http://127.0.0.1:11434/v1',
    meaning: 'Any OpenAI-compatible server. Unset, OpenAI itself.',
  }),
  EMBED_MODEL: value.text('the name of a model').register(facts, {
    group: 'Models',
    default: 'text-embedding-3-large',
    example: 'text-embedding-3-small',
    meaning: 'Model that embeds passages and questions.',
  }),
  // pgvector indexes halfvec up to 4,000 dimensions.
  EMBED_DIMENSIONS: value.integer(1, 4000).register(facts, {
    group: 'Models',
    default: '1536',
    example: '3072',
    meaning: 'Dimensions asked of `EMBED_MODEL`.',
  }),
  ANSWER_MODEL: value.orNone('the name of a model').register(facts, {
    group: 'Models',
    default: 'gpt-4o-mini',
    example: 'gpt-4o',
    meaning: 'Model that writes answers. `none`: answers are quoted from the posts, and the server only embeds.',
  }),
  RERANK_URL: value.httpUrl().nullable().register(facts, {
    group: 'Models',
    example: 'http://127.0.0.1:8080/rerank',
    meaning:
      'Whole address of a server with the common `/rerank` shape (Cohere, Jina, vLLM, text-embeddings-inference). Unset, results are not reranked.',
  }),
  RERANK_MODEL: value.text('the name of a model').nullable().register(facts, {
    group: 'Models',
    example: 'rerank-v3.5',
    meaning: 'Model that server is asked for; not needed where it has but one.',
  }),
  RERANK_API_KEY: value.key().nullable().register(facts, {
    group: 'Models',
    example: 'rk-…',
    meaning: 'Key of that server.',
    secret: 'whole',
  }),

  MAX_OUTPUT_TOKENS: value.integer(16, 100_000).register(facts, {
    group: 'Text and answers',
    default: '600',
    example: '1200',
    meaning: 'Upper bound on an answer.',
  }),
  // OpenAI's embedding models take 8,192 tokens; one is left for what the server adds.
  CHUNK_TOKENS: value.integer(32, 8191).register(facts, {
    group: 'Text and answers',
    default: '800',
    example: '400',
    meaning: 'Hard maximum of a chunk.',
  }),
  CHUNK_OVERLAP: value.integer(0, 8190).register(facts, {
    group: 'Text and answers',
    default: '100',
    example: '50',
    meaning: 'Overlap in tokens, used only where one block had to be split. Smaller than `CHUNK_TOKENS`.',
  }),
  CACHE_TTL_SECONDS: value.integer(0, 31_536_000).register(facts, {
    group: 'Text and answers',
    default: '3600',
    example: '600',
    meaning:
      'How long an answer is kept and given again, unless a post it was written from changes first. The text of questions ' +
      'that were asked is kept beside it for two days, for `askpress warm`. 0 keeps neither.',
  }),
  DAILY_BUDGET_USD: value.amount(0, 1_000_000).nullable().register(facts, {
    group: 'Text and answers',
    example: '5',
    meaning:
      'Spending of all processes together stops there until the next day (UTC): answers are quoted, then searches go by words, and new posts wait for their vectors. Unset, no limit.',
  }),
  MODEL_PRICES: value.prices().nullable().register(facts, {
    group: 'Text and answers',
    example: 'some-model=0.15/0.60,some-embedder=0.02,own-model=0',
    meaning:
      "Dollars for a million tokens of input and output, of models other than OpenAI's and where theirs have changed. A budget cannot hold a model without a price.",
  }),

  API_KEY: value.key().nullable().register(facts, {
    group: 'Access',
    example: 'a-long-random-string',
    meaning: 'A key with the scopes search, ask and ingest, given from outside.',
    secret: 'whole',
  }),
  ADMIN_KEY: value.key().nullable().register(facts, {
    group: 'Access',
    example: 'another-long-random-string',
    meaning: 'A key with every scope.',
    secret: 'whole',
  }),
  KEY_PEPPER: value
    .peppers()
    .nullable()
    .register(facts, {
      group: 'Access',
      example: 'at-least-32-random-characters-0123456789',
      meaning:
        'What the keys of `askpress keys` are hashed with, kept apart from the database. Unset, the database keeps one of its ' +
        'own, which stays valid beside this. Several separated by commas while the first replaces the others.',
      secret: 'whole',
    }),
  RATE_LIMIT_PER_MINUTE: value.integer(1, 1_000_000).register(facts, {
    group: 'Access',
    default: '60',
    example: '600',
    meaning:
      'Requests per minute and key, which may come at once; five times that per address. Without any key only another than the default counts.',
  }),
  RATE_LIMIT_BURST: value.integer(1, 1_000_000).nullable().register(facts, {
    group: 'Access',
    example: '20',
    meaning: 'Requests in 10 seconds and key, on top of the limit of the minute. Unset, no such limit.',
  }),
  MAX_STREAMS: value.integer(1, 10_000).register(facts, {
    group: 'Access',
    default: '100',
    example: '1000',
    meaning: 'Answers that may be streaming at once from one process; 3 per address under a browser key.',
  }),
  WEBHOOK_SECRET: value.webhookSecrets().nullable().register(facts, {
    group: 'Access',
    example: 'whsec_…',
    meaning: 'Turns `POST /ingest` from WordPress on. Two separated by a comma while one replaces the other.',
    secret: 'whole',
  }),
  ALLOWED_ORIGINS: value.origins().nullable().register(facts, {
    group: 'Access',
    example: 'https://example.com,https://www.example.com',
    meaning: 'Origins whose pages may call from a browser; per key as well.',
  }),
  TRUST_PROXY: value
    .networks()
    .nullable()
    .register(facts, {
      group: 'Access',
      example: '10.0.0.0/8,127.0.0.1',
      meaning:
        'Networks of proxies whose `X-Forwarded-For` is believed, as a list in CIDR notation: all that stand in front, also ' +
        "Cloudflare's. Unset, none.",
    }),

  SYNC_INTERVAL_MINUTES: value.integer(1, 1440).register(facts, {
    group: 'Sync',
    default: '5',
    example: '15',
    meaning: 'Minutes between two incremental scheduled runs.',
  }),
  FULL_SYNC_CRON: value.cron().register(facts, {
    group: 'Sync',
    default: '0 3 * * *',
    example: '30 2 * * 0',
    meaning: 'When the nightly pass runs, in UTC.',
  }),
  PURGE_AFTER_DAYS: value.integer(0, 3650).register(facts, {
    group: 'Sync',
    default: '7',
    example: '30',
    meaning: 'Soft-deleted posts are erased after this many days.',
  }),
  SCHEDULER: value.onOff().register(facts, {
    group: 'Sync',
    default: 'on',
    example: 'off',
    meaning:
      '`off` leaves scheduled runs to other processes: `serve` then only answers, `worker` does what others put in line.',
  }),

  METRICS_PORT: value.integer(0, 65_535).nullable().register(facts, {
    group: 'Watching',
    example: '9464',
    meaning:
      'A port of its own for `GET /metrics` and `/livez`, without a key: for `worker`, and for a network that only the scraper is in. Unset, `/metrics` is on the service alone and needs a key with the scope admin.',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: value.httpUrl().nullable().register(facts, {
    group: 'Watching',
    example: 'http://127.0.0.1:4318',
    meaning: 'A collector of OpenTelemetry, by OTLP over HTTP: turns traces on. Unset, nothing is traced.',
  }),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: value.httpUrl().nullable().register(facts, {
    group: 'Watching',
    example: 'http://127.0.0.1:4318/v1/traces',
    meaning: 'The same with the whole path, for traces alone.',
  }),
  OTEL_TRACES_SAMPLER_ARG: value.amount(0, 1).register(facts, {
    group: 'Watching',
    default: '1',
    example: '0.05',
    meaning: 'Share of the requests that are traced. One that comes with a `traceparent` goes by that.',
  }),

  HOST: value.host().register(facts, {
    group: 'Process',
    default: '127.0.0.1',
    example: '0.0.0.0',
    meaning: 'Address to listen on. Any but a loopback address needs a key.',
  }),
  PORT: value.integer(0, 65_535).register(facts, {
    group: 'Process',
    default: '8000',
    example: '8080',
    meaning: 'Port to listen on. 0 takes a free one.',
  }),
  LOG_LEVEL: value.choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).register(facts, {
    group: 'Process',
    default: 'info',
    example: 'debug',
    meaning: 'The least a line must matter to be logged: `fatal`, `error`, `warn`, `info`, `debug`, `trace`, `silent`.',
  }),
})

export type Environment = z.infer<typeof environment>

export interface Variable extends Facts {
  name: string
}

/** Every variable with its facts, in the order of the documentation. */
export const variables: readonly Variable[] = Object.entries(environment.shape).map(([name, schema]) => {
  const known = facts.get(schema)
  if (!known) throw new Error(`${name} has no facts`)
  return { name, ...known }
})
