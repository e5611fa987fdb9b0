import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { MessageChange } from '@oconnector/protocol/model/change.ts';
import type { Quoted } from '@oconnector/protocol/model/quote.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { batchOf, eventually, received, reportOf, scene, storedAndFolded } from './conversation.fixture.ts';
import { expectFolded, from, setUp as setUpMerge } from './merge.fixture.ts';

const setUp = () => {
  const around = scene(env);
  return {
    ...around,
    take: (...messages: ReceivedMessage[]) => around.conversation().ingest(batchOf(around.contact, messages, {}, 1)),
    quoteOf: async (seq: number) => {
      const line = (await around.thread()).find((message) => message.seq === seq);
      return line === undefined || line.direction === 'notice' ? undefined : line.quote;
    },
    ring: async () => {
      around.clock.advance(20_000);
      await runDurableObjectAlarm(around.stub());
    },
  };
};

const quoted = (waId: string, text: string, more: Partial<Quoted> = {}): Pick<ReceivedMessage, 'quoted'> => ({
  quoted: { waId, fromMe: false, excerpt: { text }, ...more },
});
const change = (of: ReceivedMessage, kind: 'edited' | 'revoked', text = '.'): ReceivedMessage => {
  const about: MessageChange = { kind, waId: of.waId, fromMe: of.fromMe };
  return received(text, { waId: `${of.waId}.${kind}`, sentAt: 2_000, old: true, about });
};

describe('a quote', () => {
  it('T12 shows the line that it quotes, as it reads now, whatever it says itself', async () => {
    const { take, quoteOf, inbox, conversation } = setUp();
    const message = received('2 pizzas');
    await take(message, received('essa', quoted(message.waId, 'grátis')));
    const line = { seq: 1, author: { kind: 'contact' } };
    expect(await quoteOf(2)).toEqual({ waId: message.waId, fromMe: false, line, excerpt: { text: '2 pizzas' } });
    await take(change(message, 'edited', '3 pizzas'));
    expect(await quoteOf(2)).toMatchObject({ line, excerpt: { text: '3 pizzas' } });
    await eventually(() =>
      expect(inbox.updates.flatMap((update) => JSON.stringify(update)).join()).toContain('3 pizzas'),
    );
    expect((await conversation().messages({ before: 2, after: null, limit: 1 }))?.messages).toHaveLength(1);
  });

  it('T12 of an answer of the bot says that it was the bot, also where WhatsApp does not say whose it is', async () => {
    const { take, ring, quoteOf, gateway, conversation, outs } = setUp();
    await take(received('entregam?'));
    await ring();
    await eventually(() => expect(gateway.enqueued).toHaveLength(1));
    const [command] = gateway.enqueued;
    if (command === undefined) throw new Error('no reply');
    await conversation().report([reportOf(command, 'accepted', '3EB0')]);
    await take(received('certeza?', quoted('3EB0', 're', { fromMe: null })));
    const [reply] = await outs();
    expect(await quoteOf(3)).toMatchObject({ line: { seq: reply?.seq, author: { kind: 'bot' } } });
    expect((await quoteOf(3))?.excerpt).toEqual({ text: 're: entregam?' });
  });

  it('T12 of what is not in the thread shows what it says, and finds it when it comes', async () => {
    const { take, quoteOf } = setUp();
    const earlier = received('bolo de milho', { old: true });
    const excerpt = { text: 'bolo', what: 'image' as const };
    await take(received('esse', quoted(earlier.waId, '', { excerpt })));
    expect(await quoteOf(1)).toEqual({ waId: earlier.waId, fromMe: false, line: null, excerpt });
    await take(earlier);
    expect(await quoteOf(1)).toMatchObject({ line: { seq: 2 }, excerpt: { text: 'bolo de milho' } });
  });

  it.each(['before', 'after', 'without'])(
    'D66 T12 shows nothing of what was deleted %s it was stored',
    async (when) => {
      const { take, thread, quoteOf, stub, inbox } = setUp();
      const secret = received('senha 1234');
      const answer = received('anotado', quoted(secret.waId, 'senha 1234'));
      const revoke = change(secret, 'revoked');
      if (when === 'before') await take(secret, revoke, answer);
      else if (when === 'after') await take(secret, answer, revoke);
      else await take(answer, revoke);
      const at = when === 'without' ? 1 : 2;
      expect(await quoteOf(at)).toMatchObject({ waId: secret.waId, excerpt: null });
      const [line] = (await thread()).filter(({ seq }) => seq === at);
      expect(JSON.stringify(line)).not.toContain('1234');
      // Whoever watches is told of it: what went out last says nothing either.
      await eventually(() => {
        const told = inbox.updates.flatMap(({ messages }) => messages).filter(({ seq }) => seq === at);
        expect(JSON.stringify(told.at(-1))).toContain('"excerpt":null');
      });
      const { stored, folded } = await storedAndFolded(stub());
      expect(stored).toEqual(folded);
    },
  );

  it.each([true, false])(
    'T12 a merge and its undo show nothing of what was deleted; it stands there: %s',
    async (stands) => {
      const { both, merge, lid, phone, directory } = setUpMerge();
      const { mine, theirs } = await both();
      await mine.take(from(phone, 'oi', { old: true }));
      const secret = from(lid, 'senha 1234');
      const revoke = { ...change(secret, 'revoked'), contact: [lid] };
      const answer = from(lid, 'anotado', quoted(secret.waId, 'senha 1234'));
      await theirs.take(...(stands ? [secret, revoke] : [answer, revoke]));
      const { mergeId } = await merge();
      if (stands) await mine.take({ ...answer, contact: [phone] });
      expect(JSON.stringify((await mine.thread()).filter(({ direction }) => direction === 'in').at(-1))).not.toContain(
        '1234',
      );
      await directory.undoMerge({ mergeId, by: 'usr_ana' });
      const [line] = (await mine.thread()).filter((one) => one.direction === 'in' && one.quote !== undefined);
      expect(line === undefined).toBe(!stands);
      expect(JSON.stringify(await mine.thread())).not.toContain('senha 1234');
      await expectFolded(mine.stub());
    },
  );

  it('D12 takes no part in what makes a message the same, nor does a forward', async () => {
    const { take, thread } = setUp();
    const message = received('oi', { forwarded: 'many_times' });
    const { forwarded: _, ...plain } = message;
    await take(message);
    const again = await take(plain, { ...message, ...quoted('3A00', 'x'), forwarded: 'forwarded' });
    expect(again.map(({ outcome }) => outcome)).toEqual(['duplicate', 'duplicate']);
    expect(await thread()).toMatchObject([{ forwarded: 'many_times' }]);
    expect((await thread())[0]).not.toHaveProperty('quote');
    const [other] = await take({ ...message, content: { type: 'text', text: 'outra' } });
    expect(other?.outcome).toBe('conflict');
  });

  it('stands beside what the assistant reads, is none of the words, and is not read once it was deleted', async () => {
    const { take, ring, assistant } = setUp();
    const secret = received('apague', { old: true });
    await take(
      secret,
      received('essa', quoted('3A00', 'pizza de milho')),
      received('e esta', quoted(secret.waId, 'apague')),
    );
    await take(change(secret, 'revoked'));
    await ring();
    await eventually(() => expect(assistant.inputs).toHaveLength(1));
    expect(assistant.inputs[0]?.burst.map(({ text, quotes }) => [text, quotes])).toEqual([
      ['essa', 'pizza de milho'],
      ['e esta', undefined],
    ]);
  });

  it('of the owner on the phone and with any string is shown as it was told', async () => {
    const { take, thread } = setUp();
    const waId = 'a\0\ud800';
    const words = 'x\0\udfff';
    await take(
      received('oi', { waId }),
      received('sim', { fromMe: true, ...quoted(waId, words), forwarded: 'forwarded' }),
    );
    expect((await thread()).find(({ direction }) => direction === 'out')).toMatchObject({
      forwarded: 'forwarded',
      quote: { waId, line: { seq: 1 }, excerpt: { text: 'oi' } },
    });
    await take(received('e', quoted(`${waId}b`, words)));
    expect((await thread()).at(-1)).toMatchObject({ quote: { line: null, excerpt: { text: words } } });
  });
});

