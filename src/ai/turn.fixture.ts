import { DEFAULT_PLAYBOOK } from '@oconnector/protocol/model/playbook.ts';
import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import type { Analysis, TurnInput, TurnRecord, TurnTools } from './assistant.ts';

/** A conversation in which nothing has gone wrong and nothing is known. */
export const quietRecord: TurnRecord = {
  unansweredInARow: 0,
  unansweredOfTen: 0,
  negativeInARow: 0,
  injectionsInARow: 0,
  asked: null,
  refused: [],
  unknown: ['need', 'budget', 'timeline', 'authority'],
  greeted: false,
};

/** A turn of a contact's messages, with whatever a test says beside. */
export const turnOf = (texts: readonly string[], more: Partial<TurnInput> = {}): TurnInput => ({
  turnId: 'con_1:3:1:1',
  clienteName: 'Folha Miúda',
  contactName: 'Ana Lima',
  burst: texts.map((text, i) => ({ seq: i + 1, from: 'contact', text, at: 0 })),
  memory: { window: [], summary: null, facts: [], humanEnded: null },
  unheard: [],
  record: quietRecord,
  playbook: DEFAULT_PLAYBOOK,
  ...more,
});

/** Tools over a search that the test gives. */
export const toolsOf = (
  search: (question: string, limit: number) => ScoredPassage[] | Promise<ScoredPassage[]> = () => [],
  more: Partial<TurnTools> = {},
): TurnTools => ({
  search: async (question, limit) => search(question, limit),
  recall: async () => [],
  budget: { left: async () => null, spent: async () => {} },
  now: () => 0,
  signal: new AbortController().signal,
  ...more,
});

/** What a turn that taught nothing taught. */
export const noAnalysis: Analysis = {
  language: 'pt',
  intent: 'question',
  sentiment: 'neu',
  facts: [],
  signals: [],
  refused: null,
  injection: 0,
  trace: [],
};
