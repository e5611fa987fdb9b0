import { DEFAULT_PLAYBOOK, type Playbook } from '@oconnector/protocol/model/playbook.ts';
import type { BantField, Outcome, Score, ScoreReason, Stage, Temperature } from '@oconnector/protocol/model/score.ts';
import { BANT, NOT_A_LEAD, weightOf, type Weights } from './score-weights.ts';

/** What a lead is worth: two axes, each the sum of its ledger. Decisions only. */

export const DAY_MS = 86_400_000;
/** Nothing is known of a stranger, which is not nothing. */
const STRANGER_FIT = 40;
const LETTERS = [
  ['A', 75],
  ['B', 50],
  ['C', 25],
] as const;
const DIGITS = [
  ['1', 70],
  ['2', 40],
  ['3', 15],
] as const;
/** How near to buying counts more than how well it would fit. */
const SHARE = { fit: 0.4, intent: 0.6 };
/** Highest total of whoever is no customer or was turned away. */
const CAPPED_TOTAL = 20;
/** Half-lives after which having said that one buys is too long ago. */
const READY_HALF_LIVES = 2;
/** Things known, of the four of BANT, from which a lead is qualified. */
const QUALIFIED = 3;

/** What of the playbook the score's course in time depends on. */
export type Tuning = { version: number; halfLifeMs: number; warm: number; hot: number };

/** The fold of the ledger: all that further lines depend on. Numbers and our own words only. */
export type Standing = {
  /** The sum of its lines, which reads as 0 to 100 (`fitOf`): what is beyond is remembered, so that no order of lines matters. */
  fit: number;
  /** As of `at`. */
  intent: number;
  at: number;
  tuning: Tuning;
  /** By `countedAs`: when it was last heard, and what it has brought; what it brought to intent, as of then. */
  counted: Record<string, { at: number; points: number }>;
  /** What came to intent in the day that began then. */
  day: { since: number; points: number };
  /** Why the total stays low. */
  capped: ScoreReason | null;
  /** A person fixed both axes: nothing else moves them. */
  locked: boolean;
  /** The contact has opted out: nothing moves them either. */
  frozen: boolean;
  /** Lines of the ledger. */
  lines: number;
  outcome: Pick<Outcome, 'result' | 'grade'> | null;
};

export const tuningOf = ({ version, halfLifeDays, temperature }: Playbook): Tuning => ({
  version,
  halfLifeMs: halfLifeDays * DAY_MS,
  ...temperature,
});

export const newStanding = (at: number, tuning: Tuning = tuningOf(DEFAULT_PLAYBOOK)): Standing => ({
  fit: STRANGER_FIT,
  intent: 0,
  at,
  tuning,
  counted: {},
  day: { since: at, points: 0 },
  capped: null,
  locked: false,
  frozen: false,
  lines: 0,
  outcome: null,
});

/** What is left of points after a time. */
export const faded = (points: number, ms: number, { halfLifeMs }: Pick<Tuning, 'halfLifeMs'>): number =>
  points * 2 ** (-Math.max(0, ms) / halfLifeMs);

/** The same standing at a later time. What is locked or frozen does not fade. */
export const fadedTo = (standing: Standing, now: number): Standing => {
  const { at, intent, locked, frozen, tuning } = standing;
  if (now <= at) return standing;
  return { ...standing, at: now, intent: locked || frozen ? intent : faded(intent, now - at, tuning) };
};

const bandOf = (points: number, bands: readonly (readonly [string, number])[], last: string): string =>
  bands.find(([, from]) => points >= from)?.[0] ?? last;

type Axes = Pick<Standing, 'fit' | 'intent'>;

const within = (points: number): number => Math.min(100, Math.max(0, points));
/** What of `delta` can be added to points that read as 0 to 100. */
export const fitting = (before: number, delta: number): number => within(before + delta) - before;
export const fitOf = ({ fit }: Pick<Axes, 'fit'>): number => within(fit);

/** `A1` is the best, `D4` the worst. */
export const gradeOf = (axes: Axes): string => bandOf(fitOf(axes), LETTERS, 'D') + bandOf(axes.intent, DIGITS, '4');

