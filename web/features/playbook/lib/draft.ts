import { SignalKind } from '@oconnector/protocol/model/analysis.ts';
import { BANDS, type Hours, type Playbook, type Weight } from '@oconnector/protocol/model/playbook.ts';
import { SIGNAL_WEIGHTS } from '@oconnector/protocol/model/signal-weights.ts';
import { OFFICE } from './span.ts';

export const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies readonly (keyof Hours)[];
export type Weekday = (typeof WEEK)[number];

/** Every signal that can be weighed, in the order of the protocol. */
export const SIGNALS: readonly SignalKind[] = SignalKind.options;

export type DraftWeight = { axis: Weight['axis']; points: string };

/** A playbook as it is typed: numbers as their fields hold them, a list as a text with one a line. */
export type Draft = {
  hasHours: boolean;
  hours: Hours;
  timezone: string;
  national: boolean;
  extra: Playbook['holidays']['extra'];
  keywords: string;
  handOverHot: boolean;
  qualify: boolean;
  cities: string;
  minBudget: string;
  followUp: boolean;
  followUpHours: string;
  warm: string;
  hot: string;
  halfLifeDays: string;
  weights: Record<SignalKind, DraftWeight>;
  ownBands: boolean;
  answer: string;
  ask: string;
  links: string;
  name: string;
  tone: Playbook['persona']['tone'];
  instructions: string;
  tokensPerDay: string;
};

/** What a business that gave no hours is offered to begin with. */
const offered = (): Hours => ({
  mon: [OFFICE],
  tue: [OFFICE],
  wed: [OFFICE],
  thu: [OFFICE],
  fri: [OFFICE],
  sat: [],
  sun: [],
});

/** Without what binary fractions add: 0.55 is 55 %, and 55 % is 0.55. */
const exact = (value: number): number => Number(value.toPrecision(12));
const fieldOf = (value: number | null): string => (value === null ? '' : String(value));
/** An empty field is no zero. */
export const numberOf = (field: string): number => (field.trim() === '' ? Number.NaN : Number(field));
const maybeNumberOf = (field: string): number | null => (field.trim() === '' ? null : Number(field));

/** The lines of a list as it is typed, without empty ones. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** The host of an address that was pasted whole. */
const hostOf = (line: string): string =>
  line
    .toLowerCase()
    .replace(/^[a-z]+:\/\//u, '')
    .replace(/^www\./u, '')
    .replace(/[/?#].*$/u, '');

const perSignal = <T>(each: (signal: SignalKind) => T): Record<SignalKind, T> =>
  Object.fromEntries(SIGNALS.map((signal) => [signal, each(signal)])) as Record<SignalKind, T>;

export const isBuiltIn = (signal: SignalKind, { axis, points }: DraftWeight): boolean =>
  axis === SIGNAL_WEIGHTS[signal].axis && numberOf(points) === SIGNAL_WEIGHTS[signal].points;

/** A playbook as fields hold it. */
export const toDraft = (playbook: Playbook): Draft => {
  const { persona, holidays, audience, confidence, followUp, temperature } = playbook;
  const bands = confidence ?? BANDS;
  return {
    hasHours: playbook.hours !== null,
    hours: playbook.hours ?? offered(),
    timezone: playbook.timezone,
    national: holidays.national,
    extra: holidays.extra,
    keywords: playbook.handoffKeywords.join('\n'),
    handOverHot: playbook.handOverHot,
    qualify: playbook.qualify,
    cities: audience.cities.join('\n'),
    minBudget: fieldOf(audience.minBudget),
    followUp: followUp.enabled,
    followUpHours: fieldOf(followUp.afterHours),
    warm: fieldOf(temperature.warm),
    hot: fieldOf(temperature.hot),
    halfLifeDays: fieldOf(playbook.halfLifeDays),
    weights: perSignal((signal) => {
      const { axis, points } = playbook.weights[signal] ?? SIGNAL_WEIGHTS[signal];
      return { axis, points: fieldOf(points) };
    }),
    ownBands: confidence !== null,
    answer: fieldOf(exact(bands.answer * 100)),
    ask: fieldOf(exact(bands.ask * 100)),
    links: playbook.links.join('\n'),
    name: persona.name ?? '',
    tone: persona.tone,
    instructions: persona.instructions,
    tokensPerDay: fieldOf(playbook.tokensPerDay),
  };
};

const weightsOf = (draft: Draft): Record<string, { axis: Weight['axis']; points: number }> =>
  Object.fromEntries(
    SIGNALS.filter((signal) => !isBuiltIn(signal, draft.weights[signal])).map((signal) => {
      const { axis, points } = draft.weights[signal];
      return [signal, { axis, points: numberOf(points) }];
    }),
  );

/** What the fields say, in the shape of a playbook; whether it is one, `parseDraft` tells. */
export const shapeOf = (draft: Draft, version: number): Playbook => ({
  version,
  persona: { name: draft.name.trim() || null, tone: draft.tone, instructions: draft.instructions.trim() },
  timezone: draft.timezone,
  hours: draft.hasHours ? draft.hours : null,
  holidays: {
    national: draft.national,
    extra: draft.extra.map(({ date, name }) => ({ date, name: name.trim() })),
  },
  handoffKeywords: linesOf(draft.keywords),
  links: linesOf(draft.links).map(hostOf),
  confidence: draft.ownBands
    ? { answer: exact(numberOf(draft.answer) / 100), ask: exact(numberOf(draft.ask) / 100) }
    : null,
  qualify: draft.qualify,
  audience: { cities: linesOf(draft.cities), minBudget: maybeNumberOf(draft.minBudget) },
  weights: weightsOf(draft),
  halfLifeDays: numberOf(draft.halfLifeDays),
  temperature: { warm: numberOf(draft.warm), hot: numberOf(draft.hot) },
  handOverHot: draft.handOverHot,
  followUp: { enabled: draft.followUp, afterHours: numberOf(draft.followUpHours) },
  tokensPerDay: maybeNumberOf(draft.tokensPerDay),
});
