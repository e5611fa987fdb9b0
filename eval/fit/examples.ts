import type { Embedder } from '../../src/ai/embedder.ts';
import type { Doc, Question } from '../lib/rows.ts';
import { groupOf } from '../measure/score.ts';
import { type Looked, openKnowledge } from './knowledge.ts';

/** One question put to one knowledge. */
export type Example = {
  question: Question;
  kind: Kind;
  /** Whether this knowledge has the answer. */
  answerable: boolean;
  /** It is a question of the set with the set's own knowledge; else its answer was taken out. */
  asGiven: boolean;
  looked: Looked;
  /** What must not stand on both sides of a cut: the shop, or in a large knowledge the subject. */
  held: string;
};

/** Kinds of knowledge; each counts the same, however many rows it has. */
export type Kind = 'formal' | 'bank' | 'support' | 'chat';
const KINDS: Readonly<Record<string, Kind>> = { fq: 'formal', b77: 'bank', en: 'support', es: 'support' };
const kindOf = (question: Question): Kind => KINDS[groupOf(question)] ?? 'chat';

/** Documents beyond which a knowledge is no shop but many subjects. */
const LARGE = 50;

/**
 * Questions as they are, and those that have an answer once more, put to their knowledge without any document of the answer's
 * title: what a business has not written yet. Not of a bank whose intents overlap: there the next one answers too.
 */
export const examplesOf = async (
  docs: readonly Doc[],
  questions: readonly Question[],
  embedder: Embedder | null,
): Promise<Example[]> => {
  const examples: Example[] = [];
  for (const [kb, own] of Map.groupBy(docs, (doc) => doc.kb)) {
    const asked = questions.filter((question) => question.kb === kb);
    const titles = new Map(own.map(({ doc_id, title }) => [doc_id, title]));
    const subjectOf = ({ qid, gold_doc_ids: [gold = ''] }: Question): string => titles.get(gold) ?? qid;
    const put = async (knowledge: readonly Doc[], some: readonly Question[], asGiven: boolean) => {
      const { look } = await openKnowledge(knowledge, embedder);
      for (const question of some)
        examples.push({
          question,
          kind: kindOf(question),
          answerable: asGiven && question.answerable,
          asGiven,
          looked: await look(question.question),
          held: own.length > LARGE ? `${kb}: ${subjectOf(question)}` : kb,
        });
    };
    await put(own, asked, true);
    const taken = asked.filter((question) => question.answerable && kindOf(question) !== 'bank');
    for (const [subject, some] of Map.groupBy(taken, subjectOf))
      await put(
        own.filter(({ title }) => title !== subject),
        some,
        false,
      );
  }
  return examples;
};
