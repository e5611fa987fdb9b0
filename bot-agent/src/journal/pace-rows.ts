import { aliasKey, type Alias } from '@oconnector/protocol/model/alias.ts';
import { CLOSED, Circuit, type Outcome } from '../circuit.ts';
import { SENDS_MEMORY_MS, type GovernorMemory, type Paced } from '../governor.ts';
import type { JournalStore } from './store.ts';

/** What the governor must not forget: when we sent, how it ended, and who has ever written. */
export class PaceRows implements GovernorMemory {
  readonly #store: JournalStore;

  constructor(store: JournalStore) {
    this.#store = store;
  }

  /** Sends of the last day, for the governor. */
  sends(now: number): Paced[] {
    return this.#store.sql
      .all('SELECT at, contact_id, first FROM pacing WHERE at >= ? ORDER BY at', now - SENDS_MEMORY_MS)
      .map((row) => ({
        at: Number(row['at']),
        contactId: String(row['contact_id']),
        first: Number(row['first']) === 1,
      }));
  }

  /** Whether somebody of this name ever wrote to the number, as far as this journal goes back. */
  hasHeard(alias: Alias): boolean {
    return this.#store.sql.get('SELECT alias FROM heard WHERE alias = ?', aliasKey(alias)) !== undefined;
  }

  circuit(): Circuit {
    const kept = this.#store.value('circuit');
    return kept === null ? CLOSED : Circuit.parse(JSON.parse(kept));
  }

  keepCircuit(circuit: Circuit): void {
    this.#store.write(() => this.#store.setValue('circuit', JSON.stringify(circuit)));
  }

  outcomes(counted: number, since: number): Outcome[] {
    return this.#store.sql
      .all('SELECT id, at, failed FROM outcomes WHERE at >= ? OR id > ? ORDER BY id', since, counted)
      .map((row) => ({ id: Number(row['id']), at: Number(row['at']), failed: Number(row['failed']) === 1 }));
  }

  pairedAt(): number | null {
    return this.#store.number('paired_at');
  }

  keepPairedAt(at: number | null): void {
    this.#store.write(() => this.#store.setValue('paired_at', at === null ? null : String(at)));
  }

  formerAt(): number | null {
    return this.#store.number('suspect_before');
  }

  /** Inside the transaction that ends a send. */
  addOutcome(failed: boolean, now: number): void {
    this.#store.sql.run('INSERT INTO outcomes (at, failed) VALUES (?, ?)', now, failed ? 1 : 0);
  }

  /** Inside the transaction that takes a message of somebody with these names. */
  hear(contact: readonly Alias[]): void {
    for (const alias of contact)
      this.#store.sql.run('INSERT INTO heard (alias) VALUES (?) ON CONFLICT DO NOTHING', aliasKey(alias));
  }

  /** Inside the transaction of an intent: it counts against the pace. */
  addSend(contactId: string, to: Alias, now: number): void {
    this.#store.sql.run(
      'INSERT INTO pacing (at, contact_id, first) VALUES (?, ?, ?)',
      now,
      contactId,
      this.hasHeard(to) ? 0 : 1,
    );
  }
}
