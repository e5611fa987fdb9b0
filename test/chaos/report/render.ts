import { MATRIX, type Row } from './matrix.ts';
import {
  SIZES,
  type CaseRecord,
  type Found,
  type Meta,
  type ProcessesSection,
  type SimSection,
  type Times,
} from './records.ts';

const number = (n: number): string => n.toLocaleString('en-US');

const counts = (record: Record<string, number>): string =>
  Object.entries(record)
    .filter(([, n]) => n > 0)
    .map(([what, n]) => `${what} ${number(n)}`)
    .sort()
    .join(', ') || 'nothing';

/** Text within a cell: a bar would end it, a tag would vanish, two underscores would make it bold. */
const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('__', '\\_\\_').replaceAll(/\s+/g, ' ').trim();

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))].map((row) => `| ${row.join(' | ')} |`).join('\n');

const share = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(part === 0 ? 0 : 3)} %`;

const when = ({ at, commit }: Meta): string => `${at.slice(0, 10)} at ${commit}`;

const verdictOf = (good: boolean): string => (good ? 'passed' : '**failed**');

const machine = ({ machine: { cores, memoryGb, system }, versions }: Meta): string =>
  `${cores} cores, ${memoryGb} GB, ${system}; ${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}`;

const sum = (record: Record<string, number>): number => Object.values(record).reduce((all, n) => all + n, 0);

/** The figures that say whether a run did anything at all. */
const totals = (found: Found): string => {
  const sims = SIZES.flatMap((size) => {
    const sim = found.sim[size];
    if (!sim) return [];
    const kills = (sim.injected['worker killed'] ?? 0) + (sim.injected['agent killed'] ?? 0);
    return [
      [
        `simulation, ${size}`,
        `${number(sim.seeds)} seeds`,
        number(kills),
        number(sim.received),
        number(sim.replies),
        number(sim.commands['expired'] ?? 0),
        `${number(sim.commands['unknown'] ?? 0)} of ${number(sum(sim.commands))} (${share(sim.commands['unknown'] ?? 0, sum(sim.commands))})`,
        number(sim.failures.length),
        when(sim),
        `\`${sim.command}\``,
      ],
    ];
  });
  const runs = SIZES.flatMap((size) => {
    const run = found.processes[size];
    if (!run) return [];
    return [
      [
        `processes, ${size}`,
        `${number(run.seconds)} s`,
        number(run.killsInAll),
        number(run.messages),
        number(run.answered),
        number(run.expired),
        `${number(run.unknown)} of ${number(sum(run.commands))} (${share(run.unknown, sum(run.commands))})`,
        number(run.violations.length),
        when(run),
        `\`${run.command}\``,
      ],
    ];
  });
  return table(
    [
      'run',
      'size',
      'kills',
      'messages',
      'answered',
      'expired',
      'unknown, of all sends',
      'violations',
      'when',
      'command',
    ],
    [...sims, ...runs],
  );
};

/** The case that a long run is by itself. */
const ofRun = (found: Found, row: number): CaseRecord[] =>
  SIZES.flatMap((size): CaseRecord[] => {
    const run = found.processes[size];
    if (!run) return [];
    const good = run.violations.length === 0 && run.tooLittle.length === 0;
    const injected = Object.fromEntries(Object.entries(run.kills).filter(([kind]) => kind.startsWith('worker')));
    const why = good ? null : [...run.violations, ...run.tooLittle].slice(0, 2).join('; ');
    const verdict = good ? 'passed' : 'failed';
    const name = `${number(run.seconds)} s of kills while ${run.contacts} contacts write (${size})`;
    return [{ row, layer: 'L2', name, injected, verdict, why, tookMs: run.took * 1_000 }];
  });

const linesOfRow = (row: Row, found: Found): string[][] => {
  const head = [String(row.row), row.fault];
  if (typeof row.proof === 'object') return [[...head, '–', '–', '–', `not here: ${row.proof.elsewhere}`]];
  const cases = [...(found.cases?.records ?? []), ...(found.whatsapp?.records ?? [])];
  const records = row.proof === 'processes' ? ofRun(found, row.row) : cases.filter((record) => record.row === row.row);
  if (records.length === 0)
    return [[...head, '–', '–', '–', row.proof === 'nightly' ? 'nightly only: not run yet' : 'not run yet']];
  return records.map(({ layer, name, injected, verdict, why }, i) => [
    ...(i === 0 ? head : ['', '']),
    layer,
    name,
    counts(injected),
    verdict === 'passed' ? 'passed' : `**${verdict}**${why === null ? '' : `: ${why.slice(0, 300)}`}`,
  ]);
};

