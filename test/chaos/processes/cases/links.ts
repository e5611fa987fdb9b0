import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../../support/wait.ts';
import { NO_FAULTS, type Faults, type Injected as Frames } from '../fault-proxy.ts';
import { LinkClient } from '../link-client.ts';
import { expectThat, type Injected } from '../../report/case.ts';
import { type FaultCase, type Stage } from './stage.ts';

const difference = (after: Frames, before: Frames): Injected =>
  Object.fromEntries(
    Object.entries(after).flatMap(([kind, n]) =>
      kind !== 'passed' && n > before[kind as keyof Frames] ? [[kind, n - before[kind as keyof Frames]]] : [],
    ),
  );

/** Six people write for a while over a bad link; then the link is good again and everything must be there. */
const noise = (row: number, name: string, faults: Partial<Faults>, forMs: number, cut = true): FaultCase => ({
  row,
  layer: 'L2',
  name,
  run: async (stage) => {
    const before = { ...stage.world.proxy.injected };
    const numbers = await Promise.all(Array.from({ length: 6 }, () => stage.phone()));
    stage.world.proxy.faults = { ...NO_FAULTS, ...faults };
    for (let until = Date.now() + forMs, i = 0; Date.now() < until; i++) {
      // Halfway, so that greeting and resuming pass through it, too.
      if (cut && i === Math.floor(forMs / 800)) stage.world.proxy.cut();
      for (const phone of numbers) stage.phones.send(phone, `Quanto custa o frete? (${i})`);
      await sleep(400);
    }
    stage.world.proxy.faults = NO_FAULTS;
    const healedAt = Date.now();
    for (const phone of numbers) await stage.settled(phone, 30_000 - Math.min(20_000, Date.now() - healedAt));
    await stage.soundly(...numbers);
    return difference(stage.world.proxy.injected, before);
  },
});

/** Row 18. */
const twoAgents: FaultCase = {
  row: 18,
  layer: 'L2',
  name: 'two agents with one credential: one lease, the old one is closed with 4409, nothing is said twice',
  run: async (stage) => {
    const numbers = await Promise.all(Array.from({ length: 4 }, () => stage.phone()));
    const leases = () => stage.world.frames.events.flatMap((event) => (event.f === 'gw.lease' ? [event.lease] : []));
    const before = leases().length;
    for (const phone of numbers) stage.phones.send(phone, 'Tem nota fiscal?');
    // Stored and not answered yet: the answers go to whoever has the lease by then, which is one who never sends them.
    await until(
      'the messages to be stored',
      () => (stage.world.frames.counts.get('gateway ack') ?? 0) > 0 && stage.phones.unconfirmed === 0,
    );
    const kept = await stage.withGhost(async (ghost) => {
      await until('the first agent to be told', () => stage.world.said('"code":4409'));
      await until('commands to come to the second', () => ghost.commands.length > 0, 10_000).catch(() => {});
      expectThat(ghost.isOpen, 'the newer agent lost its lease');
      return ghost.commands.length;
    });
    for (const phone of numbers) await stage.settled(phone);
    await stage.soundly(...numbers);
    const given = leases().slice(before);
    expectThat(
      given.every((lease, i) => i === 0 || lease > (given[i - 1] ?? 0)),
      `leases ${given.join(', ')}`,
    );
    return { 'second agents': 1, leases: given.length, 'commands it kept to itself': kept };
  },
};

/** Row 19. */
const flapping: FaultCase = {
  row: 19,
  layer: 'L2',
  name: 'two agents in a restart loop of fifty: leases only grow, nothing is lost',
  run: async (stage) => {
    const phone = await stage.phone();
    const { credential } = await stage.world.credential();
    const leases: number[] = [];
    const loop = async (): Promise<void> => {
      for (let i = 0; i < 25; i++) {
        const agent = new LinkClient({ serverUrl: stage.world.proxy.url, credential, commands: 'ignore' });
        await agent.connect().then(
          () => leases.push(agent.lease),
          () => {},
        );
        if (i % 5 === 0) stage.phones.send(phone, `Onde vocês ficam? (${i})`);
        agent.terminate();
      }
    };
    await Promise.all([loop(), loop()]);
    await stage.world.crash('bot');
    await stage.isOnline();
    await stage.settled(phone);
    await stage.soundly(phone);
    expectThat(leases.length >= 40, `only ${leases.length} of 50 were welcomed`);
    expectThat(new Set(leases).size === leases.length, 'a lease was given twice');
    return { 'restarts of an agent': 50, 'leases given': leases.length };
  },
};

