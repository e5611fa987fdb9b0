import type { Meta } from '../../chaos/report/records.ts';
import { KINDS } from './plan.ts';
import { longestLife, trendOf, type Sample, type Trend } from './samples.ts';
import type { Soak } from './soak.ts';

/** How much more memory may be in use at the end than at the beginning of one process's life. */
const FLAT = 1.1;
/** Lives shorter than this say nothing about growth. */
const LONG_ENOUGH_MIN = 8;

type Memory = Record<'agent' | 'agentLife' | 'browser' | 'browserLife' | 'files', Trend | null>;

const memoryOf = (samples: readonly Sample[]): Memory => {
  const agents = longestLife(samples, ({ agentPid }) => agentPid);
  return {
    agent: trendOf(samples, ({ agentMb }) => agentMb),
    agentLife: trendOf(agents, ({ agentMb }) => agentMb),
    browser: trendOf(samples, ({ browserMb }) => browserMb),
    browserLife: trendOf(
      longestLife(samples, ({ browserPid }) => browserPid),
      ({ browserMb }) => browserMb,
    ),
    files: trendOf(agents, ({ files }) => files),
  };
};

const mostOf = (soak: Soak, of: (sample: Sample) => number): number => Math.max(0, ...soak.samples.map(of));

/** A child that ended a moment ago is not buried yet; one that never is, is still there at the end. */
const zombiesLeft = ({ samples }: Soak): number => samples.at(-1)?.zombies ?? 0;

/** What is wrong with a soak; a short one is not asked about growth. */
export const wrongWith = (soak: Soak): string[] => {
  const { messages, sends, violations, leftBehind } = soak;
  const wrong = [...violations];
  const none = (what: string, n: number): void => void (n > 0 && wrong.push(`${what}: ${n}`));
  none('processes left behind', leftBehind);
  none('browsers beside the agent’s own', mostOf(soak, ({ browsers }) => browsers) - 1);
  none('children that nobody buried', zombiesLeft(soak));
  none('messages lost', messages.lost);
  none('messages stored twice', messages.storedTwice);
  none('messages sent twice', sends.twice);
  none('outcomes unknown', sends.unknown);
  if (messages.written === 0 || sends.taken === 0) wrong.push('nothing was said');
  for (const kind of KINDS) if (!soak.done[kind]) wrong.push(`never happened: ${kind}`);
  const { agentLife, browserLife } = memoryOf(soak.samples);
  const grew = (what: string, found: Trend | null): void => {
    if (found && found.minutes >= LONG_ENOUGH_MIN && found.last > FLAT * found.first)
      wrong.push(`${what} grew: ${trend(found, 'MB')}`);
  };
  grew('the agent', agentLife);
  grew('the browser', browserLife);
  return wrong;
};

const trend = (found: Trend | null, unit: string): string =>
  found === null
    ? '–'
    : `${found.first.toFixed(0)} → ${found.last.toFixed(0)} ${unit} (× ${(found.last / found.first).toFixed(2)}; most ${found.most.toFixed(0)})`;

const span = (found: Trend | null): string =>
  `first against last ${Math.min(5, (found?.minutes ?? 0) / 3).toFixed(1)} of ${(found?.minutes ?? 0).toFixed(1)} min`;

const run = (name: string, found: Trend | null): string => `${name}, over all lives: ${span(found)}`;

const life = (name: string, found: Trend | null): string => `${name}, longest life: ${span(found)}`;

const rowsOf = (soak: Soak): [what: string, value: string][] => {
  const { messages, sends, samples } = soak;
  const memory = memoryOf(samples);
  return [
    ['disturbances', KINDS.map((kind) => `${kind} ${soak.done[kind] ?? 0}`).join(', ')],
    ['processes left behind at the end', String(soak.leftBehind)],
    [
      'browsers at once, at most; unburied children at the end',
      `${mostOf(soak, ({ browsers }) => browsers)}; ${zombiesLeft(soak)}`,
    ],
    [
      'messages in, lost, stored twice, late',
      `${messages.written}, ${messages.lost}, ${messages.storedTwice}, ${messages.late}`,
    ],
    ['messages out, sent twice, unknown', `${sends.taken}, ${sends.twice}, ${sends.unknown}`],
    [
      'broken promises, by the independent checker',
      soak.violations.length === 0 ? '0' : soak.violations.slice(0, 5).join('; '),
    ],
    [run('agent (RSS)', memory.agent), trend(memory.agent, 'MB')],
    [life('agent (RSS)', memory.agentLife), trend(memory.agentLife, 'MB')],
    [life('open files of the agent', memory.files), trend(memory.files, 'files')],
    [run('browser (PSS)', memory.browser), trend(memory.browser, 'MB')],
    [life('browser (PSS)', memory.browserLife), trend(memory.browserLife, 'MB')],
  ];
};

/** The soak in lines for people. */
export const linesOf = (soak: Soak): string[] => rowsOf(soak).map(([what, value]) => `${what}: ${value}`);

/** The section of docs/WHATSAPP.md. */
export const sectionOf = (soak: Soak, { at, commit, command, machine, versions }: Meta): string =>
  [
    `${(soak.seconds / 60).toFixed(0)} minutes, ${at.slice(0, 10)} at ${commit}, \`${command}\`; ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}, Node ${versions['node']}, whatsapp-web.js ${versions['whatsapp-web.js']}.`,
    '',
    '![Memory of the agent and its browser over time](images/whatsapp-soak.svg)',
    '',
    '| what | found |',
    '| --- | --- |',
    ...rowsOf(soak).map(([what, value]) => `| ${what} | ${value.replaceAll('|', '\\|')} |`),
  ].join('\n');
