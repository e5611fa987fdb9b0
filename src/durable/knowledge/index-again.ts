import type { Kit } from '../kit/context.ts';
import type { ReadingStore } from './reading-store.ts';
import type { KnowledgeStore } from './store.ts';
import { termsOfPassage } from './terms-of.ts';

/** Grows whenever stems, concepts or what is indexed of a passage change: question and knowledge must be read alike. */
export const INDEX_VERSION = 4;

/** Builds the index again from the passages when other code built it. Some 1,000 passages a second. */
export const indexAgain = (
  context: Pick<Kit, 'meta' | 'journal' | 'commit'> & {
    store: KnowledgeStore;
    readings: Pick<ReadingStore, 'dropPrepared'>;
  },
): void => {
  const { store, readings, meta, journal, commit } = context;
  if (meta.get<number>('index') === INDEX_VERSION) return;
  commit(() => {
    const passages = store.everyPassage();
    store.clearIndex();
    readings.dropPrepared();
    for (const { id, documentTitle, passage } of passages)
      store.indexPassage(id, termsOfPassage(documentTitle, passage));
    meta.set('index', INDEX_VERSION);
    if (passages.length > 0) journal.append('index.built', null, { passages: passages.length, version: INDEX_VERSION });
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
    context.store.indexPassage(id, termsOfPassage(documentTitle, passage));
    context.journal.append('passage.questions', passage.documentId, { passageId, questions: questions.length });
    return true;
  });
