/**
 * The worker thread of the built-in embedder: answers each list of windows with their embeddings, in order.
 *
 * Knows nothing of texts, queues or aborts: builtin-thread.ts sends it one small unit at a time. It catches nothing
 * either: whatever fails ends the thread, builtin-thread.ts sees the error and starts another.
 */
import { parentPort } from 'node:worker_threads'
import { builtinFiles } from './builtin-files.ts'
import { loadBuiltinModel } from './builtin-model.ts'
import type { Window } from './windows.ts'

// What is sent meanwhile waits in the port until somebody listens.
const model = await loadBuiltinModel(builtinFiles())

parentPort?.on('message', async (windows: readonly Window[]) => {
  const embeddings = await model.run(windows)
  parentPort?.postMessage(embeddings)
})
