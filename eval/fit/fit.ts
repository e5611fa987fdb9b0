/**
 * Fits what `src/durable/knowledge/fusion.ts` calls confidence: the chance that a passage answers. Prints the weights, and how
 * well passages are told apart when the model has never seen their set. Every set counts the same, however many rows it has.
 *
 *   node eval/fit/fit.ts FOLDER…
 */
import { readSets, type Question } from '../lib/rows.ts';
import { openKnowledge } from './knowledge.ts';
import { auroc, fit, probability, type Row } from './logistic.ts';

const SETS: Readonly<Record<string, string>> = { fq: 'formal', b77: 'bank', oos: 'bank', en: 'support', es: 'support' };
const setOf = ({ qid }: Question): string => SETS[qid.split('-')[0] ?? ''] ?? 'chat';

const { docs, questions } = await readSets(process.argv.slice(2));
const shops = new Map([...Map.groupBy(docs, ({ kb }) => kb)].map(([kb, own]) => [kb, openKnowledge(own)]));

/** Passages of a question that are learned from: those that the assistant may name. */
const LOOKED_AT = 3;

let names: string[] = [];
const rows = questions.flatMap((question): Row[] =>
  (shops.get(question.kb)?.best(question.question, LOOKED_AT) ?? []).map(({ docId, features }) => {
    names = Object.keys(features);
    const right = question.answerable && question.gold_doc_ids.includes(docId);
    return { set: setOf(question), features: Object.values(features), right, weight: 1 };
  }),
);
const sizes = Map.groupBy(rows, ({ set }) => set);
for (const row of rows) row.weight = 1 / (sizes.get(row.set)?.length ?? 1);

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const model = fit(rows);
for (const [set, own] of sizes) {
  const unseen = fit(rows.filter((row) => row.set !== set));
  const mean = own.reduce((sum, { features }) => sum + probability(model, features), 0) / own.length;
  const right = own.filter((row) => row.right).length / own.length;
  const told = `AUROC ${auroc(model, own).toFixed(3)}, unseen ${auroc(unseen, own).toFixed(3)}`;
  say(`${set.padEnd(8)} ${own.length} passages, right ${right.toFixed(2)}, confidence ${mean.toFixed(2)}, ${told}`);
}
say(`BIAS ${model.bias.toFixed(2)}`);
for (const [i, name] of names.entries()) say(`  ${name}: ${(model.weights[i] ?? 0).toFixed(2)},`);
