import type { Reply, TurnInput } from '../assistant.ts';
import type { Passage } from '@oconnector/protocol/model/passage.ts';
import { answerFrom } from './answer.ts';
import { toBubbles } from './bubbles.ts';
import type { Reading } from './read.ts';
import type { Choice } from './retrieve.ts';
import { missingFrom, nameIn, subjectOf } from './subject.ts';
import { indexTerms } from './terms.ts';
import { WORDING } from './wording/languages.ts';

type Composed = Omit<Reply, 'trace'>;

/** A contact's first name as WhatsApp shows it, when it is plainly a name: letters only, no link, number or sentence. */
export const firstName = (contactName: string | null): string | null =>
  /^(\p{L}[\p{Ll}'’-]{1,19})(?: \p{L}[\p{L}'’-]*){0,4}$/u.exec(contactName?.trim() ?? '')?.[1] ?? null;

/** The business's name, unless saying it would say a number, a link or more than a name. */
const businessName = (clienteName: string): string | null =>
  /^[\p{L} '’&-]{2,60}$/u.test(clienteName.trim()) ? clienteName.trim() : null;

/** `Bom dia, Ana!`, in the customer's own greeting; null when they did not greet. */
const greetingLine = (reading: Reading, input: TurnInput): string | null => {
  if (reading.greeting === null) return null;
  const name = firstName(input.contactName);
  return `${WORDING[reading.language].greetings[reading.greeting]}${name === null ? '' : `, ${name}`}!`;
};

/** The same turn always chooses the same wording, so that a repeated attempt says the same. */
const pick = (options: readonly string[], turnId: string): string => {
  let hash = 0;
  for (const char of turnId) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return options[hash % options.length] ?? '';
};

export const composeHandoff = (reading: Reading): Composed => ({
  outcome: 'handoff',
  bubbles: [...WORDING[reading.language].handoff],
  citations: [],
  handoff: { reason: 'asked_for_human' },
  asks: null,
});

/** Answers a burst that asks nothing: greetings, thanks, goodbyes, "are you a robot?", a message without words. */
export const composeSocial = (reading: Reading, input: TurnInput): Composed => {
  const wording = WORDING[reading.language];
  const business = businessName(input.clienteName);
  const has = (act: Reading['acts'][number]) => reading.acts.includes(act);
  const hello = [greetingLine(reading, input), has('how_are_you') ? wording.howAreYou : null]
    .filter((line) => line !== null)
    .join(' ');
  const social = (...bubbles: string[]): Composed => ({
    outcome: 'social',
    bubbles: bubbles.filter((bubble) => bubble !== ''),
    citations: [],
    handoff: null,
    asks: null,
  });
  if (reading.wordless === 'media') return social(wording.unreadable);
  if (reading.wordless === 'nudge') return social(reading.metBefore ? wording.again : wording.introduce(business));
  if (has('robot')) return social(hello, wording.robot(business), wording.offer);
  if (has('thanks')) return social(wording.thanks);
  if (has('bye')) return social(wording.bye);
  if (has('greeting') || has('how_are_you'))
    return social(hello, reading.metBefore ? wording.again : wording.introduce(business));
  return social(wording.acknowledge);
};

/** What the burst wants to buy and no passage that was found has, in the customer's own words; null when it names nothing. */
const unknownThing = (input: TurnInput, found: readonly Passage[]): string | null => {
  const indexed = found.map(({ title, text }) => indexTerms(`${title}\n${text}`));
  for (const { text } of input.burst) {
    const subject = subjectOf(text);
    const nowhere = indexed.every(
      ({ stems, concepts }) => missingFrom(subject, { stems: new Set(stems), concepts: new Set(concepts) }).length > 0,
    );
    const name = subject.length > 0 && nowhere ? nameIn(text, subject) : null;
    if (name !== null) return name;
  }
  return null;
};

/** Says that the answer is not known; `found`: what was looked at in vain. */
export const composeUnknown = (reading: Reading, input: TurnInput, found: readonly Passage[]): Composed => {
  const wording = WORDING[reading.language];
  const unknown =
    wording.unknown[Math.min(input.record.unansweredInARow, wording.unknown.length - 1)]?.(
      unknownThing(input, found),
    ) ?? '';
  const opening = [greetingLine(reading, input), unknown].filter((line) => line !== null).join(' ');
  return { outcome: 'unknown', bubbles: [opening, wording.offer], citations: [], handoff: null, asks: null };
};

/** Says the chosen passages' best sentences, verbatim, in a frame that states nothing itself. */
export const composeAnswer = (reading: Reading, input: TurnInput, choice: Choice): Composed => {
  const wording = WORDING[reading.language];
  const answers = choice.chosen.map(({ passage, question }) => answerFrom(passage, question));
  const opening = reading.acts.includes('robot')
    ? wording.robot(businessName(input.clienteName))
    : (greetingLine(reading, input) ?? (reading.metBefore ? '' : pick(wording.leads, input.turnId)));
  const closing = choice.unanswered
    ? [`${wording.partlyUnknown} ${wording.offer}`]
    : reading.metBefore
      ? []
      : [wording.anythingElse];
  const [first = '', ...rest] = answers.flatMap(({ sentences }) => toBubbles(sentences));
  return {
    outcome: 'answered',
    bubbles: [opening === '' ? first : `${opening}${first.includes('\n') ? '\n' : ' '}${first}`, ...rest, ...closing],
    citations: answers.flatMap(({ citations }) => citations),
    handoff: null,
    asks: null,
  };
};
