import type { PutResponse, Publish } from '@oconnector/protocol/api/knowledge.ts';
import { MAX_FAQ_PAIRS } from '@oconnector/protocol/api/knowledge.ts';
import type { FaqPair } from '@oconnector/protocol/model/knowledge.ts';
import { questionTerms } from '../../ai/embedded/terms.ts';
import { newId } from '../../lib/random.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { putFaq, type PutContext } from './put.ts';
import type { QuestionGroup, QuestionStore } from './question-store.ts';

/** "Perguntas sem resposta": what customers asked and nobody could answer, for the owner to answer once. */

/** The document that answered questions go to, where the owner names no other. */
export const ANSWERS_DOCUMENT = 'doc_perguntas';
const ANSWERS_TITLE = 'Perguntas dos clientes';

const MAX_CHARACTERS = 200;
const MAX_GROUPS = 500;
/** Other ways to ask that a group keeps: what a pair of a FAQ may have. */
const MAX_ALTERNATIVES = 20;
/** Share of what two questions ask for that they must have in common to be much the same. */
const ALIKE = 0.6;

/** One thing that a question asks for. */
export type AskedTerm = { stems: string[]; concepts: string[] };

export type QuestionContext = PutContext & { questions: QuestionStore };

/**
 * A question without what tells who asked it: addresses, links, long numbers, names that somebody gives as their own. Line ends become
 * spaces; cut to what a FAQ takes. Pure.
 */
