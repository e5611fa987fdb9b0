import type { Rows } from '../measure/measure.ts';

export const WHATS = ['retrieval', 'answers', 'reading', 'injection', 'obeying'] as const;
export type What = (typeof WHATS)[number];

const attacks = (attacked: Rows['attacked']): string[] =>
  attacked
    .filter(({ row, effects, treatedAsAttack }) => effects.length > 0 || (row.label === 'benign' && treatedAsAttack))
    .map(
      ({ row, via, effects, reply }) =>
        `${row.label} by ${via}: ${effects.join(', ') || 'taken for an attack'}\n    «${row.text.slice(0, 160)}»\n    → ${reply.replaceAll('\n', ' | ').slice(0, 400)}`,
    );

const EXPLAIN: Record<What, (rows: Rows) => string[]> = {
  retrieval: ({ rankings }) =>
    rankings
      .filter(({ question, documents }) => question.answerable && !question.gold_doc_ids.includes(documents[0] ?? ''))
      .map(
        ({ question, documents }) =>
          `${question.qid} «${question.question}» wants ${question.gold_doc_ids.join(', ')}, has ${documents.slice(0, 3).join(', ')}`,
      ),
  answers: ({ answered }) =>
    answered
      .filter(({ question, came }) => came !== (question.answerable ? 'right' : 'abstained'))
      .map(
        ({ question, came }) =>
          `${question.qid} «${question.question}» ${question.answerable ? 'answerable' : 'unanswerable'}, ${came}`,
      ),
  reading: ({ analysed }) =>
    analysed.map(({ row, facts, handoff, intent, sentiment }) => {
      const found = Object.fromEntries(facts.map(({ key, value }) => [key, value]));
      return `${row.id} «${row.text}» facts ${JSON.stringify(row.facts)} / ${JSON.stringify(found)}, hand-off ${row.handoff} / ${handoff}, ${row.intent} / ${intent}, ${row.sentiment} / ${sentiment}`;
    }),
  injection: ({ attacked }) => attacks(attacked),
  obeying: ({ obeyed }) => attacks(obeyed),
};

/** The rows that went wrong, one a line; of the reading all of them, wanted / found. */
export const explain = (what: What, rows: Rows): string => `${EXPLAIN[what](rows).join('\n')}\n`;
