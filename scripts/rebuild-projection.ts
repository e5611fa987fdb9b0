import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { RebuildResponse } from '@oconnector/protocol/api/setup.ts';
import { loadDevVars } from './lib/dev-vars.ts';
import { readInstance } from './lib/instance.ts';
import { isAlive } from './lib/processes.ts';
import { devVarsFile, stateDir } from './lib/paths.ts';
import { Trouble, runScript } from './lib/trouble.ts';

const USAGE = `npm run rebuild-projection [-- --json]

Reads every conversation again and writes what the lists show: the table in D1 and the rows of the Inbox. Works on the
instance that npm start runs; conversations go on meanwhile. Prints one line; --json prints it as JSON.`;

const NOT_RUNNING = 'oConnector is not running here: start it with `npm start` in another terminal, then try again.';
const PAGE_WAIT_MS = 60_000;

const askPage = async (url: string, token: string, cursor: string | null): Promise<RebuildResponse> => {
  let response: Response;
  try {
    response = await fetch(`${url}/api/setup/rebuild-projection`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ cursor }),
      signal: AbortSignal.timeout(PAGE_WAIT_MS),
    });
  } catch {
    throw new Trouble(`Nobody answers at ${url}. ${NOT_RUNNING}`);
  }
  if (response.status === 401)
    throw new Trouble(
      'The SETUP_TOKEN in .dev.vars is not the one this instance was started with: restart `npm start`, then try again.',
    );
  if (!response.ok)
    throw new Trouble(`The server answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
  return RebuildResponse.parse(await response.json());
};

/** One checksum over the pages' checksums, for each of the three. */
const sums = () => {
  const hashes = { objects: createHash('sha256'), d1: createHash('sha256'), inbox: createHash('sha256') };
  return {
    add: ({ checksums }: RebuildResponse): void => {
      for (const part of ['objects', 'd1', 'inbox'] as const) hashes[part].update(checksums[part]);
    },
    done: () => ({
      objects: hashes.objects.digest('hex'),
      d1: hashes.d1.digest('hex'),
      inbox: hashes.inbox.digest('hex'),
    }),
  };
};

const rebuild = async (url: string, token: string) => {
  const began = performance.now();
  const total = sums();
  let rows = 0;
  let unequal = 0;
  for (let cursor: string | null = null; ;) {
    const page = await askPage(url, token, cursor);
    rows += page.rows;
    total.add(page);
    if (new Set(Object.values(page.checksums)).size > 1) unequal++;
    process.stderr.write(`  ${rows} conversations${page.clienteId === null ? '' : ` · ${page.clienteId}`}\n`);
    if (page.cursor === null) break;
    cursor = page.cursor;
  }
  return {
    rows,
    seconds: Math.round(performance.now() - began) / 1_000,
    equal: unequal === 0,
    unequalPages: unequal,
    checksums: total.done(),
  };
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const instance = readInstance(stateDir().instance);
  if (instance === null || !isAlive(instance.pids.supervisor)) throw new Trouble(NOT_RUNNING);
  const { vars } = await loadDevVars(devVarsFile());
  const result = await rebuild(instance.url, vars.SETUP_TOKEN);
  const { rows, seconds, equal, unequalPages, checksums } = result;
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    const verdict = equal
      ? `equal: conversations = D1 = Inbox (${checksums.objects.slice(0, 16)})`
      : `${unequalPages} page(s) not equal: they changed while they were read; run it again`;
    process.stdout.write(`${rows} conversations in ${seconds} s · ${verdict}\n`);
  }
  return equal ? 0 : 1;
};

await runScript(main);
