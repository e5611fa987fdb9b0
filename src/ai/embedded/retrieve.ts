import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import type { Analysis, TurnTools } from '../assistant.ts';
import type { Part } from './read.ts';
import { BANDS, type Bands } from '@oconnector/protocol/model/playbook.ts';
import { isRelevant } from './relevance.ts';
import { subjectOf } from './subject.ts';
import { asksOnlyPrice, questionTerms } from './terms.ts';

/** Passages looked at for one question. */
const LIMIT = 5;
/** Questions of one burst that are looked up one by one; the joined look-up covers the rest. */
const MAX_PARTS = 3;

type Told = Pick<Analysis, 'facts'>['facts'];

/** What one question found, best first. */
export type Lookup = { part: Part; found: ScoredPassage[] };
export type Retrieved = {
  joined: Lookup;
  parts: Lookup[];
  /** What was looked up at last, when nothing else was strong. */ last: Lookup | null;
};

/** The last clause of a part; `… a assinatura, quanto é por mês?` says before it what the price is of. */
const lastQuestion = (part: Part | undefined): string | null => {
  if (part === undefined || part.lastClause === null || !asksOnlyPrice(part.lastClause))
    return part?.lastClause ?? null;
  return [...subjectOf(part.text).map(({ word }) => word), part.lastClause].join(' ');
};

/** What is needed, as it was just said, without what was told beside it: day, money and town would be looked for too. Pure. */
const bareNeed = (facts: Told): string | null => {
  const need = facts.find(({ key }) => key === 'need');
  if (need === undefined) return null;
  const beside = facts.flatMap(({ quote }) => (quote === need.quote ? [] : [quote]));
  return beside.reduce((rest, quote) => rest.replace(quote, ' '), need.value).trim() || null;
};

/**
 * Searches for the burst as a whole and, when it has several parts, for each of the last ones alone. When all of that is weak,
 * once more for the last clause (`não quero atendente, só saber o horário`), and for the need alone (`sou a Rita, preciso de
 * flores pra um casamento dia 20/12`). `facts`: what the burst tells.
 */
export const retrieve = async (
  parts: readonly Part[],
  search: TurnTools['search'],
  { facts = [], bands = BANDS }: { facts?: Told; bands?: Bands } = {},
): Promise<Retrieved> => {
  const look = async (part: Part): Promise<Lookup> => ({ part, found: await search(part.text, LIMIT) });
  const isStrong = ({ found }: Lookup): boolean => found.some((one) => isRelevant(one, bands));
  const joined = await look({ text: parts.map(({ text }) => text).join(' '), question: true, lastClause: null });
  const alone = parts.length < 2 ? [] : await Promise.all(parts.slice(-MAX_PARTS).map(look));
  const later: Lookup[] = [];
  for (const text of [lastQuestion(parts.at(-1)), bareNeed(facts)])
    if (text !== null && ![joined, ...alone, ...later].some(isStrong))
      later.push(await look({ text, question: true, lastClause: null }));
  return { joined, parts: alone, last: later.at(-1) ?? null };
};

/** What to answer with: a passage for each question that has one, and whether a question was left without. */
export type Choice = { chosen: { passage: ScoredPassage; question: string }[]; unanswered: boolean };

/** One word sent in a line of its own continues the line before it; it is no question by itself. */
const isFragment = (part: Part): boolean =>
  !part.question && questionTerms(part.text).filter(({ weight }) => weight === 1).length < 2;

/** Chooses passages above the floor. The joined look-up leads; a part that it does not cover may bring its own. Pure. */
export const choose = ({ joined, parts, last }: Retrieved, bands: Bands = BANDS): Choice => {
  const answers = (passage: ScoredPassage): boolean => isRelevant(passage, bands);
  const whole = joined.found.find(answers);
  const chosen: Choice['chosen'] = [];
  let unanswered = false;
  const add = (passage: ScoredPassage, question: string) => {
    if (!chosen.some((one) => one.passage.passageId === passage.passageId)) chosen.push({ passage, question });
  };
  for (const { part, found } of parts) {
    const covers = whole === undefined ? undefined : found.find(({ passageId }) => passageId === whole.passageId);
    const own = found.find(answers);
    if (whole !== undefined && covers !== undefined && answers(covers)) add(whole, joined.part.text);
    else if (own !== undefined && !(whole !== undefined && isFragment(part))) add(own, part.text);
    else if (part.question) unanswered = true;
  }
  if (chosen.length > 0) return { chosen, unanswered };
  if (whole !== undefined) return { chosen: [{ passage: whole, question: joined.part.text }], unanswered: false };
  const late = last?.found.find(answers);
  return late === undefined || last === null
    ? { chosen, unanswered: true }
    : { chosen: [{ passage: late, question: last.part.text }], unanswered: false };
};
