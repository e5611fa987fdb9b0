import { ensureBuilt, WEB, WORKER } from './lib/build.ts';
import { runScript, Trouble } from './lib/trouble.ts';

/** `node scripts/build.ts [web|worker]`: builds what is stale. */
await runScript(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => name !== 'web' && name !== 'worker');
  if (unknown) throw new Trouble(`There is no build called "${unknown}": web or worker.`);
  // The Worker's options name the web build's folder, so the web comes first.
  for (const target of [WEB, WORKER]) {
    if (wanted.length > 0 && !wanted.includes(target.name)) continue;
    const built = await ensureBuilt(target, () => process.stderr.write(`  … building ${target.name}\n`));
    process.stderr.write(`  ✓ ${target.name} ${built ? 'built' : 'is up to date'}\n`);
  }
});
