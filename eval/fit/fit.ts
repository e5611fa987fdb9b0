/**
 * Fits `src/durable/knowledge/weights.ts`: how sure it is that the knowledge answers, and with which passage. Prints that file's
 * weights, and how well questions are told apart that the weights have not seen: every shop is judged by weights fitted without
 * it, every subject of a large knowledge by weights fitted without that subject.
 *
 *   node eval/fit/fit.ts FOLDER…
 */
import { createHash } from 'node:crypto';
import { openEmbedder } from '../../embedder/open.ts';
import { localEmbedder, type LocalService } from '../../src/ai/embedders/local.ts';
import type { Fitted, Table } from '../../src/durable/knowledge/weights.ts';
import { askable, readSets, type Sets } from '../lib/rows.ts';
import { type Answered, groupOf, scoreAbstention } from '../measure/score.ts';
import { remembering } from './embedder.ts';
import { type Example, examplesOf } from './examples.ts';
import { auroc } from './logistic.ts';
import { judge, train } from './train.ts';

const FOLDS = 6;

const foldOf = ({ held }: Example): number => (createHash('sha256').update(held).digest()[0] ?? 0) % FOLDS;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const both = (fitted: Fitted) => ({ words: fitted, meaning: fitted });

type Judged = { answered: Answered; sure: number };

const tell = (judged: readonly Judged[]): void => {
  for (const [group, own] of Map.groupBy(judged, ({ answered }) => groupOf(answered.question))) {
    const told = auroc(own.map(({ answered, sure }) => ({ p: sure, right: answered.question.answerable })));
    const { f1, wrongAnswerRate, endToEnd, asked } = scoreAbstention(own.map(({ answered }) => answered));
    const figures = { AUROC: told, F1: f1, 'wrong answers': wrongAnswerRate, 'end to end': endToEnd, asked };
    const shown = Object.entries(figures).map(([name, value]) => `${name} ${value?.toFixed(3) ?? '–'}`);
    say(`  ${group.padEnd(5)} n ${String(own.length).padStart(3)}  ${shown.join('  ')}`);
  }
};

const shownTable = (table: Table): string =>
  `{ ${Object.entries(table)
    .map(([name, weight]) => `${name}: ${weight.toFixed(2)}`)
    .join(', ')} }`;

const fitOn = (name: string, examples: readonly Example[]): void => {
  const unseen = Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold): Judged[] => {
    const weights = both(train(examples.filter((example) => foldOf(example) !== fold)));
    return examples
      .filter((example) => example.asGiven && foldOf(example) === fold)
      .map((example) => judge(example, weights));
  });
  say(`${name}, by weights that have not seen the shop or subject:`);
  tell(unseen);
  const { answers, prefers } = train(examples);
  say(`  bias: ${answers.bias.toFixed(2)}`);
  say(`  answers: ${shownTable(answers.table)}`);
  say(`  prefers: ${shownTable(prefers)}`);
};

const main = async (sets: Sets): Promise<void> => {
  const { docs } = sets;
  const questions = askable(sets);
  fitOn('words', await examplesOf(docs, questions, null));
  const embedder = openEmbedder();
  if (embedder === null) throw new Error('the packages of the local embedder are not installed');
  const service: LocalService = {
    fetch: async (_, { body }) => Response.json(await embedder.embed(JSON.parse(body) as string[])),
  };
  try {
    fitOn('meaning', await examplesOf(docs, questions, remembering(localEmbedder(service))));
  } finally {
    await embedder.close();
  }
};

await main(await readSets(process.argv.slice(2)));
