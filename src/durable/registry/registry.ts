import { DurableObject } from 'cloudflare:workers';
import type { ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import { migrate } from '../kit/migrate.ts';
import { durableSql, type Sql } from '../kit/sql.ts';
import type { RegistryRpc } from '../rpc/registry.ts';
import { migrations } from './migrations.ts';
import { openStore, type RegistryStore } from './store.ts';

/** Most objects that are listed: what a screen can hold, and a bound for a cliente with very many contacts. */
const MAX_OBJECTS = 5_000;
/** Pruning reads every row, so it is done once in so many pushes. */
const PRUNE_EVERY = 100;

/** What the inspector lists of a cliente's objects: what each of them last pushed. Listing wakes none of them. */
export class Registry extends DurableObject implements RegistryRpc {
  readonly #sql: Sql;
  readonly #store: RegistryStore;
  #pushes = 0;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#sql = durableSql(ctx.storage);
    migrate(this.#sql, migrations);
    this.#store = openStore(this.#sql);
  }

  async push(snapshots: ObjectSnapshot[]): Promise<void> {
    this.#sql.transaction(() => {
      this.#store.put(snapshots);
      if (this.#pushes++ % PRUNE_EVERY === 0) this.#store.keepNewest(MAX_OBJECTS);
    });
  }

  async list(): Promise<ObjectSnapshot[]> {
    return this.#store.list();
  }
}
