import type { Engine } from '../lib/engine.ts';
import type { Question, Sets } from '../lib/rows.ts';
import type { Shops } from '../lib/shops.ts';
import type { Answered, Came, Ranking } from './score.ts';

/** Passages asked of a search: enough that ten different documents are among them. */
const LIMIT = 20;

/** The documents that the knowledge finds for every question, best first. */
export const rank = async (
  engine: Engine,
  shops: Shops,
  { questions }: Pick<Sets, 'questions'>,
): Promise<Ranking[]> => {
  const rankings: Ranking[] = [];
  for (const question of questions) {
    const found = await engine.call('search', {
      clienteId: shops.clienteOf(question.kb),
      question: question.question,
      limit: LIMIT,
    });
    const documents = [...new Set(found.map(({ documentId }) => shops.docIdOf(documentId)))];
    rankings.push({ question, documents: documents.slice(0, 10) });
  }
  return rankings;
};

const folded = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ');

const cameTo = (outcome: string, cited: readonly string[], question: Question): Came => {
  if (outcome === 'clarify') return 'asked';
  if (cited.length === 0) return 'abstained';
  return question.answerable && cited.some((id) => question.gold_doc_ids.includes(id)) ? 'right' : 'wrong';
};

/** What the assistant's whole reply to every question comes to, each asked in a conversation of its own. */
export const answer = async (
  engine: Engine,
  shops: Shops,
  { questions }: Pick<Sets, 'questions'>,
): Promise<Answered[]> => {
  const answered: Answered[] = [];
  for (const question of questions) {
    const { reply, cited } = await engine.call('reply', {
      clienteId: shops.clienteOf(question.kb),
      texts: [question.question],
    });
    const documents = cited.map((id) => shops.docIdOf(id));
    const came = cameTo(reply.outcome, documents, question);
    const said = folded(reply.bubbles.join(' '));
    const marked = question.answers.length > 0 && (came === 'right' || came === 'wrong');
    answered.push({
      question,
      came,
      cited: documents.length,
      span: marked ? question.answers.some((span) => said.includes(folded(span))) : null,
    });
  }
  return answered;
};
