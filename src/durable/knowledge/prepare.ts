import { createHash } from 'node:crypto';
import type { FaqPair, HeldReason } from '@oconnector/protocol/model/knowledge.ts';
import type { Piece } from './passages.ts';
import { suspicionOf } from './quarantine.ts';
import type { PassageTerms } from './store.ts';
import { termsOfPassage } from './terms-of.ts';

/** A piece of a document with all that depends on its words alone. */
export type Prepared = Piece & {
  /** What its source says; null when that knows nothing of them, so that those of before stay. */
  questions: string[] | null;
  hash: string;
  held: HeldReason | null;
  terms: PassageTerms;
};

/** Makes a piece ready to be stored: the part of the work that takes time. Pure. */
export const prepare = (documentTitle: string, piece: Piece & { questions?: string[] }): Prepared => {
  const { title, text, questions = [] } = piece;
  return {
    ...piece,
    questions: piece.questions ?? null,
    hash: createHash('sha256')
      .update(JSON.stringify([title, text]))
      .digest('hex'),
    held: suspicionOf([title, text, ...questions].join('\n')),
    terms: termsOfPassage(documentTitle, { title, text, questions }),
  };
};

/** The pairs of a FAQ as the text that they stand for, and each as one passage under its question, however long. Pure. */
export const piecesOfFaq = (
  pairs: readonly FaqPair[],
): { text: string; pieces: (Piece & { questions: string[] })[] } => {
  let text = '';
  const pieces = pairs.map(({ question, answer, alternatives }) => {
    const start = text.length + `P: ${question}\nR: `.length;
    text += `P: ${question}\nR: ${answer}\n\n`;
    return { title: question, text: answer, questions: alternatives, start, end: start + answer.length };
  });
  return { text: text.trimEnd(), pieces };
};
