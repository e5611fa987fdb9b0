import { describe, expect, it } from 'vitest';
import type { AnalysisRow, Question } from '../lib/rows.ts';
import {
  groupOf,
  percentile,
  scoreAbstention,
  scoreFacts,
  scoreHandoff,
  scoreRetrieval,
  type Analysed,
  type Came,
} from './score.ts';

const question = (answerable: boolean, gold: string[] = answerable ? ['a'] : []): Question => ({
  qid: 'own-1',
  kb: 'k',
  question: '?',
  answerable,
  gold_doc_ids: gold,
  answers: [],
});
const came = (answerable: boolean, how: Came) => ({ question: question(answerable), came: how, cited: 1, span: null });

const analysed = (facts: AnalysisRow['facts'], found: Record<string, string>, handoff = [false, false]): Analysed => ({
  row: {
    id: '1',
    text: '',
    lang: 'pt',
    intent: 'question',
    sentiment: 'neu',
    facts,
    handoff: handoff[0] ?? false,
  },
  facts: Object.entries(found).map(([key, value]) => ({ key, value })),
  handoff: handoff[1] ?? false,
  intent: 'question',
  sentiment: 'neu',
  language: 'pt',
});

describe('retrieval', () => {
  it('counts the first right document, and only questions that have one', () => {
    const score = scoreRetrieval([
      { question: question(true), documents: ['a', 'b'] },
      { question: question(true), documents: ['b', 'c', 'a'] },
      { question: question(true), documents: ['b'] },
      { question: question(false), documents: ['a'] },
    ]);
    expect(score).toEqual({ hit1: 1 / 3, hit3: 2 / 3, mrr10: (1 + 1 / 3) / 3, n: 3 });
  });

  it('gives nothing for a document beyond the tenth', () => {
    const documents = [...Array.from({ length: 10 }, (_, i) => `b${i}`), 'a'];
    expect(scoreRetrieval([{ question: question(true), documents }]).mrr10).toBe(0);
  });

  it('puts out-of-scope questions among those of the bank, and all else under its first word', () => {
    expect(['oos-3', 'b77-1', 'wa-odonto-000', 'wax-imob-1'].map((qid) => groupOf({ qid }))).toEqual([
      'b77',
      'b77',
      'wa',
      'wax',
    ]);
  });
});

describe('whole replies', () => {
  it('counts a question back as neither wrong, nor answered, nor a refusal', () => {
    const score = scoreAbstention([
      came(true, 'asked'),
      came(false, 'asked'),
      came(true, 'right'),
      came(false, 'abstained'),
    ]);
    expect(score).toMatchObject({ precision: 1, recall: 0.5, wrongAnswerRate: 0, endToEnd: 0.5, asked: 0.5 });
  });

  it('charges a refusal of what is known, and an answer to what is not', () => {
    const score = scoreAbstention([
      came(true, 'abstained'),
      came(false, 'wrong'),
      came(false, 'abstained'),
      came(true, 'wrong'),
    ]);
    expect(score).toMatchObject({ precision: 0.5, recall: 0.5, f1: 0.5, wrongAnswerRate: 0.5, endToEnd: 0.25 });
  });
});

describe('reading', () => {
  it('wants the exact value under the exact key; case and a leading zero of the hour are spelling', () => {
    expect(scoreFacts([analysed({ time: '9:30', city: 'Recife' }, { time: '09:30', city: 'recife' })]).f1).toBe(1);
    expect(scoreFacts([analysed({ budget: 1500 }, { budget: '15000' })]).f1).toBe(0);
    expect(scoreFacts([analysed({ city: 'Recife' }, { name: 'Recife' })]).f1).toBe(0);
  });

  it('charges what was found and is not there, and what is there and was not found', () => {
    const { precision, recall } = scoreFacts([analysed({ a: 1, b: 2 }, { a: '1', c: '3', d: '4' })]);
    expect([precision, recall]).toEqual([1 / 3, 1 / 2]);
  });

  it('scores hand-overs by message', () => {
    const rows = [analysed({}, {}, [true, true]), analysed({}, {}, [true, false]), analysed({}, {}, [false, true])];
    expect(scoreHandoff(rows)).toEqual({ precision: 0.5, recall: 0.5, n: 2 });
  });
});

it('takes the nearest rank for a percentile', () => {
  expect([percentile([4, 1, 3, 2], 0.5), percentile([4, 1, 3, 2], 0.95), percentile([], 0.5)]).toEqual([2, 4, 0]);
});