const block = (stage: Stage): void => {
  stage.world.proxy.blocked = true;
  stage.world.proxy.cut();
};

/** Row 29. */
const fencedWhileAway: FaultCase = {
  row: 29,
  layer: 'L2',
  name: 'a takeover while the agent is away: the fence comes before anything that was queued',
  run: async (stage) => {
    const numbers = await Promise.all(Array.from({ length: 5 }, () => stage.phone()));
    for (const phone of numbers) stage.phones.send(phone, 'E parcelado?');
    const contacts = await Promise.all(numbers.map((phone) => stage.contact(phone)));
    block(stage);
    for (const [i, contactId] of contacts.entries()) {
      await until('the reply to be queued', async () => (await stage.outbound(numbers[i] ?? '')).length > 0);
      const row = await stage.world.api.byPhone(numbers[i] ?? '');
      const { status } = await stage.world.api.ask('POST', `/api/whatsapp/conversations/${contactId}/takeover`, {
        generation: row?.control.generation,
      });
      expectThat(status === 200, `the takeover was answered with ${status}`);
    }
    stage.world.proxy.blocked = false;
    await stage.isOnline();
    for (const phone of numbers) {
      await until(
        'the fence to be confirmed',
        async () => (await stage.world.api.byPhone(phone))?.control.fence.confirmed,
      );
      await stage.settled(phone);
      const states = (await stage.outbound(phone)).map(({ status }) => status);
      expectThat(stage.said(phone).length === 0, `${phone} got an answer of the bot after the takeover`);
      expectThat(
        states.every((state) => state === 'cancelled'),
        `its commands ended as ${states.join(', ')}`,
      );
    }
    return { 'link blocked': 1, takeovers: contacts.length };
  },
};

/** Row 43. */
const loggedOut: FaultCase = {
  row: 43,
  layer: 'L2',
  name: 'WhatsApp logs the number out, restricts it, asks for a code: sends wait, everybody sees it, nobody storms',
  run: async (stage) => {
    const phone = await stage.phone();
    stage.phones.send(phone, 'oi');
    await stage.answered(phone);
    await stage.settled(phone);
    const before = stage.said(phone).length;
    const links = stage.world.frames.counts.get('agent hello') ?? 0;
    for (const state of ['logged_out', 'restricted', 'conflict', 'qr'] as const) {
      await stage.world.simulate({ state });
      await until(`the number to be shown as ${state}`, async () => {
        const { numbers } = await stage.world.api.get<{ numbers: { channel: { state: string } | null }[] }>(
          '/api/whatsapp/numbers',
        );
        return numbers[0]?.channel?.state === state;
      });
    }
    const contactId = await stage.contact(phone);
    const row = await stage.world.api.byPhone(phone);
    await stage.world.api.ask('POST', '/api/whatsapp/send', {
      contactId,
      clientId: crypto.randomUUID(),
      text: 'Aqui é a Helena',
      generation: row?.control.generation,
    });
    await sleep(1_500);
    expectThat(stage.said(phone).length === before, 'something was sent while the number was logged out');
    await stage.world.simulate({});
    await until('it to be sent at last', () => stage.said(phone).length === before + 1);
    await stage.settled(phone);
    expectThat((stage.world.frames.counts.get('agent hello') ?? 0) - links <= 1, 'the agent connected again and again');
    await stage.soundly(phone);
    return { 'channel states': 4 };
  },
};

export const linkCases: FaultCase[] = [
  noise(
    13,
    'three of ten frames are lost, of every kind: all is there within 30 s of the end',
    { drop: { '*': 0.3 } },
    6_000,
  ),
  noise(14, 'every frame comes three times: no effect', { duplicates: 2 }, 2_000),
  noise(
    15,
    'frames overtake each other in a window of twenty: the order of messages is kept',
    { reorderWindow: 20 },
    3_000,
  ),
  twoAgents,
  flapping,
  fencedWhileAway,
  loggedOut,
];
