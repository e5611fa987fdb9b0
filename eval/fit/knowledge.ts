import { DatabaseSync } from 'node:sqlite';
import { ask } from '../../src/durable/knowledge/asked.ts';
import { featuresOf, leadOf, scoreOf } from '../../src/durable/knowledge/fusion.ts';
import { migrations } from '../../src/durable/knowledge/migrations.ts';
import { splitDocument } from '../../src/durable/knowledge/passages.ts';
import { gather } from '../../src/durable/knowledge/search.ts';
import { openStore } from '../../src/durable/knowledge/store.ts';
import { termsOfPassage } from '../../src/durable/knowledge/terms-of.ts';
import { nodeSql } from '../../src/durable/kit/node-sql.fixture.ts';
import type { Doc } from '../lib/rows.ts';

/** A knowledge in memory, indexed as the object's is, that shows its evidence. */
export const openKnowledge = (docs: readonly Doc[]) => {
  const database = new DatabaseSync(':memory:');
  for (const { sql } of migrations) database.exec(sql);
  const store = openStore(nodeSql(database));
  const documentOf = new Map<string, string>();
  docs.forEach(({ doc_id, title, text }, d) => {
    splitDocument({ title, text }).forEach((piece, position) => {
      const passageId = `pas_${d}_${position}`;
      documentOf.set(passageId, doc_id);
      const owned = { ...piece, questions: [], hash: '', held: null, released: false };
      const terms = termsOfPassage(title, owned);
      store.insertPassage({ ...owned, passageId, documentId: `doc_${d}`, position, terms });
    });
  });
  return {
    /** The best passages for a question, with what the confidence in each rests on. */
    best: (question: string, limit: number): { docId: string; features: Record<string, number> }[] => {
      const asked = ask(store, question);
      const found = asked.terms.length === 0 ? [] : gather(store, asked, limit, null);
      const ranked = found
        .map(({ passage, evidence }) => ({ passage, evidence, score: scoreOf(evidence) }))
        .sort((left, right) => right.score - left.score);
      const scores = ranked.map(({ score }) => score);
      return ranked.slice(0, limit).map(({ passage, evidence }, i) => ({
        docId: documentOf.get(passage.passageId) ?? '',
        features: featuresOf(evidence, asked, leadOf(scores, i)),
      }));
    },
  };
};
