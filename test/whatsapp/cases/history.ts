import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expectThat } from '../../chaos/report/case.ts';
import { until } from '../../support/wait.ts';
import { inbound, person, type WhatsAppCase } from './case.ts';

const CHATS = 20;
const OLD_PER_CHAT = 480;
const HOUR = 60 * 60_000;

/** Row 52. The journal is lost in between, so that nothing but the conversations knows what came already. */
const again: WhatsAppCase = {
  row: 52,
  name: `the history has ${(CHATS * OLD_PER_CHAT).toLocaleString('en-US')} old messages, comes out of order, each page twice, and all of it again after the journal was lost: stored once, in order, silently; what is new is answered`,
  run: async (world) => {
    await world.endBot('SIGTERM');
    const { standIn } = world;
    standIn.turn({ history: 'shuffled' });
    const from = Date.now() - 20 * HOUR;
    const people = Array.from({ length: CHATS }, (_, i) => person(world, `Olga ${i}`));
    const ids = new Map(
      people.map((contact) => [
        contact,
        Array.from({ length: OLD_PER_CHAT }, (_, n) =>
          standIn.write(contact, `Qual o horário? (${n})`, { at: from + n * 60_000 }),
        ),
      ]),
    );
    const [fresh, ...silent] = people;
    if (!fresh) throw new Error('nobody');
    ids.get(fresh)?.push(standIn.write(fresh, 'Vocês entregam hoje?'));
    const rightly = async (): Promise<void> => {
      for (const contact of people) {
        const wanted = ids.get(contact) ?? [];
        const stored = await until(
          `${wanted.length} messages of ${contact.name}`,
          async () => {
            const found = await inbound(world, contact);
            return found.length >= wanted.length && found;
          },
          180_000,
        );
        expectThat(
          stored.map(({ waId }) => waId).join() === wanted.join(),
          `${contact.name}: ${stored.length} stored, or in another order`,
        );
        const old = stored.filter((message) => message.old).length;
        expectThat(old === OLD_PER_CHAT, `${old} of ${OLD_PER_CHAT} are called old`);
      }
      await world.untilAnswered(fresh, 1);
      expectThat(
        silent.every((contact) => standIn.received(contact).length === 0),
        'what was old was answered',
      );
    };
    await world.restartBot();
    await rightly();
    const answers = standIn.received(fresh).length;
    await world.endBot('SIGKILL');
    for (const file of ['journal.db', 'journal.db-wal', 'journal.db-shm'])
      rmSync(join(world.botDir, file), { force: true });
    await world.restartBot();
    standIn.write(fresh, 'E amanhã?');
    ids.get(fresh)?.push(standIn.written.at(-1)?.id ?? '');
    await until('the next answer', () => standIn.received(fresh).length > answers);
    await rightly();
    return { 'old messages': CHATS * OLD_PER_CHAT, 'journals lost': 1, 'histories told again': CHATS };
  },
};

export const historyCases: WhatsAppCase[] = [again];
