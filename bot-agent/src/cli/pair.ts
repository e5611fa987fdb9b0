import { systemSleep } from '../clock.ts';
import { lockDataDir, prepareDataDir } from '../data-dir.ts';
import type { AgentEnv } from '../env.ts';
import { reasonOf, silentLog, type Log } from '../log.ts';
import { CodeRefused, pair } from '../pairing.ts';
import { EXIT } from '../run.ts';
import { Unrecoverable } from '../service.ts';
import { remember } from './settings.ts';
import type { Texts } from './texts.ts';

/** A person waits for it, unlike the agent's own pairing. */
const PATIENCE_MS = 20_000;

/** Redeems a code for the folder of these settings, which must be in use by nobody, and remembers the server there. */
export const pairHere = async (
  env: AgentEnv,
  code: string,
  texts: Texts,
  patienceMs = PATIENCE_MS,
): Promise<{ code: number; says: string }> => {
  const { dataDir, serverUrl } = env;
  let reason = 'time-out';
  const log: Log = { ...silentLog, info: (_event, data) => void (reason = String(data?.['reason'] ?? reason)) };
  try {
    prepareDataDir(dataDir);
    const unlock = await lockDataDir(dataDir, systemSleep);
    try {
      const signal = AbortSignal.timeout(patienceMs);
      const options = { serverUrl, dataDir, pairCode: code, signal, sleep: systemSleep, random: Math.random, log };
      const credential = await pair(options);
      if (credential === null) return { code: EXIT.unrecoverable, says: texts.unreachable(serverUrl, reason) };
      remember(dataDir, serverUrl);
      return { code: 0, says: texts.paired(credential.numberId, dataDir) };
    } finally {
      unlock();
    }
  } catch (thrown) {
    if (thrown instanceof CodeRefused) return { code: EXIT.unrecoverable, says: texts.codeRefused(thrown.status) };
    if (thrown instanceof Unrecoverable) return { code: EXIT.unrecoverable, says: texts.stuck(reasonOf(thrown)) };
    throw thrown;
  }
};
