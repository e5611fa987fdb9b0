import { expect, it } from 'vitest';
import { thinned } from './run.ts';

it('takes at most a hundred questions of a group, from all over it, and only the knowledge that they need', () => {
  const ask = (qid: string, kb: string) => ({
    qid,
    kb,
    question: '?',
    answerable: false,
    gold_doc_ids: [],
    answers: [],
  });
  const doc = (kb: string) => ({ kb, doc_id: 'd', title: 't', text: 'x' });
  const many = Array.from({ length: 250 }, (_, i) => ask(`fq-${i}`, 'a'));
  const { questions, docs } = thinned({
    docs: [doc('a'), doc('b'), doc('c')],
    questions: [...many, ask('wa-1', 'b'), ask('en-1', 'gone'), ask('other-1', 'c')],
    analysis: [],
    injection: [{ text: 'x', label: 'benign', lang: 'pt', kind: '' }],
  });
  const ids = questions.map(({ qid }) => qid);
  expect(ids).toHaveLength(101);
  expect(new Set(ids).size).toBe(101);
  expect(ids).toEqual(expect.arrayContaining(['fq-0', 'fq-247', 'wa-1']));
  expect(docs.map(({ kb }) => kb)).toEqual(['a', 'b']);
});
