#!/usr/bin/env node
import { languageOf, TEXTS } from './texts.ts';
import { isNodeEnough } from './node-version.ts';

// Of this file's imports none may need a newer Node: it is what says that Node is too old.
const { version } = process;
const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
// The versions that have what we need of it are known (node-version.ts); everything else is still shown.
process.emitWarning = (...args: unknown[]) => {
  if (!String(args[0]).startsWith('SQLite is an experimental feature')) emitWarning(...args);
};

if (isNodeEnough(version.slice(1))) {
  const { cli } = await import('./cli.ts');
  process.exitCode = await cli(process.argv.slice(2), process.env);
} else {
  process.stderr.write(`${TEXTS[languageOf(process.env)].oldNode(version)}\n`);
  process.exitCode = 2;
}
