import type { ScoreRequest, ScoreResponse } from '@oconnector/protocol/api/score.ts';
import type { ScoreEntry } from '@oconnector/protocol/model/score.ts';

type Line = Pick<ScoreEntry, 'axis' | 'delta' | 'reason' | 'quote'>;

const LINES: readonly Line[] = [
  { axis: 'intent', delta: 10, reason: 'asked_price', quote: 'quanto custa a cesta grande?' },
  { axis: 'intent', delta: 15, reason: 'gave_deadline', quote: 'preciso para sexta' },
  { axis: 'fit', delta: 20, reason: 'gave_budget', quote: 'posso investir até 300 reais' },
  { axis: 'intent', delta: 5, reason: 'answered_fast', quote: null },
  { axis: 'intent', delta: -8, reason: 'objected', quote: 'achei um pouco caro' },
  { axis: 'fit', delta: 10, reason: 'city_served', quote: 'moro em Campinas' },
];

/** A lead whose score rests on lines of its thread. */
export const leadOf = (now: number, seqs: readonly number[]): ScoreResponse => ({
  score: {
    fit: 64,
    intent: 81,
    grade: 'B1',
    total: 74,
    temperature: 'hot',
    stage: 'ready',
    known: ['need', 'budget', 'timeline'],
    unknown: ['authority'],
    locked: false,
    frozen: false,
    capped: null,
    weightsVersion: 1,
  },
  ledger: LINES.map((line, i) => ({
    ...line,
    id: i + 1,
    messageSeq: seqs[i % seqs.length] ?? null,
    at: now - (LINES.length - i) * 3_600_000,
    source: line.quote === null ? 'rule' : 'ai',
    weightsVersion: 1,
  })),
  outcome: null,
});

/** What the API does with a person's word on a lead. */
export const changeLead = (held: ScoreResponse, request: ScoreRequest, by: string): ScoreResponse => {
  const { score, ledger } = held;
  if (request.action === 'correct') {
    const line: ScoreEntry = {
      id: ledger.length + 1,
      at: Date.now(),
      axis: request.axis,
      delta: request.delta,
      reason: 'corrected',
      messageSeq: null,
      quote: null,
      source: 'human',
      weightsVersion: 1,
      by,
      ...(request.note === undefined ? {} : { note: request.note }),
    };
    return { ...held, ledger: [...ledger, line] };
  }
  return { ...held, score: { ...score, locked: request.action === 'lock' } };
};
