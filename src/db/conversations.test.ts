import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import { env } from 'cloudflare:workers';
import { asc, eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { outcomesByGrade, upsertConversations } from './conversations.ts';
import { database } from '../testing/api.ts';
import { conversations } from './schema.ts';

let clientes = 0;
const newClienteId = (): string => `cli_projection-${++clientes}`;

const row = (contactId: string, version: number, more: Partial<ConversationRow> = {}): ConversationRow => ({
  contact: { contactId, name: 'Mariana', phone: { e164: '+5511900000001', display: '(11) 90000-0001' }, aliases: [] },
  numberId: 'num_a',
  version,
  control: {
    holder: { kind: 'bot' },
    generation: 1,
    since: 5,
    releaseAt: null,
    fence: { confirmed: true, inFlight: 0 },
  },
  status: 'open',
  activity: 'idle',
  preview: { direction: 'in', author: 'contact', text: 'oi', status: null },
  lastSeq: version,
  lastAt: 1000 + version,
  inboundCount: 1,
  waitingSince: null,
  unsettled: 0,
  ...more,
});

const stored = (clienteId: string) =>
  database()
    .select()
    .from(conversations)
    .where(eq(conversations.clienteId, clienteId))
    .orderBy(asc(conversations.contactId));
const write = (clienteId: string, ...rows: ConversationRow[]) =>
  upsertConversations(
    env.DB,
    rows.map((one) => ({ clienteId, row: one })),
  );

describe('the projection of conversations', () => {
  it('has every column of a row', async () => {
    const clienteId = newClienteId();
    const holder = { kind: 'human', userId: 'usr_a', name: 'Ana', via: 'dashboard' } as const;
    await write(
      clienteId,
      row('con_a', 7, {
        control: { ...row('con_a', 7).control, holder, generation: 3 },
        waitingSince: 9,
        unsettled: 2,
        activity: 'sending',
        temperature: 'hot',
        grade: 'A2',
        total: 71,
        outcome: { result: 'won', grade: 'B1' },
      }),
    );
    expect(await stored(clienteId)).toEqual([
      {
        clienteId,
        contactId: 'con_a',
        version: 7,
        numberId: 'num_a',
        name: 'Mariana',
        phone: '+5511900000001',
        status: 'open',
        activity: 'sending',
        holderKind: 'human',
        holderUserId: 'usr_a',
        holderDetail: 'dashboard',
        generation: 3,
        preview: '{"direction":"in","author":"contact","text":"oi","status":null}',
        lastSeq: 7,
        lastAt: 1007,
        inboundCount: 1,
        waitingSince: 9,
        unsettled: 2,
        temperature: 'hot',
        grade: 'A2',
        total: 71,
        outcome: 'won',
        outcomeGrade: 'B1',
      },
    ]);
  });

  it('keeps the newest version, in whatever order and however often rows come', async () => {
    const clienteId = newClienteId();
    await write(clienteId, row('con_a', 3), row('con_a', 5), row('con_a', 4));
    await write(clienteId, row('con_a', 2), row('con_b', 1));
    await write(clienteId, row('con_b', 1, { status: 'resolved' }), row('con_a', 5, { unsettled: 9 }));
    const rows = await stored(clienteId);
    expect(rows.map(({ contactId, version, status, unsettled }) => [contactId, version, status, unsettled])).toEqual([
      ['con_a', 5, 'open', 0],
      ['con_b', 1, 'open', 0],
    ]);
  });

  it('keeps clientes apart that have a contact of the same id', async () => {
    const [one, other] = [newClienteId(), newClienteId()];
    await write(one, row('con_a', 9));
    await write(other, row('con_a', 1));
    expect((await stored(other)).map(({ version }) => version)).toEqual([1]);
  });

  it('takes a thousand rows at once, and none', async () => {
    const clienteId = newClienteId();
    await write(clienteId);
    await write(clienteId, ...Array.from({ length: 1000 }, (_, i) => row(`con_${i}`, 1)));
    expect(await stored(clienteId)).toHaveLength(1000);
  });

  it('takes any name and any text', async () => {
    const clienteId = newClienteId();
    const text = 'a\0b\ud800c"\\\u2028 שלום 👩‍👩‍👧';
    const contact = { contactId: 'con_a', name: `x${text}`, phone: null, aliases: [] };
    await write(
      clienteId,
      row('con_a', 1, { contact, preview: { direction: 'out', author: 'bot', text, status: 'failed' } }),
    );
    const [only] = await stored(clienteId);
    expect(JSON.parse(only?.preview ?? '')).toMatchObject({ text });
    expect(only?.name).toBe('xab\ufffdc"\\\u2028 שלום 👩‍👩‍👧');
    expect(only?.phone).toBeNull();
  });

  it('tells how many of a cliente ended how, by the grade of then', async () => {
    const clienteId = newClienteId();
    await write(
      clienteId,
      row('con_a', 1, { outcome: { result: 'won', grade: 'A1' } }),
      row('con_b', 1, { outcome: { result: 'won', grade: 'A1' } }),
      row('con_c', 1, { outcome: { result: 'lost', grade: 'A1' } }),
      row('con_d', 1),
    );
    await write(newClienteId(), row('con_a', 1, { outcome: { result: 'lost', grade: 'A1' } }));
    const counted = await outcomesByGrade(env.DB, clienteId);
    expect(counted.toSorted((a, b) => a.outcome.localeCompare(b.outcome))).toEqual([
      { grade: 'A1', outcome: 'lost', count: 1 },
      { grade: 'A1', outcome: 'won', count: 2 },
    ]);
  });
});
