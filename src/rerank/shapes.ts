/** The two ways in which servers want to be asked for scores. Pure. */

export interface RerankRequest {
  model: string | null
  question: string
  texts: readonly string[]
}

export interface Shape {
  /** The field that holds the texts. */
  name: 'documents' | 'texts'
  /** In one request. */
  maxTexts: number
  toBody(request: RerankRequest): Record<string, unknown>
}

/**
 * Cohere's (v1 and v2), which Jina, vLLM and llama.cpp took over. `top_n` is left out: all of them then score every text.
 *
 * https://docs.cohere.com/reference/rerank
 */
const documents: Shape = {
  name: 'documents',
  maxTexts: 1_000,
  toBody: ({ model, question, texts }) => ({ ...(model !== null && { model }), query: question, documents: texts }),
}

/**
 * text-embeddings-inference's. It refuses a text that is too long unless told to cut it, and more than 32 in one request
 * unless started with another `--max-client-batch-size`.
 *
 * https://huggingface.github.io/text-embeddings-inference/
 */
const texts: Shape = {
  name: 'texts',
  maxTexts: 32,
  toBody: ({ question, texts }) => ({ query: question, texts, truncate: true }),
}

/** The more common one first. */
export const SHAPES: readonly Shape[] = [documents, texts]
