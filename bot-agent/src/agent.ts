import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { showAlive } from './alive.ts';
import { Bridge } from './bridge.ts';
import { openChannel } from './channels.ts';
import { ServerClock, systemClock, systemSleep } from './clock.ts';
import { lockDataDir, prepareDataDir } from './data-dir.ts';
import type { AgentEnv } from './env.ts';
import { failpoints, type Hit } from './failpoint.ts';
import { Journal } from './journal/journal.ts';
import { JournalUnavailable } from './journal/store.ts';
import { Unauthorised } from './link/link.ts';
import type { Log } from './log.ts';
import { isNewCode, pair, readCredential, type Credential, type PairingOptions } from './pairing.ts';
import { PROFILES } from './profile.ts';
import { Unrecoverable } from './service.ts';
import { VERSION } from './version.ts';

/** Runs one agent until the signal aborts. Throws `Unrecoverable` when only a person can help. */
export const runAgent = async (env: AgentEnv, log: Log, signal: AbortSignal): Promise<void> => {
  prepareDataDir(env.dataDir);
  const unlock = await lockDataDir(env.dataDir, systemSleep);
  const fallSilent = showAlive(env.dataDir);
  try {
    await runLocked(env, log, signal);
  } finally {
    fallSilent();
    unlock();
  }
};

const runLocked = async (env: AgentEnv, log: Log, signal: AbortSignal): Promise<void> => {
  const pairing: PairingOptions = { ...env, signal, sleep: systemSleep, random: Math.random, log };
  let credential = readCredential(env.dataDir) ?? (await pair(pairing));
  while (credential && !signal.aborted) {
    try {
      return await runPaired(env, credential, log, signal);
    } catch (thrown) {
      // The server forgot us (its data was reset), and whoever started us brought a new code along.
      if (!(thrown instanceof Unauthorised) || !isNewCode(credential, env.pairCode)) throw thrown;
      log.warn('pairing_again', { why: 'the credential was refused and PAIR_CODE is new' });
      credential = await pair(pairing);
    }
  }
};

const openJournal = (env: AgentEnv, log: Log): Journal => {
  try {
    const { journal, damaged } = Journal.open(join(env.dataDir, 'journal.db'), Date.now());
    if (damaged) log.error('journal_damaged_begun_anew', damaged);
    return journal;
  } catch (thrown) {
    if (!(thrown instanceof JournalUnavailable)) throw thrown;
    throw new Unrecoverable(
      `The journal in ${env.dataDir} cannot be written, ${thrown.message}: make room or give write access, and start again.`,
    );
  }
};

const runPaired = async (env: AgentEnv, credential: Credential, log: Log, signal: AbortSignal): Promise<void> => {
  const profile = PROFILES[env.profile];
  const serverClock = new ServerClock(systemClock);
  const journal = openJournal(env, log);
  const opened = await openChannel(env, serverClock, log);
  const failpoint = failpoints(env.failpoint);
  const hit: Hit = (name) => {
    failpoint(name);
    opened.hit(name);
  };
  const bridge = new Bridge({
    serverUrl: env.serverUrl,
    credential: credential.credential,
    botId: credential.botId,
    boot: randomUUID(),
    agent: { host: hostname().slice(0, 128), version: VERSION },
    journal,
    profile,
    policy: env.policy,
    serverClock,
    log,
    channel: opened.channel,
    onPairing: opened.onPairing,
    clock: systemClock,
    sleep: systemSleep,
    random: Math.random,
    filesDir: join(env.dataDir, 'files'),
    hit,
  });
  log.info('started', {
    botId: credential.botId,
    numberId: credential.numberId,
    profile: profile.name,
    channel: env.channel,
  });
  try {
    await bridge.run(signal);
  } finally {
    await opened.close();
    journal.close();
  }
};
