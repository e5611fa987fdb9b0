import type { AnalysisRow, Question } from '../lib/rows.ts';

/** Group of a question: the first word of its id; out-of-scope ones count where they were asked, among BANKING77. */
export const groupOf = ({ qid }: Pick<Question, 'qid'>): string => {
  const prefix = qid.split('-')[0] ?? qid;
  return prefix === 'oos' ? 'b77' : prefix;
};

export const byGroup = <Row extends { question: Question }>(rows: readonly Row[]): Map<string, Row[]> =>
  Map.groupBy(rows, ({ question }) => groupOf(question));

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

export type Ranking = { question: Question; documents: string[] };
export type RetrievalScore = { hit1: number; hit3: number; mrr10: number; n: number };

/** Where the first right document stands, over answerable questions. `documents`: best first, each once. */
export const scoreRetrieval = (rankings: readonly Ranking[]): RetrievalScore => {
  const ranks = rankings
    .filter(({ question }) => question.answerable)
    .map(({ question, documents }) => documents.findIndex((id) => question.gold_doc_ids.includes(id)))
    .map((index) => (index < 0 ? Infinity : index + 1));
  return {
    hit1: mean(ranks.map((rank) => Number(rank <= 1))),
    hit3: mean(ranks.map((rank) => Number(rank <= 3))),
    mrr10: mean(ranks.map((rank) => (rank <= 10 ? 1 / rank : 0))),
    n: ranks.length,
  };
};

/**
 * What a whole reply came to. `right`: answered, and a document that holds the answer is cited. `wrong`: answered
 * otherwise. `asked`: it asked which of a few titles is meant and so claimed nothing. `abstained`: it said that it does not
 * know, gave the conversation to a person, or took the question for small talk.
 */
export type Came = 'right' | 'wrong' | 'asked' | 'abstained';

export type Answered = {
  question: Question;
  came: Came;
  /** Documents cited. */
  cited: number;
  /** Whether the reply contains a marked span; null where none is marked or nothing was answered. */
  span: boolean | null;
};

export type AbstentionScore = {
  precision: number;
  /** Null, as F1, where every question can be answered. */
  recall: number | null;
  f1: number | null;
  /** Answers that are wrong, of all questions. */
  wrongAnswerRate: number;
  /** Right answers and right refusals, of all questions. A question back counts as neither. */
  endToEnd: number;
  /** Questions back, of all. */
  asked: number;
  /** Documents cited in an answer, on average. */
  citedPerAnswer: number;
  /** Answers that contain a marked span, of the answerable questions that have one; null where none has. */
  span: number | null;
  n: number;
};

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
/** A share of nothing is no figure. */
const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
export const f1Of = (precision: number, recall: number): number => ratio(2 * precision * recall, precision + recall);

/** The positive case is the question that the knowledge cannot answer. */
export const scoreAbstention = (rows: readonly Answered[]): AbstentionScore => {
  const abstained = rows.filter(({ came }) => came === 'abstained');
  const rightly = abstained.filter(({ question }) => !question.answerable).length;
  const precision = ratio(rightly, abstained.length);
  const recall = shareOf(rightly, rows.filter(({ question }) => !question.answerable).length);
  const right = rows.filter(({ came }) => came === 'right').length;
  const answered = rows.filter(({ came }) => came === 'right' || came === 'wrong');
  const marked = rows.filter(({ question }) => question.answerable && question.answers.length > 0);
  return {
    precision,
    recall,
    f1: recall === null ? null : f1Of(precision, recall),
    wrongAnswerRate: ratio(rows.filter(({ came }) => came === 'wrong').length, rows.length),
    endToEnd: ratio(right + rightly, rows.length),
    asked: ratio(rows.filter(({ came }) => came === 'asked').length, rows.length),
    citedPerAnswer: mean(answered.map(({ cited }) => cited)),
    span: shareOf(marked.filter(({ span }) => span === true).length, marked.length),
    n: rows.length,
  };
};

export type Analysed = {
  row: AnalysisRow;
  facts: { key: string; value: string }[];
  handoff: boolean;
  intent: string;
  sentiment: string;
  language: string;
};

/** One spelling for one value: case, spaces, and `9:30` for `09:30`. Everything else must be exact. */
const spelled = (value: unknown): string =>
  String(value)
    .trim()
    .toLowerCase()
    .replace(/^(\d):(\d\d)$/, '0$1:$2');

const pairs = (facts: readonly (readonly [string, unknown])[]): Set<string> =>
  new Set(facts.flatMap(([key, value]) => (value == null ? [] : [`${key}=${spelled(value)}`])));

/** Fields that are wanted and found with exactly this value; F1 over all fields of all rows. */
export const scoreFacts = (rows: readonly Analysed[]): { precision: number; recall: number; f1: number; n: number } => {
  let [wanted, found, both] = [0, 0, 0];
  for (const { row, facts } of rows) {
    const want = pairs(Object.entries(row.facts ?? {}));
    const have = pairs(facts.map(({ key, value }) => [key, value]));
    wanted += want.size;
    found += have.size;
    both += [...want].filter((pair) => have.has(pair)).length;
  }
  const [precision, recall] = [ratio(both, found), ratio(both, wanted)];
  return { precision, recall, f1: f1Of(precision, recall), n: wanted };
};

/** `recall` is null where no message wants a person. */
export const scoreHandoff = (rows: readonly Analysed[]): { precision: number; recall: number | null; n: number } => {
  const both = rows.filter(({ row, handoff }) => row.handoff === true && handoff).length;
  return {
    precision: ratio(both, rows.filter(({ handoff }) => handoff).length),
    recall: shareOf(both, rows.filter(({ row }) => row.handoff === true).length),
    n: rows.filter(({ row }) => row.handoff === true).length,
  };
};

/** Share of the messages of which this was written down that were read so; null where it was of none. */
const readAs = (pairsOf: readonly (readonly [string | undefined, string])[]): number | null => {
  const told = pairsOf.filter(([meant]) => meant !== undefined);
  return told.length === 0 ? null : mean(told.map(([meant, read]) => Number(meant === read)));
};

/** Shares of messages read as they were meant. */
export const scoreReading = (rows: readonly Analysed[]) => ({
  intent: readAs(rows.map(({ row, intent }) => [row.intent, intent])),
  sentiment: readAs(rows.map(({ row, sentiment }) => [row.sentiment, sentiment])),
  language: readAs(rows.map(({ row, language }) => [row.lang, language])),
  n: rows.length,
});

/** The value below which `share` of them lie; nearest rank. */
export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((left, right) => left - right)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? 0;
