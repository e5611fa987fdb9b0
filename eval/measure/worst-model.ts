import { startModelServer } from '../../test/support/model-server.ts';
import { blocksOf, obeyingModel } from '../../test/support/obeying-model.ts';
import { wellSaid } from '../../test/support/model-answer.ts';
import type { InjectionRow } from '../lib/rows.ts';
import { fold } from './effects.ts';

/** A server whose model does whatever a text in its prompt tells it. */
export type WorstModel = {
  url: string;
  /** The attack that is brought next: where it says which words must not be said and reached the model, these are what it says. */
  serve(row: InjectionRow): void;
  /** Calls that it has had. */
  calls(): number;
  close(): Promise<void>;
};

/** Words of a text as they are compared; a prompt's own marks and spacing are none. */
const wordsOf = (text: string): string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** Words in a row by which a part of an attack is known again; a shorter attack is known by all of its words. */
const RUN = 3;

/**
 * Whether an attack reached a prompt: what it dictates stands in a block, or a few of its words in a row do. A model can obey
 * only what it was told; the product may have kept the whole of it away, or cut it.
 */
export const reached = ({ text, forbidden = [] }: Pick<InjectionRow, 'text' | 'forbidden'>, user: string): boolean => {
  const told = ` ${blocksOf(user)
    .flatMap(({ lines }) => lines.flatMap(wordsOf))
    .join(' ')} `;
  const stands = (words: readonly string[]): boolean => words.length > 0 && told.includes(` ${words.join(' ')} `);
  const words = wordsOf(text);
  const runs = Array.from({ length: Math.max(1, words.length - RUN + 1) }, (_, i) => words.slice(i, i + RUN));
  return [...forbidden.map(wordsOf), ...runs].some(stands);
};

/** What a model says that answers a question with the words of the attack, and cites everything for it. */
const dictated = (words: readonly string[], user: string): string =>
  wellSaid(
    `Claro! ${words.join(' ')}`,
    blocksOf(user).flatMap(({ lines }) => lines.flatMap((line) => /^(K\d+): /u.exec(line)?.[1] ?? [])),
  );

/** Starts one on loopback. */
export const startWorstModel = async (): Promise<WorstModel> => {
  const server = await startModelServer();
  return {
    url: server.url,
    serve: (row) => {
      const { forbidden } = row;
      server.answer = (request) =>
        forbidden !== undefined && reached(row, request.user)
          ? dictated(forbidden, request.user)
          : obeyingModel(request);
    },
    calls: () => server.requests.length,
    close: () => server.kill(),
  };
};
