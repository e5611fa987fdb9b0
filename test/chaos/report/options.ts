import { parseArgs } from 'node:util';
import * as z from 'zod';

export const HELP = `npm run chaos [-- options]

Proves the promises of delivery and turn-taking again, on this machine: the simulation, the mutants, the fault cases and the
real processes under kills. Ends with 0 only when nothing was broken and enough was done. docs/FAULTS.md says what it found last.

  (nothing)            quick: 2,000 seeds, all mutants, all fault cases but the nightly ones, 5 minutes of processes, the
                       cases with whatsapp-web.js in a real Chromium
  --nightly            100,000 seeds, all cases, and an hour of processes with 200 kills and 200,000 messages at least
  --layer NAME         one part only: sim, cases, mutants, processes or whatsapp. Parts of a nightly run may be run one after another
  --report             writes what was found into docs/FAULTS.md; what was not run keeps its last result

  --seed N             the same life again: one seed of the simulation, or with --layer processes the same plan of faults
  --path P             with --layer sim --seed N: the shrunk life that a failure printed
  --seeds N            with --layer sim: how many seeds, from --seed on
  --seconds S          with --layer processes: how long faults are injected; with --nightly at the pace of the long run
  --row N              with --layer cases or whatsapp: the cases of one row of the fault matrix
  --help
`;

const LAYERS = ['sim', 'cases', 'mutants', 'processes', 'whatsapp'] as const;
export type Layer = (typeof LAYERS)[number];

const wholeNumber = (name: string, least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `${name} must be a whole number`)
    .transform(Number)
    .refine((n) => n >= least && n <= most, `${name} must be between ${least} and ${most}`);

const Options = z
  .object({
    nightly: z.boolean().default(false),
    report: z.boolean().default(false),
    help: z.boolean().default(false),
    layer: z.enum(LAYERS, `--layer must be one of ${LAYERS.join(', ')}`).optional(),
    seed: wholeNumber('--seed', 0, 2 ** 31 - 1).optional(),
    seeds: wholeNumber('--seeds', 1, 10_000_000).optional(),
    path: z
      .string()
      .regex(/^[\d:]+$/, '--path must be what a failure printed: numbers and colons')
      .optional(),
    seconds: wholeNumber('--seconds', 10, 86_400).optional(),
    row: wholeNumber('--row', 1, 52).optional(),
  })
  .superRefine(({ layer, seed, seeds, path, seconds, row, report, nightly }, context) => {
    const wrong = (holds: boolean, message: string): void => {
      if (holds) context.addIssue({ code: 'custom', message });
    };
    const isSim = layer === 'sim' || (layer === undefined && seed !== undefined);
    wrong(seed !== undefined && !isSim && layer !== 'processes', '--seed needs --layer sim or --layer processes');
    wrong(path !== undefined && (!isSim || seed === undefined), '--path needs --seed, and belongs to the simulation');
    wrong(path !== undefined && seeds !== undefined, '--path names one life: it cannot go with --seeds');
    wrong(seeds !== undefined && !isSim, '--seeds needs --layer sim');
    wrong(seconds !== undefined && layer !== 'processes', '--seconds needs --layer processes');
    const hasRows = layer === 'cases' || layer === 'whatsapp';
    wrong(row !== undefined && !hasRows, '--row needs --layer cases or --layer whatsapp');
    const isPart = path !== undefined || row !== undefined || (isSim && seed !== undefined) || seeds !== undefined;
    wrong(report && (isPart || seconds !== undefined), '--report is for whole parts: a replay proves nothing new');
    wrong(nightly && isPart, '--nightly has its own size');
  });

export type Options = z.infer<typeof Options>;

/** What was asked for, or what is wrong with it in words for people. */
export const readOptions = (args: readonly string[]): { options: Options } | { wrong: string[] } => {
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        nightly: { type: 'boolean' },
        report: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        layer: { type: 'string' },
        seed: { type: 'string' },
        seeds: { type: 'string' },
        path: { type: 'string' },
        seconds: { type: 'string' },
        row: { type: 'string' },
      },
    }));
  } catch (error) {
    return { wrong: [error instanceof Error ? error.message : String(error)] };
  }
  const parsed = Options.safeParse(values);
  return parsed.success
    ? { options: parsed.data }
    : { wrong: [...new Set(parsed.error.issues.map(({ message }) => message))] };
};
