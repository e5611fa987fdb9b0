import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ApiClient } from '../support/api.ts';
import { launchBrowser, openWindow, signInByForm, signInByLink } from '../support/browser.ts';
import { startInstance, type Instance } from '../support/instance.ts';
import { newPhone, Phones } from '../support/phone.ts';
import { until } from '../support/wait.ts';

let instance: Instance;
let browser: Browser;
let context: BrowserContext;
let wrongs: string[];

beforeAll(async () => {
  instance = await startInstance();
  browser = await launchBrowser();
  ({ context, wrongs } = await openWindow(browser, instance.url));
});
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

const ownerOpens = async (phone: string): Promise<{ page: Page; contactId: string }> => {
  const api = new ApiClient(instance);
  const row = await until('the conversation', () => api.byPhone(phone));
  const page = await context.newPage();
  await page.goto(`${instance.url}/inbox?c=${row.contact.contactId}`);
  return { page, contactId: row.contact.contactId };
};

describe('the first run', () => {
  it('goes from the link in the terminal to an answer with its source, live in the inbox, and a takeover', async () => {
    const inbox = await signInByLink(context, instance.signIn);
    await inbox.getByRole('heading', { name: 'Primeiros passos' }).last().waitFor();
    expect(await inbox.getByRole('listitem').count()).toBeGreaterThan(5);

    const simulator = await context.newPage();
    await simulator.goto(instance.simulator);
    const composer = simulator.getByLabel('Mensagem', { exact: true });
    await expect.poll(() => composer.inputValue()).toBe('Oi, vocês entregam hoje?');
    await composer.press('Enter');
    const phone = simulator.getByLabel('Mensagens do celular');
    await phone
      .getByText(/entreg/i)
      .nth(1)
      .waitFor();

    await inbox.bringToFront();
    await inbox
      .getByRole('link', { name: /Carla Nunes/ })
      .first()
      .click();
    const thread = inbox.getByRole('log');
    await thread.getByText('Oi, vocês entregam hoje?').waitFor();
    await thread.getByRole('list', { name: 'Fontes' }).first().waitFor();

    await inbox.keyboard.press('t');
    await inbox.getByText('Você está atendendo').waitFor();
    await thread.getByText(/assumiu a conversa/).waitFor();
    expect(wrongs).toEqual([]);
  });

  it('shows the link once: the second time it is spent', async () => {
    const other = await openWindow(browser, instance.url);
    const page = await other.context.newPage();
    await page.goto(instance.signIn);
    await page.getByText('Este link já não vale').waitFor();
    await other.context.close();
  });
});

describe('taking over', () => {
  it('C2 C3: a person takes over, answers, gives back, and the bot answers the next question', async () => {
    const phones = new Phones(new ApiClient(instance));
    await phones.connect();
    const phone = newPhone();
    phones.open(phone, 'Rita');
    phones.send(phone, 'Vocês entregam hoje?');
    await until('the bot to answer', () => phones.answers(phone).length > 0);

    const { page } = await ownerOpens(phone);
    await page.getByRole('button', { name: 'Assumir', exact: true }).click();
    await page.getByText('Você está atendendo').waitFor();

    phones.send(phone, 'Qual o horário de vocês?');
    const thread = page.getByRole('log');
    await thread.getByText('Qual o horário de vocês?').waitFor();
    await page.getByLabel('Mensagem', { exact: true }).fill('Oi Rita, aqui é a Helena 🌱');
    await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    await until('the person’s words on the phone', () => phones.answers(phone).includes('Oi Rita, aqui é a Helena 🌱'));
    // The question came while a person held the conversation: the bot must have said nothing to it.
    expect(phones.answers(phone).at(-1)).toBe('Oi Rita, aqui é a Helena 🌱');
    expect(phones.answers(phone).some((text) => /segunda a sexta/i.test(text) && /horário|das 9h/i.test(text))).toBe(
      false,
    );

    await page.getByRole('button', { name: 'Devolver à IA' }).click();
    await page.getByRole('menuitem', { name: 'Devolver agora' }).click();
    await page.locator('[data-control=bot]').waitFor();
    const before = phones.answers(phone).length;
    phones.send(phone, 'Aceita pix?');
    await until('the bot to answer again', () =>
      phones
        .answers(phone)
        .slice(before)
        .some((text) => /pix/i.test(text)),
    );
    phones.close();
    expect(wrongs).toEqual([]);
  });

  it('C6: what the owner types on the phone silences the bot', async () => {
    const phones = new Phones(new ApiClient(instance));
    await phones.connect();
    const phone = newPhone();
    phones.open(phone);
    phones.send(phone, 'Oi');
    await until('the bot to answer', () => phones.answers(phone).length > 0);
    phones.owner(phone, 'Oi, aqui é o dono, já te respondo');
    const { page } = await ownerOpens(phone);
    await page.getByText('Respondido pelo celular', { exact: false }).first().waitFor();
    const before = phones.answers(phone).length;
    phones.send(phone, 'Vocês entregam hoje?');
    await page.getByRole('log').getByText('Vocês entregam hoje?').waitFor();
    // Long enough for a debounce and a turn of the demo, which must not happen.
    await page.waitForTimeout(4_000);
    expect(phones.answers(phone)).toHaveLength(before);
    phones.close();
  });

  it('C5: two people who reach for the same conversation do not both get it', async () => {
    const phones = new Phones(new ApiClient(instance));
    await phones.connect();
    const phone = newPhone();
    phones.open(phone);
    phones.send(phone, 'Oi');
    await until('the bot to answer', () => phones.answers(phone).length > 0);
    const api = new ApiClient(instance);
    const row = await until('the conversation', () => api.byPhone(phone));
    const ask = (): Promise<{ status: number }> =>
      api.ask('POST', `/api/whatsapp/conversations/${row.contact.contactId}/release`, {
        generation: row.control.generation - 1,
        resolve: true,
      });
    expect((await ask()).status).toBe(409);
    phones.close();
  });
});

describe('the session', () => {
  it('refuses a wrong password and an unknown user with the same words', async () => {
    const login = async (email: string, password: string): Promise<{ status: number; message: string }> => {
      const answer = await fetch(`${instance.url}/api/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password }),
      });
      const body = (await answer.json()) as { error: { message: string } };
      return { status: answer.status, message: body.error.message };
    };
    const wrong = await login(instance.email, 'not the password');
    expect(wrong.status).toBe(401);
    expect(await login('nobody@lojademo.example', 'not the password')).toEqual(wrong);
  });

  it('signs in by the form and out again', async () => {
    const other = await openWindow(browser, instance.url);
    const page = await signInByForm(other.context, instance);
    await page.getByRole('button', { name: 'Conta' }).click();
    await page.getByRole('menuitem', { name: 'Sair' }).click();
    await page.waitForURL(/\/login/);
    await page.goto(`${instance.url}/inbox`);
    await page.waitForURL(/\/login/);
    await other.context.close();
  });
});
