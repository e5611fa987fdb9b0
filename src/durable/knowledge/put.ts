import type { DocumentSummary } from '@oconnector/protocol/api/knowledge.ts';
import { newId, type Random } from '../../lib/random.ts';
import type { Kit } from '../kit/context.ts';
import { splitDocument, type Piece } from './passages.ts';
import type { KeptPassage, KnowledgeStore } from './store.ts';
import { termsOfPassage } from './terms-of.ts';

/** Longest document, in UTF-16 code units: what an RPC, a transaction and a person's patience take in one go. */
export const MAX_DOCUMENT_CHARACTERS = 200_000;

/** Gives every piece an id: a passage whose words did not change keeps its own, so that old citations still point at it, and the questions that its owner wrote for it. */
export const identify = (
  pieces: readonly Piece[],
  before: readonly KeptPassage[],
  random: Random,
): { passageId: string; piece: Piece; questions: readonly string[] }[] => {
  const known = new Map<string, KeptPassage[]>();
  const key = (of: { title: string; text: string }) => JSON.stringify([of.title, of.text]);
  // Backwards, so that the first id is the one on top.
  for (const passage of before.toReversed()) {
    const same = known.get(key(passage));
    if (same === undefined) known.set(key(passage), [passage]);
    else same.push(passage);
  }
  return pieces.map((piece) => {
    const kept = known.get(key(piece))?.pop();
    return { passageId: kept?.passageId ?? newId(random, 'pas'), piece, questions: kept?.questions ?? [] };
  });
};

/** The parts of the object that changing a document needs. */
export type PutContext = Pick<Kit, 'clock' | 'random' | 'journal' | 'commit'> & { store: KnowledgeStore };

/**
 * Replaces a document and its passages in one transaction.
 *
 * @throws RangeError when the title is empty or the text longer than MAX_DOCUMENT_CHARACTERS: callers parse first.
 */
export const putDocument = (
  context: PutContext,
  document: { documentId: string; title: string; text: string },
): DocumentSummary => {
  const { documentId, title, text } = document;
  if (title.trim() === '') throw new RangeError('a document needs a title');
  if (text.length > MAX_DOCUMENT_CHARACTERS)
    throw new RangeError(`a document has at most ${MAX_DOCUMENT_CHARACTERS} characters, this one ${text.length}`);
  const { store, clock, random, journal } = context;
  const passages = identify(splitDocument({ title, text }), store.passagesOf(documentId), random);
  return context.commit(() => {
    const replaced = store.removePassages(documentId);
    passages.forEach(({ passageId, piece, questions }, position) => {
      const terms = termsOfPassage(title, { ...piece, questions });
      store.insertPassage({ passageId, documentId, position, ...piece, questions, terms });
    });
    const summary = { documentId, title, passages: passages.length, characters: text.length, updatedAt: clock.now() };
    store.putDocument(summary);
    journal.append('document.put', documentId, {
      documentId,
      passages: passages.length,
      replaced,
      characters: text.length,
    });
    return summary;
  });
};

/** Removes a document with its passages; false when it was not there. */
export const removeDocument = (context: PutContext, documentId: string): boolean =>
  context.commit(() => {
    if (!context.store.removeDocument(documentId)) return false;
    const passages = context.store.removePassages(documentId);
    context.journal.append('document.removed', documentId, { documentId, passages });
    return true;
  });
