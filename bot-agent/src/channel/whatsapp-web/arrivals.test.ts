import { expect, it } from 'vitest';
import type { Alias } from '@oconnector/protocol/model/alias.ts';
import { silentLog } from '../../log.ts';
import { Arrivals } from './arrivals.ts';
import type { Translated } from './translate.ts';

const message = (waId: string): Translated => ({
  waId,
  fromMe: false,
  pushName: null,
  content: { type: 'text', text: waId },
  sentAt: 0,
  old: false,
});

it('no message of a chat overtakes another, and no chat waits for another', async () => {
  const waiting = new Map<string, (names: Alias[]) => void>();
  const told: string[] = [];
  const namesOf = (jid: string) => new Promise<Alias[]>((resolve) => waiting.set(jid, resolve));
  const arrivals = new Arrivals(
    (event) => event.kind === 'message' && told.push(event.message.waId),
    namesOf,
    { hears: () => true, titleOf: async () => null },
    silentLog,
  );
  arrivals.take('a', message('a1'));
  arrivals.take('a', message('a2'));
  arrivals.take('b', message('b1'));
  const answer = async (jid: string) => {
    await expect.poll(() => waiting.has(jid)).toBe(true);
    waiting.get(jid)?.([{ kind: 'lid', value: '12345' }]);
    waiting.delete(jid);
  };
  await answer('b');
  await expect.poll(() => told).toEqual(['b1']);
  await answer('a');
  await answer('a');
  await expect.poll(() => told).toEqual(['b1', 'a1', 'a2']);
});

it('a chat that is not heard is told nothing of, and a group brings its name', async () => {
  const told: [string, string | null][] = [];
  const arrivals = new Arrivals(
    (event) => event.kind === 'message' && told.push([event.message.waId, event.message.pushName]),
    async () => [{ kind: 'group', value: '12036304' }],
    { hears: (jid) => jid !== 'deaf@g.us', titleOf: async () => 'Família' },
    silentLog,
  );
  arrivals.take('deaf@g.us', message('a'));
  arrivals.take('12036304@g.us', message('b'));
  await expect.poll(() => told).toEqual([['b', 'Família']]);
});
