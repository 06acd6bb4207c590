/**
 * The life of the built-in embedder's worker thread: starts with the first unit, starts again after a crash, and never
 * keeps the process alive when idle. One unit at a time: window-queue.ts decides which.
 */
import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import type { Window } from './windows.ts'

export interface BuiltinThread {
  /**
   * One embedding per window, in order. Not to be called again before the last call has settled.
   *
   * @throws AppError `unavailable`: the model cannot be loaded, or the thread died. The next call starts a new one.
   */
  run(windows: readonly Window[]): Promise<Float32Array[]>
  close(): Promise<void>
}

export function openBuiltinThread(startWorker: () => Worker = startBuiltinWorker): BuiltinThread {
  let worker: Worker | null = null
  let unit: PromiseWithResolvers<Float32Array[]> | null = null

  const start = () => {
    const started = startWorker()
    let cause: unknown
    started.on('message', (embeddings: Float32Array[]) => {
      started.unref()
      unit?.resolve(embeddings)
    })
    started.on('error', (error) => {
      cause = error
    })
    // Follows every `error`, and comes alone when the thread is ended from outside.
    started.on('exit', () => {
      worker = null
      unit?.reject(crashed(cause))
    })
    return started
  }

  return {
    run: (windows) => {
      unit = Promise.withResolvers()
      worker ??= start()
      worker.ref()
      worker.postMessage(windows)
      return unit.promise
    },
    close: async () => {
      await worker?.terminate()
    },
  }
}

function startBuiltinWorker(): Worker {
  return new Worker(new URL('./builtin-worker.ts', import.meta.url))
}

function crashed(cause: unknown): AppError {
  const message =
    'The built-in embedder broke down. Its model comes with the npm packages: if this stays, run `npm ci`.'
  return new AppError('unavailable', message, { cause, retryable: true })
}
