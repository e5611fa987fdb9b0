import { setTimeout as sleep } from 'node:timers/promises';
import type { Contact } from '../../bot-agent/test/standin/standin.ts';
import { check, type Verdict } from '../chaos/checker/check.ts';
import type { HistoryEvent } from '../chaos/checker/history.ts';
import { BotLog } from '../chaos/processes/bot-log.ts';
import { historyOf, observe } from '../chaos/processes/collect.ts';
import type { PersonEvent } from '../chaos/processes/load.ts';
import type { Truth } from '../chaos/processes/truth.ts';
import type { World } from './world.ts';

/** A Brazilian mobile without its ninth digit is the same phone: the rule of the country, not the product's code. */
export const e164Of = ({ phone }: Contact): string =>
  `+${(phone.split('@')[0] ?? '').replace(/^(55\d{2})([6-9]\d{7})$/, '$19$2')}`;

/** What the stand-in knows of these contacts, in the order in which it happened there. */
const truthOf = ({ standIn }: World, contacts: readonly Contact[]): Truth[] => {
  const phones = new Map(
    contacts.flatMap((contact) => [
      [contact.phone, e164Of(contact)],
      [contact.lid, e164Of(contact)],
    ]),
  );
  const lines = [
    ...standIn.written.map((line) => ({ k: line.fromMe ? ('owner' as const) : ('in' as const), ...line })),
    ...standIn.truth(),
  ];
  return lines
    .toSorted((a, b) => a.at - b.at)
    .flatMap(({ k, id, chat, body, at }, q): Truth[] => {
      const phone = phones.get(chat);
      return phone === undefined ? [] : [{ q, k, waId: id, phone, text: body, wall: at }];
    });
};

export type Judged = Verdict & { history: readonly HistoryEvent[] };

/** What the independent checker says of these contacts as things stand. */
export const judge = async (
  world: World,
  contacts: readonly Contact[],
  people: readonly PersonEvent[] = [],
): Promise<Judged> => {
  const truth = truthOf(world, contacts);
  const ours = new Set(truth.map(({ waId }) => waId));
  const bot = new BotLog(world.stateDir);
  bot.read();
  const history = historyOf({
    stateDir: world.stateDir,
    observed: await observe(world.api, new Set(contacts.map(e164Of)), []),
    truth,
    wire: world.frames.events.filter((event) => event.f !== 'covered' || ours.has(event.key)),
    people,
    bot: bot.said,
  });
  return { ...check(history), history };
};

/** Waits until the checker finds nothing wrong with these contacts; throws with what it found when it still does. */
export const soundly = async (
  world: World,
  contacts: readonly Contact[],
  { people = [], limitMs = 60_000 }: { people?: readonly PersonEvent[]; limitMs?: number } = {},
): Promise<Judged> => {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const judged = await judge(world, contacts, people);
    if (judged.violations.length === 0) return judged;
    if (Date.now() > deadline)
      throw new Error(judged.violations.map(({ invariant, what }) => `${invariant} ${what}`).join('; '));
    await sleep(500);
  }
};