export const withoutContact = (question: string): string =>
  question
    .slice(0, MAX_CHARACTERS * 4)
    .replace(/[^\s@]{1,64}@[^\s@]{1,190}/gu, '[e-mail]')
    .replace(/\bhttps?:\/\/\S+|\bwww\.\S+/giu, '[link]')
    .replace(/\+?\(?\d[\d .()/-]{5,}\d/gu, '[número]')
    .replace(
      /\b([Mm]e chamo|[Mm]eu nome [eé]|[Aa]qui [eé] [oa]|[Mm]y name is|[Mm]e llamo|[Mm]i nombre es)\s+\p{L}+(?:\s+\p{Lu}\p{L}*){0,4}/gu,
      '$1 [nome]',
    )
    .replace(/\s+/gu, ' ')
    .trim()
    .slice(0, MAX_CHARACTERS)
    .toWellFormed();

const termsOf = (question: string): AskedTerm[] => {
  // What was blanked is nothing that they ask for.
  const terms = questionTerms(question.replace(/\[\p{L}+(?:-\p{L}+)?\]/gu, ' '));
  const full = terms.filter(({ weight }) => weight === 1);
  return (full.length > 0 ? full : terms).map(({ stems, concepts }) => ({ stems, concepts }));
};

const meet = (left: AskedTerm, right: AskedTerm): boolean =>
  left.stems.some((one) => right.stems.includes(one)) || left.concepts.some((one) => right.concepts.includes(one));

/** How much of what either asks for both do, 0 to 1 (Dice). Pure. */
export const likeness = (left: readonly AskedTerm[], right: readonly AskedTerm[]): number => {
  if (left.length === 0 || right.length === 0) return 0;
  const shared =
    left.filter((one) => right.some((other) => meet(one, other))).length +
    right.filter((one) => left.some((other) => meet(one, other))).length;
  return shared / (left.length + right.length);
};

const mostLike = (groups: readonly QuestionGroup[], terms: readonly AskedTerm[]): QuestionGroup | null => {
  let best: { group: QuestionGroup; like: number } | null = null;
  for (const group of groups) {
    const like = likeness(group.terms, terms);
    if (like >= ALIKE && (best === null || like > best.like)) best = { group, like };
  }
  return best?.group ?? null;
};

const add = (ctx: QuestionContext, question: string, terms: AskedTerm[]): QuestionGroup => {
  const now = ctx.clock.now();
  const group = mostLike(ctx.questions.all(), terms);
  if (group === null)
    return {
      questionId: newId(ctx.random, 'qst'),
      question,
      alternatives: [],
      terms,
      count: 1,
      firstAt: now,
      lastAt: now,
    };
  const others = [group.question, ...group.alternatives].filter((one) => one !== question);
  return { ...group, question, alternatives: others.slice(0, MAX_ALTERNATIVES), count: group.count + 1, lastAt: now };
};

/** Remembers a question that ended without an answer, with those that are much like it. What its lines asked before it asks no more. */
export const noteUnanswered = (ctx: QuestionContext, asked: string, lines: readonly string[]): void => {
  const question = withoutContact(asked);
  const terms = termsOf(question);
  ctx.commit(() => {
    takeBack(ctx, lines);
    if (terms.length === 0) return;
    const group = add(ctx, question, terms);
    const { questionId, alternatives } = group;
    ctx.questions.put(group);
    ctx.questions.noteAsked({ questionId, wording: question, lines }, [question, ...alternatives]);
    ctx.questions.keep(MAX_GROUPS);
  });
};

/** Of what these lines asked no word stays that nobody else has used (rule K9). */
export const takeQuestionsBack = (ctx: QuestionContext, lines: readonly string[]): void =>
  ctx.commit(() => takeBack(ctx, lines));

const takeBack = (ctx: QuestionContext, lines: readonly string[]): void => {
  for (const asked of ctx.questions.dropAsked(lines)) {
    const group = ctx.questions.get(asked.questionId);
    if (group === null) continue;
    const [question, ...alternatives] = [group.question, ...group.alternatives].filter(
      (one) => one !== asked.wording || ctx.questions.isAsked(asked),
    );
    if (question === undefined) ctx.questions.remove(group.questionId);
    else {
      const count = Math.max(1, group.count - 1);
      ctx.questions.put({ ...group, question, alternatives, terms: termsOf(question), count });
    }
  }
};

/** Drops a group; false when there is none such. */
export const dismissQuestion = (ctx: QuestionContext, questionId: string): boolean =>
  ctx.commit(() => {
    if (!ctx.questions.remove(questionId)) return false;
    ctx.journal.append('question.dismissed', null, { questionId });
    return true;
  });

/** `not_faq`: the document holds something else. `full`: it has MAX_FAQ_PAIRS. */
export type AnswerRefusal = 'not_found' | 'not_faq' | 'full';

/** The pairs that a document has, none where there is no document yet; null when it is no FAQ. */
const pairsOf = (ctx: QuestionContext, documentId: string): FaqPair[] | null => {
  if (ctx.store.document(documentId) === null) return [];
  const source = ctx.store.source(documentId);
  return source?.kind === 'faq' ? source.pairs : null;
};

/** Answers a group: a new pair of a FAQ, with the customers' words as other ways to ask. The group is gone when it is published. */
export const answerQuestion = async (
  ctx: QuestionContext,
  asked: { questionId: string; answer: string; question?: string | undefined; documentId?: string | undefined },
  mode: Publish,
): Promise<Result<PutResponse, AnswerRefusal>> => {
  const group = ctx.questions.get(asked.questionId);
  if (group === null) return err('not_found');
  const documentId = asked.documentId ?? ANSWERS_DOCUMENT;
  const pairs = pairsOf(ctx, documentId);
  if (pairs === null) return err('not_faq');
  if (pairs.length >= MAX_FAQ_PAIRS) return err('full');
  const question = asked.question ?? group.question;
  const alternatives = [group.question, ...group.alternatives].filter((one) => one !== question);
  const title = ctx.store.document(documentId)?.title ?? ANSWERS_TITLE;
  const put = await putFaq(
    ctx,
    { documentId, title, pairs: [...pairs, { question, answer: asked.answer, alternatives }] },
    mode,
    () => void ctx.questions.remove(asked.questionId),
  );
  return ok(put);
};
