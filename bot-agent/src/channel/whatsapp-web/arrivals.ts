import type { Alias } from '@oconnector/protocol/model/alias.ts';
import { reasonOf, type Log } from '../../log.ts';
import type { ChannelEvent } from '../port.ts';
import type { Groups } from './groups.ts';
import type { Jid } from './jid.ts';
import type { Translated } from './translate.ts';

/**
 * Gives messages their contact's names, which may have to be asked for, and tells them in the order in which they came:
 * within a chat none overtakes another.
 */
export class Arrivals {
  readonly #emit: (event: ChannelEvent) => void;
  readonly #namesOf: (jid: Jid) => Promise<Alias[]>;
  readonly #groups: Pick<Groups, 'hears' | 'titleOf'>;
  readonly #log: Log;
  readonly #tails = new Map<Jid, Promise<void>>();

  constructor(
    emit: (event: ChannelEvent) => void,
    namesOf: (jid: Jid) => Promise<Alias[]>,
    groups: Pick<Groups, 'hears' | 'titleOf'>,
    log: Log,
  ) {
    this.#emit = emit;
    this.#namesOf = namesOf;
    this.#groups = groups;
    this.#log = log;
  }

  take(chat: Jid, message: Translated): void {
    if (!this.#groups.hears(chat)) return;
    const before = this.#tails.get(chat) ?? Promise.resolve();
    const mine = before
      .then(() => this.#tell(chat, message))
      .finally(() => {
        if (this.#tails.get(chat) === mine) this.#tails.delete(chat);
      });
    this.#tails.set(chat, mine);
  }

  async #tell(chat: Jid, message: Translated): Promise<void> {
    try {
      const contact = await this.#namesOf(chat);
      if (contact.length === 0) return;
      const pushName = message.pushName ?? (await this.#groups.titleOf(chat));
      this.#emit({ kind: 'message', chat, message: { ...message, pushName, contact } });
    } catch (thrown) {
      this.#log.error('message_lost_until_scan', { waId: message.waId, reason: reasonOf(thrown) });
    }
  }
}
