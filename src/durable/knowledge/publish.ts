import type { DocumentSummary, Publish, PutResponse, Source } from '@oconnector/protocol/api/knowledge.ts';
import type { GoldenResult, OwnPassage } from '@oconnector/protocol/model/knowledge.ts';
import { newId, type Random } from '../../lib/random.ts';
import type { Kit } from '../kit/context.ts';
import { askGolden } from './golden.ts';
import type { GoldenStore } from './golden-store.ts';
import type { Meaning } from './meaning.ts';
import type { Prepared } from './prepare.ts';
import { isSearched, type KnowledgeStore } from './store.ts';
import { termsOfPassage } from './terms-of.ts';
import { textOf, wantVectors, type VectorsContext } from './vectors.ts';

/** The parts of the object that changing what it knows needs. */
export type PublishContext = Pick<Kit, 'clock' | 'random' | 'journal' | 'commit' | 'meta' | 'timers'> & {
  store: KnowledgeStore;
  goldens: GoldenStore;
} & Pick<VectorsContext, 'vectors' | 'embedder' | 'lookout'>;

/** A document that is ready to be searched. */
export type Draft = {
  documentId: string;
  title: string;
  source: Source;
  /** Length of its text in UTF-16 code units. */
  characters: number;
  passages: Prepared[];
};

type Kept = Pick<OwnPassage, 'passageId' | 'title' | 'text' | 'released' | 'questions'>;

/**
 * Finds every piece in the document as it was: a passage whose words did not change keeps its id, so that old citations still point at it, the
 * questions that its owner wrote for it, and its release.
 */
export const identify = <P extends { title: string; text: string }>(
  pieces: readonly P[],
  before: readonly Kept[],
  random: Random,
): { passageId: string; released: boolean; questions: readonly string[]; piece: P }[] => {
  const known = new Map<string, Kept[]>();
  const key = (of: { title: string; text: string }) => JSON.stringify([of.title, of.text]);
  // Backwards, so that the first id is the one on top.
  for (const passage of before.toReversed()) {
    const same = known.get(key(passage));
    if (same === undefined) known.set(key(passage), [passage]);
    else same.push(passage);
  }
  return pieces.map((piece) => {
    const kept = known.get(key(piece))?.pop();
    return {
      passageId: kept?.passageId ?? newId(random, 'pas'),
      released: kept?.released ?? false,
      questions: kept?.questions ?? [],
      piece,
    };
  });
};

/** Says that something in the knowledge changed. Inside a transaction. */
export const touch = (ctx: Pick<Kit, 'meta' | 'clock' | 'timers'>): void => {
  ctx.meta.set('version', versionOf(ctx) + 1);
  wantVectors(ctx);
};

/** Grows with every change of the knowledge. */
export const versionOf = ({ meta }: Pick<Kit, 'meta'>): number => meta.get<number>('version') ?? 0;

/** Takes a transaction back that was only tried. */
class NotPublished extends Error {
  readonly outcome: PutResponse;
  constructor(outcome: PutResponse) {
    super('not published');
    this.outcome = outcome;
  }
}

/** What was embedded for the golden questions need not be again. Inside a transaction. */
const keepVectors = (
  { vectors, embedder, lookout }: PublishContext,
  passages: readonly { passageId: string; title: string; text: string }[],
  meaning: Meaning,
): void => {
  for (const passage of passages) {
    const vector = meaning.passages.get(textOf(passage));
    if (vector !== undefined && embedder !== null) vectors.put(passage.passageId, embedder.id, vector);
  }
  lookout.forget();
};

const replace = (ctx: PublishContext, draft: Draft, meaning: Meaning | null): DocumentSummary => {
  const { store, clock, random, journal } = ctx;
  const { documentId, title, source, characters } = draft;
  const before = store.document(documentId);
  const passages = identify(draft.passages, store.passagesOf(documentId), random).map(
    ({ passageId, released, questions: kept, piece }, position) => {
      const questions = [...(piece.questions ?? kept)];
      const terms =
        piece.questions === null && kept.length > 0 ? termsOfPassage(title, { ...piece, questions }) : piece.terms;
      return { ...piece, passageId, documentId, position, released, questions, terms };
    },
  );
  const replaced = store.removePassages(documentId);
  for (const passage of passages) store.insertPassage(passage);
  store.learn(passages.filter(isSearched).map(({ terms }) => terms));
  if (meaning !== null) keepVectors(ctx, passages, meaning);
  store.putDocument(
    {
      documentId,
      title,
      kind: source.kind,
      state: 'ready',
      failure: null,
      progress: null,
      version: (before?.version ?? 0) + 1,
      passages: passages.length,
      characters,
      held: passages.filter((one) => !isSearched(one)).length,
      updatedAt: clock.now(),
    },
    source,
  );
  touch(ctx);
  journal.append('document.put', documentId, { documentId, passages: passages.length, replaced, characters });
  return store.document(documentId) as DocumentSummary;
};

/**
 * Replaces a document and its passages in one transaction, with `more` in it. The golden questions are asked within it, of the knowledge as it
 * would be: when one that passed does not any more (`checked`), or when it was only tried (`dry`), all of it is taken back. `meaning`: of this
 * draft (`meaningOf`); it is needed before, for nothing may wait within a transaction.
 */
export const publish = (
  ctx: PublishContext,
  draft: Draft,
  mode: Publish,
  { meaning, more = () => {} }: { meaning: Meaning | null; more?: () => void },
): PutResponse => {
  const passedBefore = new Set(askGolden(ctx, meaning).flatMap(({ passed, goldenId }) => (passed ? [goldenId] : [])));
  try {
    return ctx.commit(() => {
      const summary = replace(ctx, draft, meaning);
      const broken: GoldenResult[] =
        passedBefore.size === 0
          ? []
          : askGolden(ctx, meaning).filter(({ passed, goldenId }) => !passed && passedBefore.has(goldenId));
      const stays = mode === 'forced' || (mode === 'checked' && broken.length === 0);
      const outcome = { ...summary, published: stays, superseded: false, broken };
      if (!stays) throw new NotPublished(outcome);
      more();
      return outcome;
    });
  } catch (error) {
    // What was read within the transaction is not so.
    ctx.lookout.forget();
    if (error instanceof NotPublished) return error.outcome;
    throw error;
  }
};
