import type { Contact } from '../../../bot-agent/test/standin/standin.ts';
import { until } from '../../support/wait.ts';
import { expectThat } from '../../chaos/report/case.ts';
import { soundly } from '../judge.ts';
import type { World } from '../world.ts';
import { outbound, person, type WhatsAppCase } from './case.ts';

const QUESTION = 'Qual o horário?';

/** A question is asked and the agent dies at a point of its way; what comes of it must be right by itself. */
const dieAt = (row: number, failpoint: string, name: string): WhatsAppCase => ({
  row,
  name,
  run: async (world) => {
    await world.restartBot({ FAILPOINT: `${failpoint}:kill` });
    const contact = person(world, 'Hugo');
    world.standIn.write(contact, QUESTION);
    await world.botGone();
    await world.restartBot();
    await world.untilAnswered(contact, 1);
    await soundly(world, [contact]);
    return { [`kill -9 agent at ${failpoint}`]: 1 };
  },
});

/** WhatsApp takes the answer and does not say so. */
const takenInSilence = async (world: World, contact: Contact): Promise<void> => {
  world.standIn.taking = 'mute';
  await world.inASend(async () => {
    world.standIn.write(contact, QUESTION);
    await until('WhatsApp to have the answer', () => world.standIn.received(contact).length > 0);
  });
};

/** Row 10: nothing of WhatsApp's word ever reached the agent. */
const acceptedUnheard: WhatsAppCase = {
  row: 10,
  name: 'the agent dies after WhatsApp took the message and before any tick: found in the history, not sent again',
  run: async (world) => {
    const contact = person(world, 'Inês');
    await takenInSilence(world, contact);
    await world.endBot('SIGKILL');
    world.standIn.taking = 'ok';
    await world.restartBot();
    await world.untilAnswered(contact, 1);
    await soundly(world, [contact]);
    return { 'kill -9 agent': 1, 'ticks withheld': 1 };
  },
};

/** Row 11: the page made an id of its own, so that only the words can tell, and the history does not load. */
const cannotLook: WhatsAppCase = {
  row: 11,
  name: 'the agent dies after WhatsApp took the message, and the history cannot be read: unknown, shown, not sent again; a later tick settles it',
  run: async (world) => {
    const contact = person(world, 'Íris');
    world.standIn.turn({ ids: 'frozen' });
    await takenInSilence(world, contact);
    await world.endBot('SIGKILL');
    world.standIn.taking = 'ok';
    world.standIn.turn({ history: 'fail' });
    const since = world.now;
    await world.startBot();
    await until('the outcome to be unknown', async () =>
      (await outbound(world, contact)).some(({ status }) => status === 'unknown'),
    );
    await until('the list to show it', async () => ((await world.row(contact))?.unsettled ?? 0) > 0);
    const blind = world
      .lines()
      .slice(since)
      .filter(({ event, reason }) => event === 'command_ended' && String(reason).startsWith('cannot_look'));
    world.standIn.turn({ history: 'ok', ids: 'free' });
    await world.restartBot();
    const given = world.standIn.truth().filter(({ chat }) => chat === contact.phone);
    // An answer may have a second part, which goes out by itself.
    expectThat(new Set(given.map(({ body }) => body)).size === given.length, 'something was sent twice');
    world.standIn.tick(contact, 2);
    await until('the tick to settle it', async () =>
      (await outbound(world, contact)).every(({ status }) => status === 'delivered'),
    );
    return { 'kill -9 agent': 1, 'ticks withheld': 1, 'histories refused': blind.length };
  },
};

const MOMENTS: [when: string, misbehave: (world: World) => void][] = [
  ['WhatsApp has the message and has not said so', ({ standIn }) => (standIn.taking = 'mute')],
  ['the message is in the page, and WhatsApp has not got it', ({ standIn }) => standIn.turn({ sends: 'hold' })],
  ['the message has not even reached the page', ({ standIn }) => standIn.turn({ sends: 'hang' })],
];

/** Row 12. */
const browserDies: WhatsAppCase[] = MOMENTS.map(([when, misbehave]) => ({
  row: 12,
  name: `the browser is killed in the middle of a send, when ${when}: it is sent once`,
  run: async (world) => {
    const contact = person(world, 'Gil');
    misbehave(world);
    await world.inASend(async () => {
      world.standIn.write(contact, QUESTION);
      if (world.standIn.taking === 'mute')
        await until('WhatsApp to have the answer', () => world.standIn.received(contact).length > 0);
    });
    const killed = world.killBrowser();
    world.standIn.taking = 'ok';
    world.standIn.turn({ sends: 'ok' });
    await world.untilReady(killed);
    await world.untilAnswered(contact, 1);
    await soundly(world, [contact]);
    return { 'kill -9 browser in a send': 1 };
  },
}));

/** Row 12, where the page lets nobody choose an id. */
const browserDiesWithForeignId: WhatsAppCase = {
  row: 12,
  name: 'the same where the page makes the ids: the send is found by its words, and its echo is no owner',
  run: async (world) => {
    const contact = person(world, 'Kim');
    world.standIn.turn({ ids: 'frozen' });
    await takenInSilence(world, contact);
    const killed = world.killBrowser();
    world.standIn.taking = 'ok';
    await world.untilReady(killed);
    await world.untilAnswered(contact, 1);
    const shown = await outbound(world, contact);
    const taken = world.standIn.truth().filter(({ chat }) => chat === contact.phone);
    expectThat(
      taken.map(({ k, id }) => `${k} ${id}`).join() === shown.map(({ waId }) => `out ${waId}`).join(),
      `WhatsApp has ${taken.length}, the thread ${shown.length}`,
    );
    expectThat((await world.row(contact))?.control.holder.kind === 'bot', 'its own echo took control');
    world.standIn.turn({ ids: 'free' });
    // The page that is there now keeps its frozen ids.
    await world.restartBot();
    return { 'kill -9 browser in a send': 1, 'ids refused': taken.length };
  },
};

export const crashCases: WhatsAppCase[] = [
  dieAt(
    7,
    'before_journal',
    'the agent dies at the message event, before its journal has it: the history scan recovers it, once',
  ),
  dieAt(8, 'after_journal', 'the agent dies between its journal and the link: the message goes up once'),
  dieAt(9, 'after_intent', 'the agent dies between its intent and the page: not in the history, so it is sent, once'),
  acceptedUnheard,
  dieAt(10, 'after_wa_accept', 'the agent dies at WhatsApp’s tick, before it is written: found, not sent again'),
  cannotLook,
  ...browserDies,
  browserDiesWithForeignId,
];
