import { HELP, readOptions, type Options } from './report/options.ts';
import {
  casesPart,
  mutantsPart,
  processesPart,
  replaySim,
  SEEDS,
  simPart,
  whatsappPart,
  type Part,
  type Say,
} from './report/parts.ts';
import { mergeCases, readFound, writeFound, type Found } from './report/records.ts';
import { render } from './report/render.ts';
import { rowIsNightly } from './report/matrix.ts';

/** `npm run chaos`: see HELP. Prints what each part found, says at the end what is wrong, and ends with 0 only when nothing is. */
const startedAt = performance.now();
const say: Say = (line) => {
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  process.stdout.write(`${String(seconds).padStart(5)} s  ${line}\n`);
};

const commandOf = (args: readonly string[]): string =>
  args.length === 0 ? 'npm run chaos' : `npm run chaos -- ${args.join(' ')}`;

/** Puts what a part found into the report at once: a later part that fails takes nothing back. */
const keep = async (options: Options, change: (found: Found) => Partial<Found>): Promise<void> => {
  if (!options.report) return;
  const before = readFound();
  const found: Found = { ...before, ...change(before) };
  await writeFound(found, render(found));
};

const main = async (options: Options, command: string): Promise<string[]> => {
  const { layer, seed, path, nightly } = options;
  const size = nightly ? 'nightly' : 'quick';
  const isReplay = seed !== undefined && options.seeds === undefined && layer !== 'processes';
  if (isReplay) return await replaySim(seed, path ?? null, say);

  const wrong: string[] = [];
  const run = async <T>(
    name: string,
    part: () => Promise<Part<T>>,
    change: (section: T, found: Found) => Partial<Found>,
  ): Promise<void> => {
    if (layer !== undefined && layer !== name) return;
    say(`— ${name} —`);
    try {
      const found = await part();
      wrong.push(...found.wrong);
      await keep(options, (before) => change(found.section, before));
    } catch (error) {
      // The other parts may still find something; this one proves nothing.
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      say(why);
      wrong.push(`${name}: ${why.split('\n')[0] ?? 'threw'}`);
    }
  };

  await run(
    'sim',
    () => simPart(command, { from: seed ?? 1, count: options.seeds ?? SEEDS[size] }, say),
    (section, { sim }) => ({ sim: { ...sim, [size]: section } }),
  );
  await run(
    'mutants',
    () => mutantsPart(command, say),
    (mutants) => ({ mutants }),
  );
  await run(
    'cases',
    () => casesPart(command, { nightly, row: options.row }, say),
    (section, { cases }) => ({
      cases: mergeCases(cases, section, ({ row }) => !nightly && rowIsNightly(row)),
    }),
  );
  await run(
    'processes',
    () => processesPart(command, { nightly, seconds: options.seconds, seed }, say),
    (section, { processes }) => ({ processes: { ...processes, [size]: section } }),
  );
  await run(
    'whatsapp',
    () => whatsappPart(command, options.row, say),
    (whatsapp) => ({ whatsapp }),
  );
  return wrong;
};

const args = process.argv.slice(2);
const read = readOptions(args);
if ('wrong' in read) {
  process.stderr.write(`${read.wrong.join('\n')}\n\n${HELP}`);
  process.exitCode = 2;
} else if (read.options.help) {
  process.stdout.write(HELP);
} else {
  const wrong = await main(read.options, commandOf(args));
  for (const line of wrong) say(`✗ ${line}`);
  say(wrong.length === 0 ? '✓ no promise was broken' : `✗ ${wrong.length} things are wrong`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
