import { confidencesOf, featuresOfPassage, featuresOfQuestion } from '../../src/durable/knowledge/confidence.ts';
import type { Fitted, Table, Weights } from '../../src/durable/knowledge/weights.ts';
import { titlesToAsk } from '../../src/ai/embedded/clarify.ts';
import { isRelevant } from '../../src/ai/embedded/relevance.ts';
import { BANDS } from '@oconnector/protocol/model/playbook.ts';
import type { Answered } from '../measure/score.ts';
import type { Example } from './examples.ts';
import { fit, fitChoice } from './logistic.ts';

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

type Named = { features: Table };

/** Numbers alone, as the fit takes them: the features of every row stand in one order. */
const numbered = <Row extends Named>({ features, ...rest }: Row) => ({ ...rest, features: Object.values(features) });

const tableOf = (first: Named | undefined, weights: readonly number[]): Table =>
  Object.fromEntries(Object.keys(first?.features ?? {}).map((name, i) => [name, weights[i] ?? 0]));

/** The weights that fit these examples best; all of them with cosines, or none. */
export const train = (examples: readonly Example[]): Fitted => {
  const weights = weightsOf(examples);
  const rows = examples.map(({ looked, answerable }, i) => ({
    features: featuresOfQuestion(looked.ranked, looked.asked, looked.spread),
    right: answerable,
    weight: weights[i] ?? 0,
  }));
  const choices = examples
    .map((example, i) => ({
      passages: example.looked.ranked.map((one) => ({
        features: featuresOfPassage(one, example.looked.spread),
        right: rightOf(example, one.docId),
      })),
      weight: weights[i] ?? 0,
    }))
    .filter(({ passages }) => passages.some(({ right }) => right));
  const { bias, weights: own } = fit(rows.map(numbered));
  const preferred = fitChoice(choices.map(({ passages, weight }) => ({ passages: passages.map(numbered), weight })));
  return { answers: { bias, table: tableOf(rows[0], own) }, prefers: tableOf(choices[0]?.passages[0], preferred) };
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
