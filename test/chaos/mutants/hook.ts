import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { filesOf, mutated, ROOT, type Mutant } from './mutant.ts';

/**
 * From now on this process loads the mutant's files with the mutant in them. Call it before anything of the product is loaded.
 * Returns the files that were not loaded: a mutant that nobody ran proves nothing.
 */
export const infect = (mutant: Mutant): (() => string[]) => {
  const files = new Map(filesOf(mutant).map((file) => [pathToFileURL(join(ROOT, file)).href, file]));
  const unloaded = new Set(files.values());
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      const file = files.get(url);
      if (file === undefined) return loaded;
      const { source } = loaded;
      if (source === undefined || source === null) throw new Error(`${file} was loaded without a source`);
      const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
      unloaded.delete(file);
      return { ...loaded, source: mutated(mutant, file, text) };
    },
  });
  return () => [...unloaded];
};
