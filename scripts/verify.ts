import { tool } from './lib/run.ts';
import { busy, done, plain } from './lib/steps.ts';
import { runScript } from './lib/trouble.ts';

/** The gate before a commit: format, lint, types, unit tests; stops at the first that fails. */
type Step = { name: string; tool: string; args: string[]; fix: string };

const STEPS: Step[] = [
  { name: 'format', tool: 'oxfmt', args: ['--check', '.'], fix: 'npm run format' },
  { name: 'lint', tool: 'oxlint', args: ['--type-aware'], fix: 'npm run lint -- --fix, and by hand what that leaves' },
  { name: 'types', tool: 'node', args: ['scripts/types.ts'], fix: 'npm run types shows them again' },
  {
    name: 'unit tests',
    tool: 'vitest',
    args: ['run', '--project', 'unit', '--reporter', 'dot'],
    fix: 'npx vitest --project unit watches them',
  },
];

await runScript(async () => {
  for (const step of STEPS) {
    const from = performance.now();
    busy(step.name);
    const { code, output } = await tool(step.tool, step.args, { quiet: true });
    if (code !== 0) {
      process.stderr.write(`${output.trimEnd()}\n`);
      plain(`✗ ${step.name} failed. To mend it: ${step.fix}`);
      return 1;
    }
    done(`${step.name} (${((performance.now() - from) / 1000).toFixed(1)} s)`);
  }
  return 0;
});
