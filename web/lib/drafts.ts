/** Where drafts live; `idb-keyval` in the browser. */
export type DraftStorage = {
  get: (key: string) => Promise<string | undefined>;
  set: (key: string, text: string) => Promise<void>;
  del: (key: string) => Promise<void>;
};

const keyOf = (userId: string, contactId: string): string => `draft:${userId}:${contactId}`;

/**
 * Drafts, one per user and conversation. Writes of one conversation happen in the order they were asked for, so a delete
 * (after a send) cannot land before an older save; a failing storage loses drafts, never a keystroke.
 */
export class Drafts {
  readonly #storage: DraftStorage;
  readonly #tails = new Map<string, Promise<void>>();
  readonly #typed = new Map<string, string>();

  constructor(storage: DraftStorage) {
    this.#storage = storage;
  }

  /** What was typed in this page wins over what the storage still says. */
  async read(userId: string, contactId: string): Promise<string> {
    const key = keyOf(userId, contactId);
    const typed = this.#typed.get(key);
    if (typed !== undefined) return typed;
    const stored = await this.#storage.get(key).catch(() => undefined);
    return this.#typed.get(key) ?? stored ?? '';
  }

  /** What this page knows without asking the storage. */
  peek(userId: string, contactId: string): string | null {
    return this.#typed.get(keyOf(userId, contactId)) ?? null;
  }

  /** Known at once, stored in turn; resolves when stored. An empty text forgets the draft. */
  write(userId: string, contactId: string, text: string): Promise<void> {
    const key = keyOf(userId, contactId);
    this.#typed.set(key, text);
    const tail = (this.#tails.get(key) ?? Promise.resolve())
      // Only the newest text is worth storing; older ones of the queue are passed over.
      .then(() => {
        if (this.#typed.get(key) !== text) return;
        return text === '' ? this.#storage.del(key) : this.#storage.set(key, text);
      })
      .catch(() => undefined);
    this.#tails.set(key, tail);
    return tail;
  }
}
