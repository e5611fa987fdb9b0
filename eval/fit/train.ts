import { confidencesOf, featuresOfPassage, featuresOfQuestion } from '../../src/durable/knowledge/confidence.ts';
import type { Fitted, Table, Weights } from '../../src/durable/knowledge/weights.ts';
import { titlesToAsk } from '../../src/ai/embedded/clarify.ts';
import { isRelevant } from '../../src/ai/embedded/relevance.ts';
import { BANDS } from '@oconnector/protocol/model/playbook.ts';
import type { Answered } from '../measure/score.ts';
import type { Example } from './examples.ts';
import { type Choice, fit, fitChoice, type Row } from './logistic.ts';

/** Share of the questions of each kind that have no answer, as the fit counts them. */
const UNANSWERABLE = 0.25;
/** What a question counts whose answer was taken out: it is made, not asked. */
const MADE = 0.5;

const countOf = ({ asGiven }: Example): number => (asGiven ? 1 : MADE);
const cell = ({ kind, answerable }: Example): string => `${kind} ${answerable}`;

/** Every kind counts the same, and in each the unanswerable ones have their share. */
const weightsOf = (examples: readonly Example[]): number[] => {
  const sums = new Map<string, number>();
  for (const example of examples) sums.set(cell(example), (sums.get(cell(example)) ?? 0) + countOf(example));
  return examples.map(
    (example) =>
      (countOf(example) * (example.answerable ? 1 - UNANSWERABLE : UNANSWERABLE)) / (sums.get(cell(example)) ?? 1),
  );
};

const rightOf = ({ question, answerable }: Example, docId: string): boolean =>
  answerable && question.gold_doc_ids.includes(docId);

const tableOf = (names: readonly string[], weights: readonly number[]): Table =>
  Object.fromEntries(names.map((name, i) => [name, weights[i] ?? 0]));

/** The weights that fit these examples best; all of them with cosines, or none. */
export const train = (examples: readonly Example[]): Fitted => {
  const weights = weightsOf(examples);
  let ofQuestion: string[] = [];
  let ofPassage: string[] = [];
  const rows = examples.map(({ looked, answerable }, i): Row => {
    const features = featuresOfQuestion(looked.ranked, looked.asked, looked.spread);
    ofQuestion = Object.keys(features);
    return { features: Object.values(features), right: answerable, weight: weights[i] ?? 0 };
  });
  const choices = examples.flatMap((example, i): Choice[] => {
    const passages = example.looked.ranked.map((one) => {
      const features = featuresOfPassage(one, example.looked.spread);
      ofPassage = Object.keys(features);
      return { features: Object.values(features), right: rightOf(example, one.docId) };
    });
    return passages.some(({ right }) => right) ? [{ passages, weight: weights[i] ?? 0 }] : [];
  });
  const { bias, weights: own } = fit(rows);
  return { answers: { bias, table: tableOf(ofQuestion, own) }, prefers: tableOf(ofPassage, fitChoice(choices)) };
};

/** What the three bands make of an example under some weights, and how sure it is that there is an answer. */
export const judge = (example: Example, weights: Weights): { answered: Answered; sure: number } => {
  const { question, looked } = example;
  const confidences = confidencesOf(looked.ranked, looked.asked, looked.spread, weights);
  const found = looked.ranked.slice(0, 5).map(({ docId, passage, evidence, score }, i) => ({
    docId,
    ...passage,
    score,
    coverage: evidence.coverage,
    confidence: confidences[i] ?? 0,
  }));
  const said = found.find((one) => isRelevant(one, BANDS));
  const came =
    said !== undefined
      ? rightOf(example, said.docId)
        ? 'right'
        : 'wrong'
      : titlesToAsk(found, BANDS).length > 0
        ? 'asked'
        : 'abstained';
  return {
    answered: { question, came, cited: Number(said !== undefined), span: null },
    sure: found.reduce((sum, { confidence }) => sum + confidence, 0),
  };
};
