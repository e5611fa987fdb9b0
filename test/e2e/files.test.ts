import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../support/api.ts';
import { crash, startInstance, type Instance } from '../support/instance.ts';
import { newPhone, Phones } from '../support/phone.ts';
import { until } from '../support/wait.ts';

let instance: Instance;
let api: ApiClient;
let phones: Phones;
beforeAll(async () => {
  instance = await startInstance();
  api = new ApiClient(instance);
  phones = new Phones(api);
  await phones.connect();
});
afterAll(async () => {
  phones.close();
  await instance.stop();
});

const OGG = Buffer.from(`OggS${'\0'.repeat(24)}OpusHead${'voz'.repeat(200_000)}`, 'latin1');
const VOICE = { kind: 'audio', voice: true, mime: 'audio/ogg', fileName: null, durationMs: 5_000 } as const;

/** The file of the contact's newest message, once it stands so. */
const settled = (phone: string, state: string) =>
  until(`a file that is ${state}`, async () => {
    const row = await api.byPhone(phone);
    const line = row && (await api.thread(row.contact.contactId)).findLast(({ direction }) => direction === 'in');
    if (line?.direction !== 'in' || line.media?.state !== state || line.content.type !== 'media') return undefined;
    return { contactId: row?.contact.contactId ?? '', mediaId: line.content.media.mediaId, media: line.media };
  });

it('a voice note of a simulated phone is stored whole; what lies about itself is refused', async () => {
  const phone = newPhone();
  phones.open(phone, 'Marta');
  phones.sendFile(phone, OGG, VOICE);
  const { mediaId, media } = await settled(phone, 'ready');
  expect(media).toMatchObject({ mime: 'audio/ogg', bytes: OGG.length });
  const { type, bytes } = await api.file(mediaId);
  expect([type, bytes.equals(OGG)]).toEqual(['audio/ogg', true]);
  const html = Buffer.from('<script>alert(1)</script>');
  phones.sendFile(phone, html, { ...VOICE, kind: 'image', mime: 'image/png' }, 'olha a foto');
  const lie = await settled(phone, 'refused');
  expect((await api.file(lie.mediaId)).status).toBe(404);
});

it('a document of the dashboard reaches the phone with its name and its words', async () => {
  const phone = newPhone();
  phones.open(phone, 'Nina');
  phones.sendFile(phone, OGG, VOICE);
  const { contactId } = await settled(phone, 'ready');
  const paper = Buffer.from(`%PDF-1.7 ${'linha '.repeat(100_000)}`);
  const query = { kind: 'document', fileName: 'orçamento.pdf' };
  const sent = await api.sendFile(contactId, Uint8Array.from(paper), query, 'segue');
  const shown = await until('the document on the phone', () =>
    phones.thread(phone).find(({ from, content }) => from === 'shop' && content.type === 'media'),
  );
  if (shown.content.type !== 'media') throw new Error('no file');
  expect(shown.content).toMatchObject({
    caption: 'segue',
    media: { fileName: 'orçamento.pdf', mime: 'application/pdf' },
  });
  expect((await phones.download(phone, shown.content.media.mediaId)).equals(paper)).toBe(true);
  await until('its ticks', async () =>
    (await api.thread(contactId)).some(
      (line) => line.seq === sent.seq && line.direction === 'out' && /delivered|read/.test(line.status),
    ),
  );
});

it('the agent and the Worker die while a file is under way: it comes all the same', async () => {
  const phone = newPhone();
  phones.open(phone, 'Olga');
  phones.sendFile(phone, OGG, VOICE);
  await until('its message to be taken', () => phones.unconfirmed === 0);
  await crash(instance, 'bot');
  await crash(instance, 'workerd');
  const { mediaId } = await settled(phone, 'ready');
  const { bytes } = await api.file(mediaId);
  expect(bytes.equals(OGG)).toBe(true);
});
