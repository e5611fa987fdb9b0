import { runAgent } from './agent.ts';
import { readEnv } from './env.ts';
import { jsonLog, reasonOf } from './log.ts';
import { Unrecoverable } from './service.ts';

/** Exit codes: 0 asked to stop · 1 a bug · 2 settings · 3 only a person can help. A supervisor restarts after 1 and after a signal. */
export const EXIT = { stopped: 0, bug: 1, settings: 2, unrecoverable: 3 } as const;

const write = (text: string): void => {
  process.stderr.write(text);
};

/** One agent as a process: reads the settings, runs until SIGINT or SIGTERM, and returns the exit code. */
export const runProcess = async (raw: Record<string, string | undefined>): Promise<number> => {
  const read = readEnv(raw);
  if (!read.ok) {
    write(`${read.sentence}\n`);
    return EXIT.settings;
  }
  const log = jsonLog(read.env.logLevel, write);
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      log.info('stopping', { signal: name });
      stop.abort();
    });
  }
  try {
    await runAgent(read.env, log, stop.signal);
    log.info('stopped');
    return EXIT.stopped;
  } catch (thrown) {
    const isFinal = thrown instanceof Unrecoverable;
    log.error(isFinal ? 'unrecoverable' : 'crashed', {
      reason: reasonOf(thrown),
      ...(isFinal || !(thrown instanceof Error) ? {} : { stack: thrown.stack }),
    });
    return isFinal ? EXIT.unrecoverable : EXIT.bug;
  }
};
