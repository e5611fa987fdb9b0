import type { HandoffReason, Language } from '@oconnector/protocol/model/analysis.ts';
import type { Playbook } from '@oconnector/protocol/model/playbook.ts';
import type { BantField, Temperature } from '@oconnector/protocol/model/score.ts';
import type { Analysis, Reply, TurnInput } from '../../ai/assistant.ts';
import { composeHandoff } from '../../ai/embedded/compose/handoff.ts';
import { followUpAt, isEarned } from './follow-up.ts';
import { lessonOf, type Lesson } from './record.ts';
import { bantOf } from './score.ts';
import type { ConversationState } from './state.ts';

/** What a turn came to. */
export type Thought = {
  reply: Reply;
  /** Null when the analysis failed: a lesson not learnt is no reason to be silent. */
  analysis: Analysis | null;
  /** What its searches found, and their time in all; null when it asked for nothing. */
  retrieval: { passages: { passageId: string; score: number }[]; ms: number } | null;
  ms: number;
  /** What it answers without having heard or seen it. */
  unheard: TurnInput['unheard'];
  /** Under which it was thought, and what nobody knew then. */
  playbook: Playbook;
  unknown: BantField[];
};

/** What is said of a thought and what follows from it. */
export type Verdict = {
  bubbles: string[];
  /** Why a person goes on; null: the bot does. */
  handoff: HandoffReason | null;
  /** The one message after silence that it earned. */
  followUp: NonNullable<ConversationState['followUp']> | null;
  lesson: Lesson;
};

/** Whether a voice is among what it answers that nobody will hear any more: it may have asked for no more messages (rule C16). */
const isDeaf = ({ hearing }: Pick<ConversationState, 'hearing'>, unheard: Thought['unheard']): boolean =>
  unheard.some(
    ({ seq, what }) =>
      (what === 'voice' || what === 'audio') && !Object.values(hearing).some((voice) => voice.seq === seq),
  );

/**
 * What becomes of a thought that may be said; `temperature`: with what it taught. A lead that has become hot is given to a person with its
 * answer, where the owner wants that, once (rule C15). Pure.
 */
export const decideReply = (
  { record, pending, hearing }: Pick<ConversationState, 'record' | 'pending' | 'hearing'>,
  { reply, analysis, unheard, playbook, unknown }: Omit<Thought, 'retrieval' | 'ms'>,
  { temperature, language, now }: { temperature: Temperature; language: Language; now: number },
): Verdict => {
  const hot = temperature === 'hot';
  const becameHot = reply.handoff === null && playbook.handOverHot && hot && !record.wasHot;
  const handoff = reply.handoff?.reason ?? (becameHot ? 'hot_lead' : null);
  // That a person goes on, and when, as far as the business's hours tell.
  const notice = becameHot ? composeHandoff('hot_lead', language, { burst: [], playbook }, now).bubbles : [];
  const wroteAt = pending?.lastAt ?? now;
  const earned = handoff === null && isEarned(reply, temperature) && !isDeaf({ hearing }, unheard);
  const at = earned ? followUpAt(playbook, wroteAt, now) : null;
  const keys = analysis?.facts.map(({ key }) => key) ?? [];
  const learnt = bantOf({}, keys, playbook).known;
  return {
    bubbles: [...reply.bubbles, ...notice],
    handoff,
    followUp: at === null ? null : { at, wroteAt },
    lesson: lessonOf(record, reply, analysis, { unknown, learnt, hot }),
  };
};
