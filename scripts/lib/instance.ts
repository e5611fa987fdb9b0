import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** What a running instance says of itself: `--json` prints it, `instance.json` keeps it for `npm run phone`. */
export type Instance = {
  url: string;
  /** One-time sign-in link; it lives for SIGN_IN_LINK_MS from when it was made. */
  signIn: string;
  simulator: string;
  email: string;
  password: string;
  bot: { numberId: string };
  pids: { supervisor: number; worker: number; workerd: number; bot: number };
};

/** Writes in one step, so that a reader never sees half a file. Readable by the owner only: it holds a password. */
export const writeInstance = (file: string, instance: Instance): void => {
  const next = `${file}.new`;
  rmSync(next, { force: true });
  writeFileSync(next, `${JSON.stringify(instance)}\n`, { mode: 0o600 });
  renameSync(next, file);
};

export const removeInstance = (file: string): void => rmSync(file, { force: true });

/** The instance written last, or null when there is none that can be read. Says nothing about whether it still runs. */
export const readInstance = (file: string): Instance | null => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Instance;
  } catch {
    return null;
  }
};
