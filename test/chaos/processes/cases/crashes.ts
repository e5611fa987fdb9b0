import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../../support/wait.ts';
import { expectThat } from '../../report/case.ts';
import { type FaultCase, type Stage } from './stage.ts';

const phones = (stage: Stage, count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, () => stage.phone()));

const turnsOf = async (stage: Stage, phone: string): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { kind } of await stage.world.api.events('Conversation', await stage.contact(phone)))
    counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};

/** Row 4: alarms of many conversations are ringing when the process dies. */
const midAlarm: FaultCase = {
  row: 4,
  layer: 'L2',
  name: 'kill -9 of workerd while alarms ring: each message is answered by one turn',
  run: async (stage) => {
    const numbers = await phones(stage, 24);
    for (const [i, delay] of [380, 430].entries()) {
      for (const phone of numbers) stage.phones.send(phone, `Vocês entregam hoje? (${i})`);
      await until('WhatsApp to have them', () => stage.phones.unconfirmed === 0);
      await sleep(delay);
      await stage.world.crash('workerd');
      await stage.isOnline();
    }
    let lost = 0;
    for (const phone of numbers) {
      await stage.settled(phone);
      const turns = await turnsOf(stage, phone);
      lost += turns['turn.lost'] ?? 0;
      expectThat(
        (turns['turn.replied'] ?? 0) <= 2,
        `${phone} was answered ${turns['turn.replied']} times for two messages`,
      );
    }
    await stage.soundly(...numbers);
    return { 'kill -9 workerd': 2, 'turns that died with it': lost };
  },
};

/** Row 6: nothing but the alarm can wake the conversation, for its message had been acknowledged. */
const alarmWhileDown: FaultCase = {
  row: 6,
  layer: 'L2',
  name: 'the Worker is down when an alarm is due: it rings after the restart, and nobody touched the object',
  run: async (stage) => {
    const phone = await stage.phone();
    stage.phones.send(phone, 'Qual o horário de vocês?');
    const key = await until('its id', () => stage.phones.thread(phone)[0]?.waId);
    await until('its acknowledgement', () =>
      stage.world.frames.events.some((event) => event.f === 'covered' && event.key === key),
    );
    await stage.world.crash('worker');
    await stage.answered(phone);
    await stage.soundly(phone);
    return { 'kill -9 worker': 1 };
  },
};

/** Sends a question and lets the agent die at a point of its way; then everything must come right by itself. */
const dieAt = (row: number, failpoint: string, name: string): FaultCase => ({
  row,
  layer: 'L2',
  name,
  run: async (stage) => {
    const phone = await stage.phone();
    await stage.world.dieAt(`${failpoint}:kill`, () => stage.phones.send(phone, 'Aceita pix?'));
    await stage.answered(phone);
    await stage.settled(phone);
    await stage.soundly(phone);
    const [reply, ...more] = await stage.outbound(phone);
    expectThat(
      reply !== undefined && more.length === stage.said(phone).length - 1,
      `${stage.said(phone).length} things said, ${more.length + 1} in the thread`,
    );
    return { [`kill -9 bot at ${failpoint}`]: 1 };
  },
});

/** Row 11: WhatsApp took it, the agent died, and nobody can look. */
const cannotLook: FaultCase = {
  row: 11,
  layer: 'L2',
  name: 'the same, and the history cannot be read: shown as unknown, never said again',
  run: async (stage) => {
    const phone = await stage.phone();
    // Else the receipt of the phone would tell the outcome.
    stage.phones.set(phone, { online: false });
    await stage.world.dieAt('after_wa_accept:kill', () => stage.phones.send(phone, 'Posso trocar?'), {
      history: 'fail',
    });
    const contact = await stage.contact(phone);
    await until('the outcome to be shown as unknown', async () =>
      (await stage.outbound(phone)).some(({ status }) => status === 'unknown'),
    );
    await until('the list to show it', async () => ((await stage.world.api.byPhone(phone))?.unsettled ?? 0) >= 1);
    expectThat(new Set(stage.said(phone)).size === stage.said(phone).length, 'it was said again without proof');
    await stage.world.simulate({});
    await stage.isOnline();
    stage.phones.set(phone, { online: true });
    await until('the receipt to settle it', async () =>
      (await stage.world.api.thread(contact)).every(
        (message) => message.direction !== 'out' || message.status !== 'unknown',
      ),
    );
    await stage.soundly(phone);
    return { 'kill -9 bot at after_wa_accept': 1, 'history refused': 1 };
  },
};

export const crashCases: FaultCase[] = [
  midAlarm,
  alarmWhileDown,
  dieAt(
    7,
    'before_journal',
    'the agent dies before its journal has the message: the history has it, and it goes up once',
  ),
  dieAt(8, 'after_journal', 'the agent dies between journal and link: the message goes up once'),
  dieAt(9, 'after_intent', 'the agent dies before it hands over: not in the history, so it is said, once'),
  dieAt(10, 'after_wa_accept', 'the agent dies after WhatsApp took it: found in the history, not said again'),
  cannotLook,
];
