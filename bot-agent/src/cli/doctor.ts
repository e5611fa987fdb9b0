import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { BROWSER_ARGS, chromeVersion, findChrome } from '../channel/whatsapp-web/chrome.ts';
import { endBrowser } from '../channel/whatsapp-web/session-dir.ts';
import { systemSleep } from '../clock.ts';
import type { AgentEnv } from '../env.ts';
import { reasonOf } from '../log.ts';
import { readCredential } from '../pairing.ts';
import type { Texts } from './texts.ts';

type Words = Texts['doctor'];

/** What was found; `ok` null when it could not be told. */
export type Finding = { ok: boolean | null; text: string };

const fine = (text: string): Finding => ({ ok: true, text });
const bad = (text: string): Finding => ({ ok: false, text });

const PAGE_MS = 30_000;
const SERVER_MS = 10_000;
/** Messages count as old after a quarter of an hour and certificates by the day; a minute is more than any clock that is kept drifts. */
const SKEW_S = 60;

/**
 * Opens a page in a profile of its own, as the agent would. Null when it did, else why not. The page itself says that it is
 * there: switches that print one are not in every build of Chromium.
 */
const pageTrouble = async (file: string, args: readonly string[]): Promise<string | null> => {
  const opened = Promise.withResolvers<null>();
  const host = createServer((request, response) => {
    if (request.url === '/opened') opened.resolve(null);
    response.setHeader('content-type', 'text/html').end('<script>fetch("/opened")</script>');
  });
  await new Promise<void>((listening) => host.listen(0, '127.0.0.1', listening));
  const page = `http://127.0.0.1:${(host.address() as AddressInfo).port}/`;
  const profile = mkdtempSync(join(tmpdir(), 'oconnector-doctor-'));
  const browser = spawn(file, [...BROWSER_ARGS, ...args, '--headless', `--user-data-dir=${profile}`, page], {
    // A group of its own, which `endBrowser` ends as a whole.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  browser.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<string>((done) => {
    browser.once('error', ({ message }) => done(message));
    browser.once('close', () => done(said.trim().split('\n')[0] || 'no page'));
  });
  const over = new AbortController();
  const late = systemSleep(PAGE_MS, over.signal).then(() => `${PAGE_MS / 1_000} s`);
  try {
    return (await Promise.race([opened.promise, ended, late]))?.slice(0, 300) ?? null;
  } finally {
    over.abort();
    if (browser.pid !== undefined) await endBrowser(browser.pid, systemSleep);
    host.closeAllConnections();
    host.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 4 });
  }
};

const chrome = async (env: AgentEnv, words: Words): Promise<Finding> => {
  const { chromePath, chromeArgs } = env.whatsappWeb;
  let file: string;
  try {
    file = findChrome(chromePath);
  } catch {
    return bad(chromePath === null ? words.chromeMissing : words.chromePath(chromePath));
  }
  try {
    const version = await chromeVersion(file);
    const trouble = await pageTrouble(file, chromeArgs);
    return trouble === null ? fine(words.chrome(version || 'Chrome', file)) : bad(words.chromeBroken(file, trouble));
  } catch (thrown) {
    return bad(words.chromeBroken(file, reasonOf(thrown)));
  }
};

const isThere = (path: string): boolean => {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
};

const dataDir = (path: string, words: Words): Finding => {
  try {
    if (!isThere(path)) {
      let parent = dirname(resolve(path));
      while (!isThere(parent)) parent = dirname(parent);
      if (!statSync(parent).isDirectory()) return bad(words.dataDirBad(path, `ENOTDIR: ${parent}`));
      accessSync(parent, constants.W_OK);
      return fine(words.dataDirNew(path));
    }
    const mode = statSync(path).mode & 0o777;
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) return bad(words.dataDirOpen(path, mode.toString(8)));
    const probe = join(path, `.doctor-${process.pid}`);
    writeFileSync(probe, 'x', { flag: 'wx' });
    rmSync(probe);
    return fine(words.dataDir(path));
  } catch (thrown) {
    return bad(words.dataDirBad(path, reasonOf(thrown)));
  }
};

const versionIn = (body: unknown): string | null =>
  typeof body === 'object' && body !== null && 'ok' in body && body.ok === true && 'version' in body
    ? String(body.version)
    : null;

const clock = (date: string | null, from: number, to: number, words: Words): Finding => {
  const theirs = date === null ? NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return { ok: null, text: words.clockUnknown };
  // The header has whole seconds, cut off.
  const seconds = Math.round(Math.abs((from + to) / 2 - (theirs + 500)) / 1_000);
  return seconds > SKEW_S ? bad(words.clockBad(seconds)) : fine(words.clock(seconds));
};

const causeOf = (thrown: unknown): string => {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return code || reasonOf(cause);
};

const server = async (url: string, words: Words): Promise<Finding[]> => {
  const from = Date.now();
  try {
    const response = await fetch(`${url}/api/health`, { redirect: 'error', signal: AbortSignal.timeout(SERVER_MS) });
    const to = Date.now();
    const version = versionIn(await response.json().catch(() => null));
    if (!response.ok || version === null) return [bad(words.serverOther(url))];
    return [fine(words.server(url, version)), clock(response.headers.get('date'), from, to, words)];
  } catch (thrown) {
    return [bad(words.serverBad(url, causeOf(thrown)))];
  }
};

const credential = (path: string, words: Words): Finding => {
  try {
    const found = readCredential(path);
    return found === null ? bad(words.credentialMissing) : fine(words.credential(found.numberId));
  } catch (thrown) {
    return bad(words.credentialBad(reasonOf(thrown)));
  }
};

/** Everything an agent needs, tried out one by one. Changes nothing. `env` is a sentence where the settings are wrong. */
export const examine = async (env: AgentEnv | string, words: Words): Promise<Finding[]> => {
  // An older one never comes here (main.ts).
  const node = fine(words.node(process.versions.node));
  if (typeof env === 'string') return [node, bad(`${words.settings}: ${env}`)];
  return [
    node,
    ...(env.channel === 'whatsapp-web' ? [await chrome(env, words)] : []),
    dataDir(env.dataDir, words),
    ...(await server(env.serverUrl, words)),
    credential(env.dataDir, words),
  ];
};

/** The findings as lines. */
export const report = (findings: readonly Finding[]): string =>
  findings.map(({ ok, text }) => `${ok === null ? '–' : ok ? '✓' : '✗'} ${text}`).join('\n');