describe('quotes of two contacts that turn out to be one', () => {
  it('M1 T12 come along, find their lines there or say what they were told, and forget what is deleted later', async () => {
    const { both, merge, lid, phone } = setUpMerge();
    const { mine, theirs } = await both();
    await mine.take(from(phone, 'oi', { old: true }));
    const photo = from(lid, 'foto do bolo', { old: true });
    await theirs.take(
      photo,
      from(lid, 'esse', { old: true, forwarded: 'forwarded', ...quoted(photo.waId, 'foto') }),
      from(lid, 'e aquele', { old: true, ...quoted('3A00', 'aquele') }),
      from(lid, 'quanto é?', quoted(photo.waId, 'foto')),
    );
    await merge();
    await eventually(async () => expect(await mine.texts()).toContain('quanto é?'));
    const ofMine = async () =>
      (await mine.thread()).flatMap((line) => (line.direction === 'notice' || !line.quote ? [] : [line.quote]));
    const lineOf = (await mine.thread()).find((line) => line.direction === 'in' && line.waId === photo.waId)?.seq;
    expect((await ofMine()).map(({ line, excerpt }) => [line?.seq, excerpt?.text])).toEqual([
      [lineOf, 'foto do bolo'],
      [undefined, 'aquele'],
      [lineOf, 'foto do bolo'],
    ]);
    expect((await mine.thread()).filter((line) => 'forwarded' in line)).toHaveLength(1);
    await mine.take({ ...change(photo, 'revoked'), contact: [phone] });
    expect((await ofMine()).map(({ excerpt }) => excerpt?.text)).toEqual([undefined, 'aquele', undefined]);
    await expectFolded(mine.stub(), theirs.stub());
  });
});