const lastRuns = ({ cases, whatsapp }: Found): string =>
  [['L0 to L2', cases] as const, ['L3', whatsapp] as const]
    .map(([layers, section]) =>
      section === null
        ? `- ${layers}: not run yet`
        : `- ${layers}: ${when(section)}, \`${section.command}\`, ${number(section.took)} s, ${machine(section)}`,
    )
    .join('\n');

const matrix = (found: Found): string =>
  table(
    ['row', 'fault', 'layer', 'case', 'really injected', 'verdict'],
    MATRIX.flatMap((row) => linesOfRow(row, found)),
  );

const mutants = ({ mutants: section }: Found): string => {
  if (!section) return 'Not run yet.';
  const caught = section.records.filter(({ caughtBy }) => caughtBy !== null).length;
  return [
    `${caught} of ${section.records.length} caught · ${when(section)} · \`${section.command}\``,
    '',
    table(
      ['mutant', 'what it breaks', 'layer', 'caught by', 'seed', 'what was seen'],
      section.records.map(({ name, breaks, layer, caughtBy, seed, what }) => [
        name,
        breaks,
        layer,
        caughtBy ?? '**nobody**',
        seed === null ? '–' : String(seed),
        what?.slice(0, 160) ?? '–',
      ]),
    ),
  ].join('\n');
};

const simulation = (sim: SimSection, size: string): string => {
  const others = Object.fromEntries(Object.entries(sim.injected).filter(([kind]) => !kind.startsWith('at ')));
  const points = Object.entries(sim.injected).filter(([kind]) => kind.startsWith('at '));
  return [
    `### ${size}: ${verdictOf(sim.failures.length === 0 && sim.tooLittle.length === 0)}`,
    '',
    `- ${when(sim)} · \`${sim.command}\` · ${number(sim.took)} s · ${machine(sim)}`,
    `- seeds ${sim.from} to ${sim.from + sim.seeds - 1}, and ${sim.regress} kept lives; ${number(sim.steps)} steps`,
    `- messages ${number(sim.received)}, stored ${number(sim.stored)}, late ${number(sim.late)}; turns ${number(sim.turns)}, replies ${number(sim.replies)}, takeovers ${number(sim.takeovers)}`,
    `- commands: ${counts(sim.commands)}`,
    `- injected: ${counts(others)}`,
    `- killed at ${points.length} named points, ${number(points.reduce((all, [, n]) => all + n, 0))} times`,
    ...sim.failures
      .slice(0, 20)
      .map(({ seed, path, what }) => `- **seed ${seed}${path === null ? '' : ` path ${path}`}**: ${what}`),
    ...sim.tooLittle.map((why) => `- **too little**: ${why}`),
  ].join('\n');
};

const times = (values: Times): string =>
  values === null
    ? 'none'
    : `p50 ${number(values.p50)} ms, p95 ${number(values.p95)} ms, longest ${number(values.max)} ms (${values.count})`;

const memory = (summary: ProcessesSection['rss']['workerd']): string => {
  if (summary === null) return 'too few samples';
  const { median, max, mbPerHour, at5min, at30min } = summary;
  const slope = mbPerHour === null ? '' : `, ${mbPerHour} MB an hour`;
  const grown =
    at5min === null || at30min === null ? '' : `; after 30 min ${(at30min / at5min).toFixed(2)} × after 5 min`;
  return `median ${median} MB, most ${max} MB${slope}${grown}`;
};

