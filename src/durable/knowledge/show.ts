import type { DocumentResponse } from '@oconnector/protocol/api/knowledge.ts';
import type { OwnPassage } from '@oconnector/protocol/model/knowledge.ts';
import { touch, type PublishContext } from './publish.ts';
import { termsOfPassage } from './terms-of.ts';

/** A document as its owner sees it; null when there is none. */
export const showDocument = ({ store }: Pick<PublishContext, 'store'>, documentId: string): DocumentResponse | null => {
  const document = store.document(documentId);
  if (document === null) return null;
  return { document, source: store.source(documentId), passages: store.passagesOf(documentId) };
};

/** Lets a held passage be searched, or not any more. Null when there is no such passage, or nothing holds it. */
export const releasePassage = (ctx: PublishContext, passageId: string, released: boolean): OwnPassage | null =>
  ctx.commit(() => {
    const { store } = ctx;
    const before = store.passage(passageId);
    const document = before && store.document(before.documentId);
    if (before === null || before.held === null || document === null) return null;
    if (before.released === released) return before;
    const named = store.release(passageId, released);
    if (named !== null)
      store.indexPassages([{ id: named.id, terms: termsOfPassage(named.documentTitle, named.passage) }]);
    const { origin: _, ...rest } = document;
    store.putDocument({ ...rest, held: document.held + (released ? -1 : 1), version: document.version + 1 });
    touch(ctx);
    ctx.journal.append('passage.released', before.documentId, { passageId, released });
    return store.passage(passageId);
  });
