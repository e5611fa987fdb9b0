import type { ConversationsResponse, MessagesResponse } from '@oconnector/protocol/api/conversations.ts';
import type { OutboundMessage } from '@oconnector/protocol/model/message.ts';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../support/api.ts';
import { launchBrowser, openWindow, signInByForm } from '../support/browser.ts';
import { startInstance, type Instance } from '../support/instance.ts';
import { newPhone, Phones } from '../support/phone.ts';
import { until } from '../support/wait.ts';

const ROOT = join(import.meta.dirname, '../..');
let instance: Instance;
let browser: Browser;
let api: ApiClient;

beforeAll(async () => {
  instance = await startInstance();
  browser = await launchBrowser();
  api = new ApiClient(instance);
});
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

/** The demo's conversations in which a message failed, with that message. */
const failures = async (): Promise<{ contactId: string; message: OutboundMessage }[]> => {
  const { rows } = await api.get<ConversationsResponse>('/api/whatsapp/conversations?limit=200');
  const found = [];
  for (const { row } of rows.filter((one) => one.row.unsettled > 0)) {
    const { contactId } = row.contact;
    const { messages } = await api.get<MessagesResponse>(`/api/whatsapp/conversations/${contactId}/messages?limit=200`);
    const message = messages.find(
      (line): line is OutboundMessage => line.direction === 'out' && line.status === 'failed' && !line.settled,
    );
    if (message) found.push({ contactId, message });
  }
  return found;
};

it('a person discards one failed message by keyboard and sends another again; the marks go away', async () => {
  const [first, second] = await failures();
  if (!first || !second) throw new Error('the demo has no two failed messages');
  const { context, wrongs } = await openWindow(browser, instance.url);
  const page = await signInByForm(context, instance);
  await page.goto(`${instance.url}/inbox?c=${first.contactId}`);
  const drop = page
    .getByRole('group', { name: 'O que fazer com esta mensagem' })
    .getByRole('button', { name: 'Descartar' });
  await drop.focus();
  await page.keyboard.press('Enter');
  await page.getByText(/Não enviada \(descartada por Helena/).waitFor();
  await until('the mark of the row to go', async () =>
    (await failures()).every(({ contactId }) => contactId !== first.contactId),
  );

  await page.goto(`${instance.url}/inbox?c=${second.contactId}`);
  await page.getByRole('button', { name: 'Enviar de novo' }).click();
  await page.getByText(/Não enviada \(enviada de novo por Helena/).waitFor();
  await until('the same words as a new message', async () => {
    const { messages } = await api.get<MessagesResponse>(
      `/api/whatsapp/conversations/${second.contactId}/messages?limit=200`,
    );
    const again = messages.filter(
      (line) => line.direction === 'out' && JSON.stringify(line.content) === JSON.stringify(second.message.content),
    );
    return again.length === 2 && again.at(-1)?.seq === messages.at(-1)?.seq;
  });
  expect(wrongs).toEqual([]);
  await context.close();
});

it('a contact who writes SAIR gets one answer and then none, until they write VOLTAR', async () => {
  const phones = new Phones(api);
  await phones.connect();
  const phone = newPhone();
  phones.open(phone, 'Beatriz');
  phones.send(phone, 'SAIR');
  const row = await until('the opt-out', async () => {
    const found = await api.byPhone(phone);
    return found?.control.holder.kind === 'paused' && found.preview?.status === 'read' ? found : undefined;
  });
  const thread = async () =>
    (await api.get<MessagesResponse>(`/api/whatsapp/conversations/${row.contact.contactId}/messages`)).messages;
  phones.send(phone, 'Vocês entregam hoje?');
  await until('the question to be stored', async () => (await thread()).at(-1)?.direction === 'in');
  phones.send(phone, 'VOLTAR');
  await until('the bot to have it again', async () => (await api.byPhone(phone))?.control.holder.kind === 'bot');
  await until('the second confirmation', async () => (await api.byPhone(phone))?.preview?.status === 'read');
  const outs = (await thread()).filter((line) => line.direction === 'out');
  expect(outs).toHaveLength(2);
  phones.close();
});

it('npm run rebuild-projection finds conversations, D1 and the Inbox equal', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/rebuild-projection.ts', '--json'], {
    cwd: ROOT,
    env: { ...process.env, STATE_DIR: instance.stateDir },
  });
  expect(JSON.parse(stdout)).toMatchObject({ equal: true, unequalPages: 0 });
  expect((JSON.parse(stdout) as { rows: number }).rows).toBeGreaterThanOrEqual(201);
});
