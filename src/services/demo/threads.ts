import type { Holder } from '@oconnector/protocol/model/control.ts';
import type { RestoredMessage } from '../../durable/rpc/conversation.ts';
import { HUMAN_DIALOGUES, PHONE_DIALOGUES, type Line } from './dialogues.ts';
import { dice, type Dice } from './dice.ts';
import { personAt, type Person } from './people.ts';
import { GREETINGS, HANDS_OVER, QUESTIONS, THANKS, UNKNOWN, WAITS, WELCOMES, type Exchange } from './talk.ts';

/** Where a demo conversation stands. */
export type Stage =
  | 'nova'
  | 'com a IA'
  | 'aguardando humano'
  | 'em atendimento humano'
  | 'respondida pelo celular'
  | 'resolvida';

/** The people of the demo who answer. */
export type Attendant = { userId: string; name: string };

/** One conversation of the demo, ready for `restore`. */
export type DemoConversation = {
  person: Person;
  stage: Stage;
  messages: RestoredMessage[];
  holder: Holder;
  status: 'open' | 'resolved';
};

type By = Extract<RestoredMessage, { direction: 'out' }>['by'];
/** A message before it has a time: `after` is milliseconds since the one before. */
type Draft = { after: number; by: 'contact' | By; text: string };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How many of each stage, in the order of a day's work; 200 in all. */
export const STAGES: readonly [Stage, number][] = [
  ['nova', 14],
  ['com a IA', 62],
  ['aguardando humano', 13],
  ['em atendimento humano', 17],
  ['respondida pelo celular', 14],
  ['resolvida', 80],
];

const bubbles = (by: Draft['by'], text: string, first: number, roll: Dice): Draft[] =>
  text.split('|').map((part, i) => ({ by, text: part, after: i === 0 ? first : roll.between(2, 20) * 1000 }));

const bot: By = { kind: 'bot' };
/** The bot waits for the burst to end, thinks and types. */
const botPause = (roll: Dice): number => roll.between(5, 11) * 1000;

const exchange = ({ ask, answer }: Exchange, roll: Dice): Draft[] => [
  ...bubbles('contact', roll.pick(ask), roll.between(20, 240) * 1000, roll),
  ...bubbles(bot, roll.pick(answer), botPause(roll), roll),
];

const opening = (roll: Dice): Draft[] => [
  ...bubbles('contact', roll.pick(GREETINGS), 0, roll),
  ...bubbles(bot, roll.pick(WELCOMES), botPause(roll), roll),
];

/** Questions and answers over one or several visits; `closes`: with a word of thanks at the end of most. */
const withBot = (roll: Dice, visits: number, perVisit: number, closes = true): Draft[] => {
  const questions = roll.some(QUESTIONS, visits * perVisit);
  return Array.from({ length: visits }, (_, visit): Draft[] => {
    const asked = questions
      .slice(visit * perVisit, (visit + 1) * perVisit)
      .flatMap((question) => exchange(question, roll));
    const unknown = closes && roll.chance(0.15) ? UNKNOWN.flatMap((question) => exchange(question, roll)) : [];
    const thanks = closes && asked.length > 0 && roll.chance(0.7) ? THANKS.flatMap((word) => exchange(word, roll)) : [];
    const drafts = [...(roll.chance(0.75) || asked.length === 0 ? opening(roll) : []), ...asked, ...unknown, ...thanks];
    // Whole days apart and a little: people write at the hours at which they write.
    return drafts.map((draft, i) =>
      i === 0 && visit > 0 ? { ...draft, after: roll.between(1, 5) * DAY + roll.between(-60, 60) * MINUTE } : draft,
    );
  }).flat();
};

/** The contact needs a person, and the bot steps back. */
const handover = (need: string, roll: Dice): Draft[] => [
  ...bubbles('contact', need, roll.between(20, 90) * 1000, roll),
  ...bubbles(bot, roll.pick(HANDS_OVER), botPause(roll), roll),
];

const spoken = (lines: readonly Line[], by: By, person: Person, roll: Dice): Draft[] => {
  const name = person.firstName && roll.chance(0.8) ? ` ${person.firstName}` : '';
  const speaker = by.kind === 'human' ? (by.name.split(' ')[0] ?? by.name) : 'Helena';
  return lines.flatMap(([who, text]) => {
    const words = text.replace('{nome}', name).replace('{atende}', speaker);
    return bubbles(who === 'c' ? 'contact' : by, words, roll.between(40, 600) * 1000, roll);
  });
};

const waiting = (roll: Dice): Draft[] => [
  ...withBot(roll, 1, roll.between(0, 2), false),
  ...handover(roll.pick(HUMAN_DIALOGUES).need, roll),
  ...(roll.chance(0.7) ? bubbles('contact', roll.pick(WAITS), roll.between(1, 9) * MINUTE, roll) : []),
];

/** A person leads the dialogue; `whole`: to its end. */
const withHuman = (human: By, person: Person, whole: boolean, roll: Dice): Draft[] => {
  const { need, lines } = roll.pick(HUMAN_DIALOGUES);
  const soFar = whole ? lines : lines.slice(0, roll.between(1, lines.length - 1));
  return [
    ...withBot(roll, 1, roll.between(0, 2), false),
    ...handover(need, roll),
    ...spoken(soFar, human, person, roll),
  ];
};

