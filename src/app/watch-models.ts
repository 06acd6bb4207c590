/** Embedders and generators, timed as the stages they are. What they charge is counted by spending.ts. */
import type { Generator } from '../answer/generator.ts'
import type { Embedder } from '../embedding/embedder.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { inSpan, inSpanStream } from '../telemetry/spans.ts'
import type { RunStage, Stage } from '../telemetry/stages.ts'

export type ModelMetrics = Pick<Metrics, 'observeStage'>

export function stageRunner({ observeStage }: ModelMetrics): RunStage {
  return async (stage, work) => {
    const startedAt = performance.now()
    try {
      return await inSpan(stage, {}, work)
    } finally {
      observeStage(stage, performance.now() - startedAt)
    }
  }
}

/** Batches of passages take as long as they are large: their times would hide those of questions. */
export function watchEmbedder(embedder: Embedder, purpose: 'question' | 'passages', metrics: ModelMetrics): Embedder {
  const runStage = stageRunner(metrics)
  return {
    ...embedder,
    async embed(texts, signal) {
      const embed = () => embedder.embed(texts, signal)
      return purpose === 'question' ? runStage('embed', embed) : inSpan('embed passages', {}, embed)
    },
  }
}

export function watchGenerator(generator: Generator, metrics: ModelMetrics): Generator {
  const stage: Stage = generator.outcome === 'extractive' ? 'extract' : 'model'
  return {
    ...generator,
    generate: (request, options) => {
      const sentences = generator.generate(request, options)
      return timedStream(inSpanStream(stage, sentences), (ms) => metrics.observeStage(stage, ms))
    },
  }
}

/** Counts the time its reader waits, and not what the reader does in between. */
async function* timedStream<T>(source: AsyncIterable<T>, observe: (ms: number) => void): AsyncGenerator<T> {
  let ms = 0
  let startedAt = performance.now()
  try {
    for await (const value of source) {
      ms += performance.now() - startedAt
      startedAt = Number.POSITIVE_INFINITY
      yield value
      startedAt = performance.now()
    }
  } finally {
    // A reader that leaves at a sentence did not wait for another.
    observe(ms + Math.max(0, performance.now() - startedAt))
  }
}
