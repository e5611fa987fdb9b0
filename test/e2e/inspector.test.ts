import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { ApiClient } from '../support/api.ts';
import { launchBrowser, openWindow, signInByForm } from '../support/browser.ts';
import { startInstance, type Instance } from '../support/instance.ts';
import { newPhone, Phones } from '../support/phone.ts';
import { until } from '../support/wait.ts';

let instance: Instance;
let browser: Browser;

beforeAll(async () => {
  instance = await startInstance();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

it('lists the conversation’s object, and its timeline tells one answer from message to ticks, in order', async () => {
  const api = new ApiClient(instance);
  const phones = new Phones(api);
  await phones.connect();
  const phone = newPhone();
  phones.open(phone, 'Tereza');
  phones.send(phone, 'Vocês entregam hoje?');
  await until('the blue ticks', async () => {
    const row = await api.byPhone(phone);
    return row?.preview?.status === 'read' && row.activity === 'idle';
  });
  const row = await until('the conversation', () => api.byPhone(phone));
  const { contactId } = row.contact;

  await until('the registry to have it', async () =>
    (await api.objects()).objects.some(({ name }) => name.endsWith(contactId)),
  );
  const kinds = (await api.events('Conversation', contactId)).map(({ kind }) => kind);
  const story = [
    'message.received',
    'debounce.armed',
    'turn.started',
    'turn.retrieved',
    'turn.replied',
    'command.queued',
    'command.dispatched',
    'command.accepted',
    'command.read',
  ];
  const positions = story.map((kind) => kinds.indexOf(kind));
  expect(positions, kinds.join(' → ')).not.toContain(-1);
  expect(positions).toEqual([...positions].sort((a, b) => a - b));

  const { context, wrongs } = await openWindow(browser, instance.url);
  const page = await signInByForm(context, instance);
  await page.goto(`${instance.url}/ops`);
  await page.getByLabel('Filtrar por nome ou estado').fill('Tereza');
  await page.getByText('Tereza').first().click();
  const pane = page.getByRole('region', { name: 'Linha do tempo' });
  for (const kind of ['turn.started', 'turn.retrieved', 'command.accepted'])
    await pane.getByText(kind, { exact: false }).first().waitFor();
  await page.getByText('A IA já respondeu', { exact: false }).waitFor();
  expect(wrongs).toEqual([]);
  phones.close();
});

it('is closed to a user without the role', async () => {
  const demo = (await (
    await fetch(`${instance.url}/api/ops/objects`, { headers: { authorization: 'Bearer nonsense' } })
  ).json()) as { error: { code: string } };
  expect(demo.error.code).toBe('unauthorised');
});
