import type { Kit } from '../kit/context.ts';
import type { ReadingStore } from './reading-store.ts';
import { SLICE } from './slices.ts';
import type { KnowledgeStore } from './store.ts';
import { INDEX_VERSION, termsOfPassage } from './terms-of.ts';

/** The timer under which an index that other code built is built again, a slice at a time. */
export const INDEX_TIMER = 'index';
/** Words of the old index that go at once. */
const WORDS = 500;

/** How far it is: passages up to `after` are as this code reads them. */
type Progress = { version: number; after: number; passages: number };

type IndexContext = Pick<Kit, 'meta' | 'journal' | 'commit' | 'timers' | 'clock'> & { store: KnowledgeStore };

/** The index may have been built by other code: then it is built again, in the background. When the object opens. */
export const resumeIndex = (ctx: IndexContext & { readings: Pick<ReadingStore, 'dropPrepared'> }): void => {
  const { store, readings, meta, timers, clock, commit } = ctx;
  if (meta.get<number>('index') === INDEX_VERSION) return;
  commit(() => {
    if (meta.get<Progress>('indexing')?.version !== INDEX_VERSION) {
      // Also for code that had built what stands there now, should it come back before this is done.
      meta.set('index', null);
      readings.dropPrepared();
      meta.set('indexing', { version: INDEX_VERSION, after: 0, passages: 0 } satisfies Progress);
    }
    // What is new has nothing to build.
    if (store.passagesAfter(0, 1).length === 0) finish(ctx);
    else timers.set(INDEX_TIMER, '', clock.now());
  });
};

const finish = ({ meta, journal, timers }: IndexContext): void => {
  const passages = meta.get<Progress>('indexing')?.passages ?? 0;
  meta.set('index', INDEX_VERSION);
  meta.set('indexing', null);
  timers.clear(INDEX_TIMER, '');
  if (passages > 0) journal.append('index.built', null, { passages, version: INDEX_VERSION });
};

/**
 * One slice, and the timer for the next one: passages, then words that no passage has any more. Between two, each passage is found by
 * what stands in the one index of it, as the old code read it or as this does; what is published meanwhile is as this does.
 */
export const indexAgain = (ctx: IndexContext): void => {
  const { store, meta, timers, clock, commit } = ctx;
  const progress = meta.get<Progress>('indexing');
  if (progress === null) return;
  commit(() => {
    const slice = store.passagesAfter(progress.after, SLICE);
    store.indexPassages(
      slice.map(({ id, documentTitle, passage }) => ({ id, terms: termsOfPassage(documentTitle, passage) })),
    );
    const last = slice.at(-1);
    if (last !== undefined)
      meta.set('indexing', { ...progress, after: last.id, passages: progress.passages + slice.length });
    else if (store.forgetOldWords(WORDS) === 0) return finish(ctx);
    timers.set(INDEX_TIMER, '', clock.now() + 1);
  });
};

/** Replaces the questions that the owner wrote for a passage; false when there is no such passage. */
export const setQuestions = (
  context: Pick<Kit, 'commit' | 'journal'> & { store: KnowledgeStore },
  passageId: string,
  questions: readonly string[],
): boolean =>
  context.commit(() => {
    const changed = context.store.setQuestions(passageId, questions);
    if (changed === null) return false;
    const { id, documentTitle, passage } = changed;
    context.store.indexPassages([{ id, terms: termsOfPassage(documentTitle, passage) }]);
    context.journal.append('passage.questions', passage.documentId, { passageId, questions: questions.length });
    return true;
  });
