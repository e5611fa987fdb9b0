import { DurableObject } from 'cloudflare:workers';
import type { ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import { migrate } from '../kit/migrate.ts';
import { durableSql, type Sql } from '../kit/sql.ts';
import type { RegistryRpc } from '../rpc/registry.ts';
import { migrations } from './migrations.ts';
import { openStore, type RegistryStore } from './store.ts';

/** Most objects that are listed: what a screen can hold, and a bound for a cliente with very many contacts. */
const MAX_OBJECTS = 5_000;
/** Every object pushes by itself; what comes within this time is one commit. Lossy anyway: what a crash takes the next change pushes again. */
const GATHER_MS = 200;
/** Pruning reads every row, so it is done once in so many writes. */
const PRUNE_EVERY = 100;

/** What the inspector lists of a cliente's objects: what each of them last pushed. Listing wakes none of them. */
export class Registry extends DurableObject implements RegistryRpc {
  readonly #sql: Sql;
  readonly #store: RegistryStore;
  #writes = 0;
  #pushed: ObjectSnapshot[] = [];
  #writing = false;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#sql = durableSql(ctx.storage);
    migrate(this.#sql, migrations);
    this.#store = openStore(this.#sql);
  }

  async push(snapshots: ObjectSnapshot[]): Promise<void> {
    this.#pushed.push(...snapshots);
    if (this.#writing) return;
    this.#writing = true;
    this.ctx.waitUntil(scheduler.wait(GATHER_MS).then(() => this.#write()));
  }

  async list(): Promise<ObjectSnapshot[]> {
    this.#write();
    return this.#store.list();
  }

  #write(): void {
    const pushed = this.#pushed.splice(0);
    this.#writing = false;
    if (pushed.length === 0) return;
    this.#sql.transaction(() => {
      this.#store.put(pushed);
      if (this.#writes++ % PRUNE_EVERY === 0) this.#store.keepNewest(MAX_OBJECTS);
    });
  }
}
