import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { PairResponse } from '@oconnector/protocol/api/numbers.ts';
import type { Random, Sleep } from './clock.ts';
import type { Log } from './log.ts';
import { Unrecoverable, retrying } from './service.ts';

const Credential = z.object({
  numberId: z.string(),
  clienteId: z.string(),
  credential: z.string().min(1),
  botId: z.string(),
  /** Which pairing code made it (SHA-256), so that a newer one is noticed. */
  pairedWith: z.string(),
});
export type Credential = z.infer<typeof Credential>;

const digest = (code: string): string => createHash('sha256').update(code).digest('hex');
const fileOf = (dataDir: string): string => join(dataDir, 'credential.json');

/** The stored credential; null when there is none. An unreadable file is an error that says what to do. */
export const readCredential = (dataDir: string): Credential | null => {
  let text: string;
  try {
    text = readFileSync(fileOf(dataDir), 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
    throw new Unrecoverable(
      `${fileOf(dataDir)} cannot be read: give this user access to it, or remove it and pair again with PAIR_CODE.`,
    );
  }
  try {
    return Credential.parse(JSON.parse(text));
  } catch {
    throw new Unrecoverable(`${fileOf(dataDir)} is damaged: remove it and pair again with PAIR_CODE.`);
  }
};

/** Writes whole or not at all, readable by this user alone. */
const writeCredential = (dataDir: string, credential: Credential): void => {
  const next = `${fileOf(dataDir)}.${process.pid}.next`;
  const fd = openSync(next, 'w', 0o600);
  try {
    writeSync(fd, `${JSON.stringify(credential, null, 2)}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(next, fileOf(dataDir));
};

export type PairingOptions = {
  serverUrl: string;
  dataDir: string;
  pairCode: string | null;
  signal: AbortSignal;
  sleep: Sleep;
  random: Random;
  log: Log;
  fetch?: typeof fetch;
};

/** Whether PAIR_CODE is another code than the one that made this credential. */
export const isNewCode = (credential: Credential, pairCode: string | null): boolean =>
  pairCode !== null && digest(pairCode) !== credential.pairedWith;

/**
 * Redeems PAIR_CODE and stores the credential. Tries until the server answers; a refused code is `Unrecoverable`. Null
 * when the signal aborted first.
 */
export const pair = async (options: PairingOptions): Promise<Credential | null> => {
  const { serverUrl, dataDir, pairCode, signal, log } = options;
  if (pairCode === null) {
    throw new Unrecoverable(
      'This agent is not paired: make a pairing code in the dashboard, and start the agent with it as PAIR_CODE.',
    );
  }
  const botId = randomUUID();
  let paired: Credential | null = null;
  await retrying(
    async () => {
      const response = await (options.fetch ?? fetch)(`${serverUrl}/api/whatsapp/pair`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: pairCode, botId, host: hostname().slice(0, 128) }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]),
      });
      if (response.status === 429 || response.status >= 500) throw new Error(`the server answered ${response.status}`);
      if (!response.ok) throw new CodeRefused(response.status);
      const answer = PairResponse.safeParse(await response.json());
      if (!answer.success)
        throw new Unrecoverable(
          'The server answered the pairing with something else: check that SERVER_URL is an oConnector server.',
        );
      paired = { ...answer.data, botId, pairedWith: digest(pairCode) };
      writeCredential(dataDir, paired);
      log.info('paired', { numberId: answer.data.numberId, clienteId: answer.data.clienteId });
      return 'done';
    },
    { ...options, name: 'pairing' },
  );
  return paired;
};

/** The server takes no such code. */
export class CodeRefused extends Unrecoverable {
  readonly status: number;

  constructor(status: number) {
    super(
      `The server refused the pairing code (HTTP ${status}): it works once, for ten minutes. Make a new one in the dashboard and start the agent with it as PAIR_CODE.`,
    );
    this.status = status;
  }
}