const finished = (human: By, person: Person, roll: Dice): Draft[] => {
  if (roll.chance(0.1))
    return bubbles(
      'contact',
      roll.pick(['mandei errado, desculpa', 'Obrigada, já resolvi!', 'era engano 😅', '👏👏👏']),
      0,
      roll,
    );
  if (roll.chance(0.5)) return withBot(roll, roll.pick([1, 1, 2, 3]), roll.between(1, 3));
  const earlier = roll.chance(0.3) ? withBot(roll, 1, 2) : [];
  const dialogue = withHuman(human, person, true, roll);
  return [
    ...earlier,
    ...dialogue.map((draft, i) =>
      i === 0 && earlier.length > 0 ? { ...draft, after: roll.between(1, 6) * DAY } : draft,
    ),
  ];
};

/** A thread of one stage, before its times are set. */
const draft = (stage: Stage, person: Person, attendant: Attendant, roll: Dice): Draft[] => {
  const human: By = { kind: 'human', ...attendant };
  switch (stage) {
    case 'nova':
      return roll.chance(0.4)
        ? opening(roll)
        : [...(roll.chance(0.5) ? opening(roll) : []), ...exchange(roll.pick(QUESTIONS), roll)];
    case 'com a IA':
      return withBot(roll, roll.pick([1, 1, 1, 2, 2, 4]), roll.between(1, 3));
    case 'aguardando humano':
      return waiting(roll);
    case 'em atendimento humano':
      return withHuman(human, person, false, roll);
    case 'respondida pelo celular':
      return [
        ...(roll.chance(0.4) ? withBot(roll, 1, 1) : []),
        ...spoken(roll.pick(PHONE_DIALOGUES), { kind: 'phone' }, person, roll),
      ];
    case 'resolvida':
      return finished(human, person, roll);
  }
};

/** São Paulo keeps this offset all year. */
const SAO_PAULO = -3 * HOUR;
const hourOf = (at: number): number => new Date(at + SAO_PAULO).getUTCHours();

const greetingAt = (at: number): string => (hourOf(at) < 12 ? 'Bom dia' : hourOf(at) < 18 ? 'Boa tarde' : 'Boa noite');
/** Puts the greeting of the hour in; in the middle of a line, in small letters. */
const greet = (text: string, at: number): string =>
  text.replace(/^\{cumprimento\}/, greetingAt(at)).replace('{cumprimento}', greetingAt(at).toLowerCase());

/** A moment at which people write, at or before this one; what is less than half a day old stays. */
const awake = (at: number, now: number, roll: Dice): number => {
  if (now - at < 12 * HOUR || (hourOf(at) >= 8 && hourOf(at) < 22)) return at;
  const evening = at - ((hourOf(at) + 24 - 21) % 24) * HOUR;
  return evening - roll.between(0, 11 * 60) * MINUTE;
};

/** When the newest message was, back from now: what is open is recent, what is done is older. */
const ageOf = (stage: Stage, roll: Dice): number => {
  switch (stage) {
    case 'nova':
      return roll.between(2, 170) * MINUTE;
    case 'aguardando humano':
      return roll.between(3, 150) * MINUTE;
    case 'em atendimento humano':
      return roll.between(4, 300) * MINUTE;
    case 'respondida pelo celular':
      return roll.between(20, 1440) * MINUTE;
    case 'com a IA':
      return Math.floor(roll.next() ** 2 * 9 * DAY) + 5 * MINUTE;
    case 'resolvida':
      return Math.floor(roll.next() * 24 * DAY) + 6 * HOUR;
  }
};

const holderOf = (stage: Stage, attendant: Attendant): Holder => {
  switch (stage) {
    case 'nova':
    case 'com a IA':
      return { kind: 'bot' };
    case 'aguardando humano':
      return { kind: 'paused', reason: 'asked_for_human' };
    case 'em atendimento humano':
      return { kind: 'human', ...attendant, via: 'dashboard' };
    case 'respondida pelo celular':
      return { kind: 'human', userId: null, name: 'Celular', via: 'phone' };
    case 'resolvida':
      return { kind: 'paused', reason: 'resolved' };
  }
};

/** No thread is longer: the oldest lines of a long one are left out. */
const MAX_MESSAGES = 40;

const dated = (drafts: Draft[], end: number, index: number, roll: Dice): RestoredMessage[] => {
  const kept = drafts.slice(-MAX_MESSAGES);
  let at = end - kept.slice(1).reduce((sum, { after }) => sum + after, 0);
  // One old send in twenty-five threads did not go out, and shows it.
  const failsAt = index % 25 === 7 ? kept.findLastIndex(({ by }) => by !== 'contact') : -1;
  return kept.map(({ after, by, text: words }, i): RestoredMessage => {
    if (i > 0) at += after;
    const text = greet(words, at);
    if (by === 'contact')
      return { direction: 'in', waId: `DEMO${String(index).padStart(4, '0')}${String(i).padStart(3, '0')}`, text, at };
    const answeredLater = kept.slice(i + 1).some((later) => later.by === 'contact');
    const status =
      i === failsAt
        ? 'failed'
        : answeredLater || roll.chance(0.7)
          ? 'read'
          : roll.pick(['delivered', 'delivered', 'accepted'] as const);
    return { direction: 'out', text, at, by, status };
  });
};

/** The demo's conversations as of `now`, the same ones on every machine; the attendants share those that people answer. */
export const demoConversations = (attendants: readonly Attendant[], now: number): DemoConversation[] =>
  STAGES.flatMap(([stage, count]) => Array<Stage>(count).fill(stage)).map((stage, index) => {
    const roll = dice(1_000 + index * 7_919);
    const person = personAt(index);
    const attendant = roll.pick(attendants);
    const messages = dated(
      draft(stage, person, attendant, roll),
      awake(now - ageOf(stage, roll), now, roll),
      index,
      roll,
    );
    return {
      person,
      stage,
      messages,
      holder: holderOf(stage, attendant),
      status: stage === 'resolvida' ? 'resolved' : 'open',
    };
  });