const processes = (run: ProcessesSection, size: string): string =>
  [
    `### ${size}: ${verdictOf(run.violations.length === 0 && run.tooLittle.length === 0)}`,
    '',
    `- ${when(run)} · \`${run.command}\` · seed ${run.seed} · ${number(run.took)} s with starting, settling and checking · ${machine(run)}`,
    `- ${run.contacts} contacts, ${(run.messages / run.seconds).toFixed(1)} messages a second: ${number(run.messages)} messages, stored ${number(run.stored)} (with the owner’s own), late ${number(run.late)}`,
    `- answered by a turn ${number(run.answered)} (${share(run.answered, run.messages)}), turns ${number(run.turns)}, replies ${number(run.replies)}, takeovers ${number(run.takeovers)}`,
    `- commands: ${counts(run.commands)}`,
    `- kills ${number(run.killsInAll)}: ${counts(run.kills)}`,
    `- acts: ${counts(run.acts)}`,
    `- frames: ${counts(run.injected)}`,
    `- messages flow again after a kill of the Worker: ${times(run.resumeWorker)}; of the agent: ${times(run.resumeBot)}`,
    `- a takeover is confirmed: ${times(run.takeoverMs)}`,
    `- dashboards: socket lost ${run.dashboards.lost}, list fetched again ${run.dashboards.resets}`,
    `- resident memory, over all the restarts: workerd ${memory(run.rss.workerd)}; agent ${memory(run.rss.bot)}`,
    `- came to rest ${run.settledAfterMs === null ? '**never**' : `${number(run.settledAfterMs)} ms after the faults`}; ${number(run.events)} events checked`,
    ...run.violations.slice(0, 20).map((violation) => `- **violation**: ${violation}`),
    ...run.tooLittle.map((why) => `- **too little**: ${why}`),
  ].join('\n');

const sections = <T>(
  found: Partial<Record<(typeof SIZES)[number], T | undefined>>,
  of: (section: T, size: string) => string,
): string =>
  SIZES.flatMap((size) => {
    const section = found[size];
    return section === undefined ? [] : [of(section, size)];
  }).join('\n\n') || 'Not run yet.';

/** docs/FAULTS.md. Everything in it comes out of docs/faults.json. */
export const render = (found: Found): string => `# Faults: what was done to it, and what became of it

Written by \`npm run chaos -- --report\` out of [faults.json](faults.json); not by hand. Every part keeps its last result, so parts of a
long run may be of different days: each says when, at which commit (\`+\`: with changes of its own) and by which command.
The promises are in the README, the rules they follow from in [RULES.md](RULES.md).

| layer | what it is |
| --- | --- |
| L0 | the agent, the Gateway, the conversations and the Inbox with simulated clock, network, storage and WhatsApp, in one thread, from a seed |
| L1 | the real objects in workerd |
| L2 | real processes: supervisor, Worker, workerd, bot agent, a simulated WhatsApp with its own fsynced record of what was said, a proxy on the link; killed by pid |
| L3 | the same with the real whatsapp-web.js in a real Chromium, before a stand-in of WhatsApp Web that keeps its own record |

**What this cannot show.** \`kill -9\` takes a process away, not what the kernel has already taken from it: a power cut may lose more, where a
disk lies about \`fsync\`. workerd on one machine enforces none of Cloudflare’s limits (CPU, memory, sub-requests), has D1 without latency, and moves no object
from one machine to another. WhatsApp is simulated, and at L3 stood in for: what that cannot prove is in [WHATSAPP.md](WHATSAPP.md). Sources of a history are put
in order by the clock of one machine, in milliseconds. Times are those of a shared machine; they are reported, none is asserted.

**An unknown outcome** is a send of which nobody knows whether WhatsApp took it. It is shown to a person and never repeated without proof. More than
0.1 % of them fail a run of processes. In the simulation about every second send meets a kill, a throw, a WhatsApp that dies in the middle or a
history that cannot be read; more than 0.5 % fail it. **Answered** counts messages that a turn of the bot replied to; the rest came while a person had the conversation.

## Totals

${totals(found)}

## Fault matrix

Numbers in “really injected” are counts, or milliseconds where they say so. A case that injected nothing counts as failed.

${lastRuns(found)}

${matrix(found)}

## Mutants

Builds that are broken on purpose. One that nobody notices fails the command.

${mutants(found)}

## The simulation

${sections(found.sim, simulation)}

## The processes

${sections(found.processes, processes)}
`;
