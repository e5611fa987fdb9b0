import type { BantField } from '@oconnector/protocol/model/score.ts';
import type { Passage, ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import type { Analysis, MemoryLine, Reply, TurnInput } from '../assistant.ts';
import { answerFrom } from '../embedded/answer.ts';
import { MOST_BUBBLES, toBubbles } from '../embedded/bubbles.ts';
import { fold } from '../embedded/normalize.ts';
import { businessName, firstName } from '../embedded/compose/composed.ts';
import { WORDING } from '../embedded/wording/languages.ts';
import { borneSentences, violationsOf, type Ground, type Violation } from '../guards/guards.ts';
import { RULES, type Prompt } from '../prompt.ts';
import { visible } from '../prompt-data.ts';
import { asksMemory } from './gate.ts';
import type { ModelOutput } from './output.ts';

/** What became of a model's answer: said, with what was taken out of it, or not, and why. */
export type Judged =
  | { said: Omit<Reply, 'trace' | 'analysis'>; acted: ('unsupported' | 'offer')[]; cited: string[] }
  | { said: null; why: 'unknown' | 'uncited' | 'no_memory' | Violation[] };

const citedOf = ({ citations }: ModelOutput, passages: readonly ScoredPassage[]): ScoredPassage[] => {
  const named = new Set(citations.map((label) => Number(/^\s*\[?k?(\d{1,2})\]?\s*$/iu.exec(label)?.[1] ?? 0)));
  return passages.filter((_, i) => named.has(i + 1));
};

/** The contact's own lines: the only words of the thread that bear an answer. */
const toldBefore = ({ memory }: TurnInput, recalled: readonly MemoryLine[]): string[] => [
  ...[...recalled, ...memory.window].flatMap(({ from, text }) => (from === 'contact' ? [text] : [])),
  ...memory.facts.flatMap(({ value, quote }) => (quote === null ? [value] : [value, quote])),
];

const groundOf = (
  input: TurnInput,
  prompt: Prompt,
  cited: readonly Passage[],
  rules: Analysis,
  told: string[],
): Ground => {
  const { playbook, burst, contactName, clienteName } = input;
  return {
    cited,
    contact: [...told, ...burst.map(({ text }) => text)],
    question: burst.map(({ text }) => text).join('\n'),
    language: rules.language,
    links: playbook.links,
    // A name is anything that a contact likes to call itself; only what is plainly a first name may be said.
    names: [businessName(clienteName), firstName(contactName), playbook.persona.name],
    hidden: { canary: prompt.canary, instructions: RULES },
  };
};

/** What an answer asks for, where it may ask: one thing that is unknown, was not asked last, and was not refused. */
const asksOf = ({ asks }: ModelOutput, text: string, { record, playbook }: TurnInput): BantField | null =>
  asks !== null &&
  playbook.qualify &&
  text.includes('?') &&
  record.unknown.includes(asks) &&
  record.asked !== asks &&
  !record.refused.includes(asks)
    ? asks
    : null;

/** Lets a model's answer pass as far as its sources bear it. What it may never do is decided here and nowhere else. Pure. */
export const judge = (
  output: ModelOutput,
  input: TurnInput,
  prompt: Prompt,
  recalled: readonly MemoryLine[],
  rules: Analysis,
): Judged => {
  if (output.kind === 'unknown') return { said: null, why: 'unknown' };
  const cited = citedOf(output, prompt.passages);
  const told = asksMemory(input) ? toldBefore(input, recalled) : [];
  if (output.kind === 'memory' && told.length === 0) return { said: null, why: 'no_memory' };
  if (output.kind === 'answer' && cited.length === 0) return { said: null, why: 'uncited' };
  const ground = groundOf(input, prompt, cited, rules, toldBefore(input, recalled));
  const reply = visible(output.reply).trim();
  const violations = violationsOf(reply, ground);
  if (violations.length > 0) return { said: null, why: violations };
  const sentences = borneSentences(reply, ground, output.kind === 'memory' ? told : []);
  const bubbles = toBubbles(sentences);
  if (bubbles.length === 0) return { said: null, why: ['unsupported'] };
  if (bubbles.length > MOST_BUBBLES) return { said: null, why: ['length'] };
  const text = sentences.join(' ');
  const offers = output.needs_human;
  return {
    said: {
      outcome: 'answered',
      // A model may have a person offered. Handing over is the contact's yes.
      bubbles: offers ? [...bubbles, WORDING[rules.language].offer] : bubbles,
      citations: cited.flatMap((passage) => answerFrom(passage, text).citations),
      handoff: null,
      asks: offers ? null : asksOf(output, text, input),
    },
    acted: [
      ...(text.length < reply.length / 1.1 ? (['unsupported'] as const) : []),
      ...(offers ? (['offer'] as const) : []),
    ],
    cited: cited.map(({ passageId }) => passageId),
  };
};

/** What has consequences by itself is read by rules alone. */
const BY_RULE_ALONE: ReadonlySet<Analysis['intent']> = new Set([
  'human',
  'emergency',
  'opt_out',
  'data_request',
  'cancel',
  'complaint',
]);

/**
 * What the turn taught: the rules' findings, and beside them what the model read between the lines. Its facts count where their
 * quote stands in the message they name and their value in the quote; signals, which move the score, are never its. Pure.
 */
export const learnt = (output: ModelOutput, rules: Analysis, { burst }: Pick<TurnInput, 'burst'>): Analysis => {
  const known = new Set(rules.facts.map(({ key }) => key));
  const facts = output.facts.flatMap(({ key, value, quote, message }) => {
    const line = burst.find(({ seq }) => seq === message);
    const holds = line !== undefined && line.text.includes(quote) && fold(quote).includes(fold(value.trim()));
    return holds && !known.has(key) ? [{ key, value: value.trim(), quote, messageSeq: message }] : [];
  });
  const intent =
    rules.intent === 'question' && output.intent !== null && !BY_RULE_ALONE.has(output.intent)
      ? output.intent
      : rules.intent;
  const sentiment = rules.sentiment === 'neu' && output.sentiment !== null ? output.sentiment : rules.sentiment;
  const trace = [
    {
      step: 'learn',
      ms: 0,
      data: { facts: facts.map(({ key }) => key), dropped: output.facts.length - facts.length, intent },
    },
  ];
  return { ...rules, facts: [...rules.facts, ...facts], intent, sentiment, trace: [...rules.trace, ...trace] };
};
