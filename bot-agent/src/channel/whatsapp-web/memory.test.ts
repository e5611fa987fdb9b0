import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { treeMemoryMb } from './memory.ts';

it.runIf(process.platform === 'linux')(
  'counts a process with its children, and nothing that is not there',
  async () => {
    const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)']);
    await once(child.stdout, 'data');
    const alone = treeMemoryMb(child.pid ?? 0);
    const together = treeMemoryMb(process.pid);
    expect(alone).toBeGreaterThan(5);
    expect(together).toBeGreaterThan(alone ?? 0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(treeMemoryMb(child.pid ?? 0)).toBeNull();
  },
);