export const totalOf = (standing: Axes & Pick<Standing, 'capped' | 'locked'>): number => {
  const { intent, capped, locked } = standing;
  const total = Math.round(SHARE.fit * fitOf(standing) + SHARE.intent * intent);
  return capped === null || locked ? total : Math.min(total, CAPPED_TOTAL);
};

/** Who wants no messages is hot for nobody. */
export const temperatureOf = (standing: Standing): Temperature => {
  const { warm, hot } = standing.tuning;
  const total = totalOf(standing);
  if (standing.frozen || total < warm) return 'cold';
  return total < hot ? 'warm' : 'hot';
};

/**
 * When fading alone changes the grade or the temperature; null when it never does. Intent falls for ever, so it crosses each bound below
 * it once.
 */
export const fadesAt = (standing: Standing): number | null => {
  const { intent, at, tuning, locked, frozen, capped } = standing;
  if (locked || frozen) return null;
  // Totals are rounded, so that they change at the half.
  const ofTotal = (bound: number): number => (bound - 0.5 - SHARE.fit * fitOf(standing)) / SHARE.intent;
  const bounds = [
    ...DIGITS.map(([, from]) => from),
    ...(capped === null ? [tuning.warm, tuning.hot].map(ofTotal) : []),
  ];
  const next = Math.max(...bounds.filter((bound) => bound > 0 && bound <= intent), 0);
  if (next === 0) return null;
  // A second later it is below, whatever the rounding of the powers.
  return Math.ceil(at + tuning.halfLifeMs * Math.log2(intent / next)) + 1_000;
};

/** What is known of what a sale must know, and what is not, most worth asking first. `keys`: of the facts held true. */
export const bantOf = (
  counted: Standing['counted'],
  keys: readonly string[],
  { weights, audience }: Pick<Playbook, 'weights' | 'audience'>,
): { known: BantField[]; unknown: BantField[] } => {
  const fields = Object.keys(BANT) as BantField[];
  const isKnown = (field: BantField): boolean =>
    BANT[field].signals.some((signal) => signal in counted) || BANT[field].keys.some((key) => keys.includes(key));
  const worth = (field: BantField): number => {
    const [signal] = BANT[field].signals;
    const told = signal === undefined ? 0 : weightOf(signal, weights).points;
    const enough = field === 'budget' && audience.minBudget !== null ? weightOf('budget_enough', weights).points : 0;
    return BANT[field].chance * (told + enough);
  };
  return {
    known: fields.filter(isKnown),
    unknown: fields.filter((field) => !isKnown(field)).sort((a, b) => worth(b) - worth(a)),
  };
};

const stageOf = (standing: Standing, known: readonly BantField[]): Stage => {
  const { outcome, capped, counted, at, tuning, intent } = standing;
  if (outcome !== null) return outcome.result;
  if (capped !== null && (NOT_A_LEAD.includes(capped) || capped === 'not_interested')) return 'not_a_lead';
  const buys = counted['wants_to_buy'];
  if (buys !== undefined && at - buys.at <= READY_HALF_LIVES * tuning.halfLifeMs) return 'ready';
  if (known.length >= QUALIFIED) return 'qualified';
  return bandOf(intent, DIGITS, '4') === '4' ? 'new' : 'interested';
};

const rounded = (points: number): number => Math.round(points * 10) / 10;

/** The score as it is told. */
export const readScore = (
  standing: Standing,
  keys: readonly string[],
  playbook: { weights: Weights; audience: Playbook['audience'] },
  now: number,
): Score => {
  const current = fadedTo(standing, now);
  const { known, unknown } = bantOf(current.counted, keys, playbook);
  const { intent, locked, frozen, capped, tuning } = current;
  return {
    fit: rounded(fitOf(current)),
    intent: rounded(intent),
    grade: gradeOf(current),
    total: totalOf(current),
    temperature: temperatureOf(current),
    stage: stageOf(current, known),
    known,
    unknown,
    locked,
    frozen,
    capped,
    weightsVersion: tuning.version,
  };
};
