import { glob } from 'node:fs/promises';
import { ROOT } from './lib/paths.ts';
import { tool } from './lib/run.ts';
import { runScript } from './lib/trouble.ts';

/** Every TypeScript project of the house; one that is added is found by itself. */
const projects = async (): Promise<string[]> => {
  const found: string[] = [];
  const exclude = (name: string): boolean => ['node_modules', 'dist', 'out', '.next', '.git'].includes(name);
  for await (const file of glob(['tsconfig*.json', '*/**/tsconfig*.json'], { cwd: ROOT, exclude })) {
    if (file !== 'tsconfig.base.json') found.push(file);
  }
  return found.toSorted();
};

await runScript(async () => {
  let failed = 0;
  const waiting = await projects();
  const checkAll = async (): Promise<void> => {
    for (let project = waiting.shift(); project; project = waiting.shift()) {
      const { code, output } = await tool('tsc', ['-p', project, '--pretty', 'false'], { quiet: true });
      process.stderr.write(`  ${code === 0 ? '✓' : '✗'} ${project}\n${output}`);
      if (code !== 0) failed++;
    }
  };
  await Promise.all([checkAll(), checkAll()]);
  return failed > 0 ? 1 : 0;
});
