import type { Passage } from '@oconnector/protocol/model/passage.ts';
import type { Embedder } from '../../src/ai/embedder.ts';
import { ask } from '../../src/durable/knowledge/asked.ts';
import type { Spread } from '../../src/durable/knowledge/confidence.ts';
import type { AskedFor, Evidence } from '../../src/durable/knowledge/evidence.ts';
import { byScore } from '../../src/durable/knowledge/fusion.ts';
import { openInMemory } from '../../src/durable/knowledge/memory.fixture.ts';
import { splitDocument } from '../../src/durable/knowledge/passages.ts';
import { putText } from '../../src/durable/knowledge/put.ts';
import { gather } from '../../src/durable/knowledge/search.ts';
import { textOf } from '../../src/durable/knowledge/vectors.ts';
import type { Doc } from '../lib/rows.ts';

/** What a search found for a question, best first, and what the confidence rests on. */
export type Looked = {
  ranked: { docId: string; passage: Passage; evidence: Evidence; score: number }[];
  asked: AskedFor;
  spread: Spread | null;
};

/** Passages that a search of the assistant looks at. */
const LIMIT = 5;

/** A knowledge in memory, indexed as the object's is, that shows its evidence. `embedder`: null = by words alone. */
export const openKnowledge = async (docs: readonly Doc[], embedder: Embedder | null) => {
  const { ctx, settle, errors } = openInMemory(embedder);
  const docIds = new Map<string, string>();
  for (const [i, { doc_id, title, text }] of docs.entries()) {
    const documentId = `doc_${i}`;
    docIds.set(documentId, doc_id);
    // In memory nobody waits long for a vector.
    await embedder?.embed(splitDocument({ title, text }).map(textOf));
    await putText(ctx, { documentId, title, text }, 'forced');
  }
  await settle();
  if (errors.length > 0) throw new AggregateError(errors, 'vectors could not be made');
  return {
    look: async (question: string): Promise<Looked> => {
      const asked = ask(ctx.store, question);
      const [vector] = embedder === null ? [] : await embedder.embed([question]);
      const near = vector === undefined ? null : ctx.lookout.nearTo(Float32Array.from(vector));
      const found = asked.terms.length === 0 ? [] : gather(ctx.store, asked, LIMIT, near);
      return {
        ranked: byScore(found, near).map((one) => ({ ...one, docId: docIds.get(one.passage.documentId) ?? '' })),
        asked,
        spread: near?.spread ?? null,
      };
    },
  };
};
