import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { POLICIES, UNGOVERNED, type Policy } from '../src/policy.ts';
import { PHONE, commandOf, poll, screenOf, startAgent, tempDir, type Running } from './agent.ts';
import { TestGateway } from './gateway.ts';

vi.setConfig({ testTimeout: 30_000 });

let gateway: TestGateway;
let dir: ReturnType<typeof tempDir>;
let agents: Running[];

const start = (policy: Policy, options: Parameters<typeof startAgent>[2] = {}): Running => {
  const agent = startAgent(gateway.url, dir.path, { ...options, policy });
  agents.push(agent);
  return agent;
};
const restart = async () => {
  for (const agent of agents.splice(0)) await agent.stop();
};
const details = () => gateway.statuses.map(({ status }) => status.detail ?? '');
const endOf = (commandId: string) => gateway.reports.find((report) => report.commandId === commandId);

/** Quiet now and for the next hours, whatever time it is. */
const quietNow = (): Policy => {
  const minute = new Date().getUTCHours() * 60 + new Date().getUTCMinutes();
  return { ...UNGOVERNED, quiet: { from: (minute + 1_380) % 1_440, to: (minute + 180) % 1_440, zone: 'UTC' } };
};
const answersOnly = (graceMs: number): Policy => ({ ...UNGOVERNED, firstContacts: { perDay: 0, graceMs } });

beforeEach(async () => {
  gateway = await new TestGateway().start();
  dir = tempDir();
  agents = [];
});
afterEach(async () => {
  await restart();
  await gateway.stop();
  dir.remove();
});

describe('an agent with rules', () => {
  it('D51: answers who wrote, and leaves to a person whether to write to who did not', async () => {
    const agent = start(answersOnly(100));
    const phone = screenOf(agent.whatsapp);
    phone.write('oi');
    await gateway.until(() => gateway.received.length === 1);
    const [answer, stranger, person] = [
      commandOf('olá'),
      commandOf('compre!', { contactId: 'con_bia', to: { kind: 'phone', value: '+5511900000001' } }),
      commandOf('aqui é a Lu', {
        contactId: 'con_caio',
        to: { kind: 'phone', value: '+5511900000002' },
        class: 'human',
      }),
    ];
    gateway.enqueue(answer, stranger, person);
    await gateway.until(() => [answer, stranger, person].every(({ commandId }) => endOf(commandId) !== undefined));
    expect(endOf(stranger.commandId)).toMatchObject({ state: 'failed', reason: 'never_wrote' });
    expect([endOf(answer.commandId)?.state, endOf(person.commandId)?.state]).toEqual(['accepted', 'accepted']);
    // Whoever wrote once may be answered after a restart, too.
    await restart();
    start(answersOnly(0));
    const later = commandOf('até logo');
    gateway.enqueue(later);
    await gateway.until(() => endOf(later.commandId) !== undefined);
    expect(endOf(later.commandId)?.state).toBe('accepted');
  });

  it('D54, D56, D57: keeps in quiet hours what the bot wrote, says so, and lets a person through', async () => {
    const agent = start(quietNow());
    const phone = screenOf(agent.whatsapp);
    const bot = commandOf('bom dia', { contactId: 'con_bia', notAfter: Date.now() + 4_000 });
    const person = commandOf('já vou', { class: 'human' });
    gateway.enqueue(bot, person);
    await phone.until(() => phone.texts().includes('já vou'));
    await gateway.until(() => details().some((detail) => /^1 held until .*: quiet hours\.$/.test(detail)));
    expect(agent.seen.filter(({ event }) => event === 'held')).toMatchObject([
      { data: { commandId: bot.commandId, reason: 'quiet_hours' } },
    ]);
    await gateway.until(() => endOf(bot.commandId) !== undefined);
    expect(endOf(bot.commandId)).toMatchObject({ state: 'expired', reason: 'quiet_hours' });
    await gateway.until(() => details().at(-1) === '');
    expect(phone.texts()).toEqual(['já vou']);
    // Nothing was shown as being typed that would not come.
    expect(phone.frames.some((frame) => frame.t === 'typing' && frame.on)).toBe(false);
  });

  it('D55, D57: sends nothing automatic after WhatsApp refused too much, also after a restart, and says why', async () => {
    const policy = { ...UNGOVERNED, circuit: POLICIES.production.circuit };
    const agent = start(policy, { setup: (whatsapp) => whatsapp.set(PHONE, { failSends: 3 }) });
    const refused = [1, 2, 3].map((i) => commandOf(`r${i}`));
    gateway.enqueue(...refused);
    await gateway.until(() => refused.every(({ commandId }) => endOf(commandId)?.state === 'failed'));
    const next = commandOf('later');
    gateway.enqueue(next);
    const isHeld = ({ seen }: Running) =>
      seen.some(({ event, data }) => event === 'held' && data['commandId'] === next.commandId);
    await poll(() => isHeld(agent)).toBe(true);
    expect(agent.seen.some(({ event, data }) => event === 'circuit' && data['state'] === 'open')).toBe(true);
    await gateway.until(() => details().some((detail) => detail.includes('too many sends failed')));
    await restart();
    const second = start(policy);
    await poll(() => isHeld(second)).toBe(true);
    const phone = screenOf(second.whatsapp);
    const person = commandOf('typed', { class: 'human', contactId: 'con_other' });
    gateway.enqueue(person);
    await phone.until(() => phone.texts().length > 0);
    expect(phone.texts()).toEqual(['typed']);
  });
});
