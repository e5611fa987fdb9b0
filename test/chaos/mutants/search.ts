import { parseArgs } from 'node:util';
import { inParallel, lived, livesOf, readKept, writeKept } from './lives.ts';
import { mutants } from './mutants.ts';

/**
 * `node test/chaos/mutants/search.ts [--mutant name] [--from 1] [--count 1000] [--worlds 20] [--again]`: looks for a life in which each mutant is
 * caught, makes it short and keeps it. Mutants with a kept life that still catches them are left alone, unless `--again`.
 */
const { values } = parseArgs({
  options: {
    mutant: { type: 'string', multiple: true },
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '1000' },
    worlds: { type: 'string', default: '20' },
    again: { type: 'boolean', default: false },
  },
});
const from = Number(values.from);
const wanted = mutants.filter(
  ({ name, layer }) => layer === 'L0' && (values.mutant === undefined || values.mutant.includes(name)),
);
await inParallel(wanted, 2, async ({ name }) => {
  const kept = readKept()[name];
  const job = { mutant: name, shrink: true, seeds: [from, from + Number(values.count)] as [number, number] };
  const { caught, lived: lives } = await lived({
    ...job,
    lives: values.again ? [] : livesOf(kept, Number(values.worlds)),
  });
  const [found] = caught;
  if (found === undefined) return void process.stdout.write(`✗ ${name}: not caught in ${lives} lives\n`);
  const { label, scenario, violations } = found;
  const [{ invariant, what } = { invariant: '?', what: '?' }] = violations;
  process.stdout.write(
    `✓ ${name}: ${invariant} ${what} — ${label}, ${scenario.steps.length} steps, after ${lives} lives\n`,
  );
  writeKept({ ...readKept(), [name]: { found: label.startsWith('kept') ? (kept?.found ?? label) : label, scenario } });
});
