import type { BantField } from '@oconnector/protocol/model/score.ts';
import type { Analysis, TurnInput } from '../../assistant.ts';
import { FACTS_OF } from '../analysis/refusal.ts';
import { ASKING } from '../wording/asking.ts';
import type { Composed } from './composed.ts';

/** What somebody is after who may be asked something back; nobody who complains, thanks or leaves is. */
const OPEN_TO_IT: ReadonlySet<Analysis['intent']> = new Set(['question', 'price', 'schedule', 'buy', 'lead_info']);

/**
 * The one thing to ask next, or null. Nothing twice in a row: after a question that was refused or passed over, the contact goes on
 * undisturbed. What was volunteered is not asked, and nobody is asked for money before it is known what for (CHAMP). Pure.
 */
export const nextQuestion = (
  { playbook, record, memory }: Pick<TurnInput, 'playbook' | 'record' | 'memory'>,
  analysis: Pick<Analysis, 'intent' | 'facts' | 'refused'>,
): BantField | null => {
  if (!playbook.qualify || !OPEN_TO_IT.has(analysis.intent) || analysis.refused !== null) return null;
  const told = new Set([...analysis.facts, ...memory.facts].map(({ key }) => key));
  const isTold = (field: BantField): boolean => FACTS_OF[field].some((key) => told.has(key));
  if (record.asked !== null && !isTold(record.asked)) return null;
  const open = record.unknown.filter((field) => !isTold(field) && !record.refused.includes(field));
  return open.includes('need') ? 'need' : (open[0] ?? null);
};

/** The same reply with that question at its end; a reply that already asks something asks nothing more. */
export const askNext = (
  composed: Composed,
  input: TurnInput,
  analysis: Analysis,
  closing: readonly string[],
): Composed => {
  const rest = closing.length > 0 ? composed.bubbles.filter((bubble) => !closing.includes(bubble)) : composed.bubbles;
  if (composed.outcome === 'handoff' || rest.length === 0 || rest.some((bubble) => bubble.trimEnd().endsWith('?')))
    return composed;
  const field = nextQuestion(input, analysis);
  return field === null
    ? composed
    : { ...composed, bubbles: [...rest, ASKING[analysis.language].ask[field]], asks: field };
};
