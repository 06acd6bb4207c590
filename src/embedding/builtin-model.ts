/**
 * The Universal Sentence Encoder lite on TensorFlow.js' WebAssembly kernels: windows of pieces in, embeddings out.
 *
 * Computes on the thread that calls it, 40 ms for a full window: only builtin-worker.ts does.
 */
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter'
import { dispose, type io, setBackend, type Tensor, tensor1d, tensor2d } from '@tensorflow/tfjs-core'
import type { BuiltinFiles } from './builtin-files.ts'
import type { Window } from './windows.ts'

export interface BuiltinModel {
  /** One embedding per window, of unit length. The windows do not influence one another. */
  run(windows: readonly Window[]): Promise<Float32Array[]>
}

/** @throws when a file is missing or the machine cannot run WebAssembly. */
export async function loadBuiltinModel(files: BuiltinFiles): Promise<BuiltinModel> {
  // Threads of the wasm backend do not work in Node, SIMD does: it picks the kernels by itself.
  setWasmPaths(files.wasm)
  if (!(await setBackend('wasm'))) throw new Error('TensorFlow.js could not start its WebAssembly backend.')
  const graph = await loadGraphModel({ load: () => readArtifacts(files.model) })
  return { run: (windows) => runGraph(graph, windows) }
}

/** The loaders TensorFlow.js brings fetch over HTTP; this one reads the same format from disk. */
async function readArtifacts(modelPath: string): Promise<io.ModelArtifacts> {
  // A file of a package pinned to one version: no stranger's input.
  const model = JSON.parse(await readFile(modelPath, 'utf8')) as io.ModelJSON
  const shards = model.weightsManifest.flatMap((group) => group.paths)
  const weightData = await Promise.all(
    shards.map(async (shard) => new Uint8Array(await readFile(join(dirname(modelPath), shard))).buffer),
  )
  return {
    modelTopology: model.modelTopology,
    weightSpecs: model.weightsManifest.flatMap((group) => group.weights),
    weightData,
  }
}

async function runGraph(graph: GraphModel, windows: readonly Window[]): Promise<Float32Array[]> {
  // The graph takes a batch as a sparse matrix: places [row, column], and the piece at each of them.
  const places = windows.flatMap((window, row) => window.flatMap((_, column) => [row, column]))
  const pieces = windows.flat()
  const indices = tensor2d(places, [pieces.length, 2], 'int32')
  const values = tensor1d(pieces, 'int32')
  // The graph has one output, and with one it answers with the tensor itself.
  const output = (await graph.executeAsync({ indices, values })) as Tensor
  const floats = await output.data<'float32'>()
  dispose([indices, values, output])
  const dimensions = floats.length / windows.length
  return windows.map((_, row) => floats.slice(row * dimensions, (row + 1) * dimensions))
}
