import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { BIN, ROOT } from './paths.ts';

export type Finished = { code: number; output: string };

/** Runs one of the project's own tools (a name in node_modules/.bin, or `node`). With `quiet` its words are kept, else shown. */
export const tool = (
  name: string,
  args: readonly string[],
  options: { quiet?: boolean; cwd?: string; env?: Record<string, string> } = {},
): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const child = spawn(join(BIN, 'node'), name === 'node' ? args : [join(BIN, name), ...args], {
      cwd: options.cwd ?? ROOT,
      stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, PATH: `${BIN}:${process.env['PATH'] ?? ''}`, ...options.env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
