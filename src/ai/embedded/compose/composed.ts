import type { Analysis, Reply, TurnInput } from '../../assistant.ts';
import type { Reading } from '../read.ts';
import { ASKING } from '../wording/asking.ts';
import { WORDING } from '../wording/languages.ts';

/** A reply before its trace. */
export type Composed = Omit<Reply, 'trace'>;

/** A reply that is still put together: `opening` are the sentences that its first bubble will begin with. */
export type Draft = Composed & { opening: readonly string[] };

/** One that cites nothing, hands nothing over and asks for nothing. */
export const draftOf = (outcome: Reply['outcome'], bubbles: string[], opening: readonly string[] = []): Draft => ({
  outcome,
  opening,
  bubbles,
  citations: [],
  handoff: null,
  asks: null,
});

/** A bubble with sentences before it: in its line, where it has but one. */
export const openedBy = (opening: readonly string[], bubble: string): string =>
  opening.length === 0 ? bubble : `${opening.join(' ')}${bubble.includes('\n') ? '\n' : ' '}${bubble}`;

/** The draft as it is said. */
export const said = ({ opening, ...composed }: Draft): Composed => {
  const [first, ...rest] = composed.bubbles;
  return first === undefined ? composed : { ...composed, bubbles: [openedBy(opening, first), ...rest] };
};

/** The same after bubbles that are said before all of it. */
export const saidAfter = (bubbles: readonly string[], draft: Draft): Draft => ({
  ...draft,
  opening: [],
  bubbles: [...bubbles, ...said(draft).bubbles],
});

/** A contact's first name as WhatsApp shows it, when it is plainly a name: letters only, no link, number or sentence. */
export const firstName = (contactName: string | null): string | null =>
  /^(\p{L}[\p{Ll}'’-]{1,19})(?: \p{L}[\p{L}'’-]*){0,4}$/u.exec(contactName?.trim() ?? '')?.[1] ?? null;

/** The business's name, unless saying it would say a number, a link or more than a name. */
export const businessName = (clienteName: string): string | null =>
  /^[\p{L} '’&-]{2,60}$/u.test(clienteName.trim()) ? clienteName.trim() : null;

/** `Bom dia, Ana!`, in the customer's own greeting; [] when they did not greet, or were greeted in this part of the day already. */
export const greetingOf = (reading: Reading, input: TurnInput): string[] => {
  if (reading.greeting === null || input.record.greeted) return [];
  const name = firstName(input.contactName);
  return [`${WORDING[reading.language].greetings[reading.greeting]}${name === null ? '' : `, ${name}`}!`];
};

/** How a burst is opened: by the name that the contact just gave, else by its own greeting given back; [] when there is neither. */
export const openingOf = (reading: Reading, input: TurnInput, { facts }: Pick<Analysis, 'facts'>): string[] => {
  const name = firstName(facts.find(({ key }) => key === 'name')?.value ?? null);
  return name === null ? greetingOf(reading, input) : [ASKING[reading.language].pleased(name)];
};

/** The same turn always chooses the same wording, so that a repeated attempt says the same. */
export const pick = (options: readonly string[], turnId: string): string => {
  let hash = 0;
  for (const char of turnId) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return options[hash % options.length] ?? '';
};
