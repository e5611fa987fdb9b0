import type { Client } from 'whatsapp-web.js';
import type { Clock } from '../../clock.ts';
import { reasonOf, type Log } from '../../log.ts';
import type { ChannelEvent } from '../port.ts';
import type { Arrivals } from './arrivals.ts';
import { aliasOf } from './jid.ts';
import { readMessage, type PageMessage } from './page-message.ts';
import { translateEdit, translateReaction, translateRevoke } from './changes.ts';
import { levelOf, translate, waIdOf, type Translated } from './translate.ts';

type Listeners = { arrivals: Arrivals; emit: (event: ChannelEvent) => void; clock: Clock; log: Log };

/** Turns the library's events into the channel's. What cannot be read is said and left to the history scan. */
export const listenTo = (client: Client, { arrivals, emit, clock, log }: Listeners): void => {
  const read = (message: unknown): PageMessage | null => {
    const raw = (message as { rawData?: unknown } | null)?.rawData;
    const parsed = readMessage(raw);
    if (parsed === null) log.warn('message_unreadable', { fields: Object.keys(raw ?? {}).length });
    return parsed;
  };
  const take = (translated: { chat: string; message: Translated } | null): void => {
    if (translated !== null) arrivals.take(translated.chat, translated.message);
  };
  /** An exception in a listener would end in the page, where nobody sees it. */
  const on = (event: string, handle: (...args: unknown[]) => void): void => {
    client.on(event, (...args: unknown[]) => {
      try {
        handle(...args);
      } catch (thrown) {
        log.error('event_failed', { event, reason: reasonOf(thrown) });
      }
    });
  };

  // Own messages too: an echo of ours, or the owner on the phone. It comes before `sendMessage` resolves.
  on('message_create', (message) => {
    const parsed = read(message);
    if (parsed) take(translate(parsed));
  });
  on('message_ciphertext_failed', (message) => {
    const parsed = read(message);
    if (parsed) take(translate({ ...parsed, type: 'ciphertext' }));
  });
  on('message_edit', (message) => {
    const parsed = read(message);
    if (parsed) take(translateEdit(parsed));
  });
  on('message_revoke_everyone', (message) => {
    const parsed = read(message);
    if (parsed) take(translateRevoke(parsed, clock.now()));
  });
  on('message_reaction', (reaction) => take(translateReaction(reaction)));
  on('message_ack', (message, ack) => {
    const parsed = read(message);
    if (!parsed?.id.fromMe || aliasOf(parsed.id.remote) === null) return;
    emit({ kind: 'ack', waId: waIdOf(parsed), level: levelOf(typeof ack === 'number' ? ack : parsed.ack) });
  });
};
