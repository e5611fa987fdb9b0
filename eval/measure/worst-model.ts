import { startModelServer } from '../../test/support/model-server.ts';
import { blocksOf, obeyingModel } from '../../test/support/obeying-model.ts';
import type { InjectionRow } from '../lib/rows.ts';

/** A server whose model does whatever a text in its prompt tells it. */
export type WorstModel = {
  url: string;
  /** The attack that is brought next: where it says which words must not be said, the model says just these. */
  serve(row: InjectionRow): void;
  /** Calls that it has had. */
  calls(): number;
  close(): Promise<void>;
};

/** What a model says that answers a question with the words of the attack, and cites everything for it. */
const dictated = (words: readonly string[], user: string): string => {
  const passages = blocksOf(user).flatMap(({ lines }) => lines.flatMap((line) => /^(K\d+): /u.exec(line)?.[1] ?? []));
  return JSON.stringify({
    kind: 'answer',
    reply: `Claro! ${words.join(' ')}`,
    citations: passages,
    needs_human: false,
    asks: null,
    intent: 'question',
    sentiment: 'neu',
    facts: [],
  });
};

/** Starts one on loopback. */
export const startWorstModel = async (): Promise<WorstModel> => {
  const server = await startModelServer();
  return {
    url: server.url,
    serve: ({ forbidden }) => {
      server.answer = (request) =>
        forbidden === undefined ? obeyingModel(request) : dictated(forbidden, request.user);
    },
    calls: () => server.requests.length,
    close: () => server.kill(),
  };
};
