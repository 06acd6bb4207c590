/** The stages of a search and an answer that are worth a number of their own. Whoever runs one is handed `runStage`. */

export type Stage =
  | 'embed' // the question's vector, where it was not kept
  | 'keyword'
  | 'vector'
  | 'score'
  | 'texts' // reading the passages that were found
  | 'rewrite' // a follow-up question made to stand alone
  | 'rerank'
  | 'model' // from the request to the model to its last word
  | 'extract' // the best sentences of the passages, without a model
  | 'check' // every sentence of a model against its passage

/** Runs the work of one stage and measures it, as a histogram and as a span. Throws what the work throws. */
export type RunStage = <T>(stage: Stage, work: () => Promise<T>) => Promise<T>

export const runUnwatched: RunStage = (_stage, work) => work()
