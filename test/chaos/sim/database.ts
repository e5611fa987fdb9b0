import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import { rewriteConversations, upsertConversations } from '../../../src/db/conversations.ts';
import { Pool, type Pooled } from './pool.ts';
import type { Scheduler, SeededRandom } from './scheduler.ts';

const FOLDER = join(import.meta.dirname, '../../../migrations');
const MIGRATIONS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.sql'))
  .toSorted()
  .map((name) => readFileSync(join(FOLDER, name), 'utf8'))
  .join('\n');
/** The table as it was made, and every column that it got since. */
const CONVERSATIONS = /CREATE TABLE `conversations` \([\s\S]*?\n\);/.exec(MIGRATIONS)?.[0];
const COLUMNS = MIGRATIONS.match(/ALTER TABLE `conversations` ADD[^;]*;/g) ?? [];

const pool = new Pool();

export type ProjectedRow = { contactId: string; version: number; checksum: string };

/** What a projected row says, in one line: enough to see two rows differ. */
export const checksumOf = (row: ConversationRow): string =>
  [
    row.version,
    row.status,
    row.activity,
    row.control.holder.kind,
    row.control.generation,
    row.lastSeq,
    row.inboundCount,
    row.waitingSince,
    row.unsettled,
  ].join('|');

/** D1, with the table and the statement of the product, and the moods of a service far away. */
export class SimulatedD1 {
  mood: 'up' | 'down' | 'slow' = 'up';
  readonly #pooled: Pooled;
  #isClosed = false;
  readonly #scheduler: Scheduler;
  readonly #random: SeededRandom;
  readonly #injected: (what: string) => void;

  constructor(scheduler: Scheduler, random: SeededRandom, injected: (what: string) => void) {
    if (CONVERSATIONS === undefined) throw new Error('the migrations have no table of conversations');
    this.#pooled = pool.take('d1');
    if (this.#pooled.schema.size === 0) this.#db.exec([CONVERSATIONS, ...COLUMNS].join('\n'));
    this.#pooled.schema.add(CONVERSATIONS);
    this.#scheduler = scheduler;
    this.#random = random;
    this.#injected = injected;
  }

  get #db(): DatabaseSync {
    if (this.#isClosed) throw new Error('the life of this D1 is over');
    return this.#pooled.db;
  }

  /** Writes as the Inbox does. A slow answer comes although the work is done; so may a failure. */
  async project(clienteId: string, rows: readonly ConversationRow[]): Promise<void> {
    const { mood } = this;
    if (mood !== 'up') this.#injected(`D1 ${mood}`);
    await this.#scheduler.sleep(this.#random.int(1, 30));
    if (mood === 'down') throw new Error('D1_ERROR: overloaded');
    const late = mood === 'slow' ? 30_000 : 0;
    if (late > 0) await this.#scheduler.sleep(late);
    await upsertConversations(
      this.#binding(),
      rows.map((row) => ({ clienteId, row })),
    );
    if (this.#random.chance(0.02)) throw new Error('D1_ERROR: the answer was lost');
  }

  /** Rows as the conversations have them now, in place of the same version too. */
  async rewrite(clienteId: string, rows: readonly ConversationRow[]): Promise<void> {
    await this.#scheduler.sleep(this.#random.int(1, 30));
    if (this.mood === 'down') throw new Error('D1_ERROR: overloaded');
    await rewriteConversations(this.#binding(), clienteId, rows);
  }

  wipe(): void {
    this.#db.exec('DELETE FROM conversations');
  }

  rows(): ProjectedRow[] {
    return this.#db
      .prepare('SELECT * FROM conversations ORDER BY contact_id')
      .all()
      .map((row) => ({
        contactId: String(row['contact_id']),
        version: Number(row['version']),
        checksum: [
          'version',
          'status',
          'activity',
          'holder_kind',
          'generation',
          'last_seq',
          'inbound_count',
          'waiting_since',
          'unsettled',
        ]
          .map((column) => row[column])
          .join('|'),
      }));
  }

  close(): void {
    this.#isClosed = true;
    pool.give('d1', this.#pooled);
  }

  #binding(): D1Database {
    const prepare = (query: string) => ({ bind: (...bindings: unknown[]) => ({ query, bindings }) });
    const batch = async (statements: { query: string; bindings: unknown[] }[]) => {
      if (this.#isClosed) throw new Error('the life of this D1 is over');
      for (const { query, bindings } of statements) this.#pooled.statement(query).run(bindings as string[]);
    };
    return { prepare, batch } as unknown as D1Database;
  }
}
