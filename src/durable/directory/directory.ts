import { DurableObject } from 'cloudflare:workers';
import type { Contact } from '@oconnector/protocol/model/contact.ts';
import type { Merge } from '@oconnector/protocol/model/merge.ts';
import type { ObjectDetail, ObjectEvent } from '@oconnector/protocol/model/inspector.ts';
import { describeKit } from '../kit/context.ts';
import { durableSurroundings } from '../kit/surroundings.ts';
import type { DirectoryRpc } from '../rpc/directory.ts';
import { conversationStub, parseObjectName, registryStub, type ObjectBindings } from '../stubs.ts';
import { openDirectory, snapshotOf, type DirectoryContext } from './context.ts';
import { undoMerge } from './merge.ts';
import { resolve, type Resolved, type ResolveRequest } from './resolve.ts';

const MAX_PAGE = 1_000;

/** Which contact an alias belongs to, for one cliente, and the registry of its contacts. */
export class Directory extends DurableObject<ObjectBindings> implements DirectoryRpc {
  // Own fields are not reachable by RPC, only methods of the class are; tests reach in here.
  readonly context: DirectoryContext;

  constructor(ctx: DurableObjectState, env: ObjectBindings) {
    super(ctx, env);
    const name = ctx.id.name ?? '';
    const { clienteId } = parseObjectName(name);
    this.context = openDirectory(durableSurroundings(ctx), name, {
      pushSnapshot: (snapshot) => registryStub(env, clienteId).push([snapshot]),
      conversation: (contactId) => conversationStub(env, clienteId, contactId),
    });
    void ctx.blockConcurrencyWhile(() => this.context.timers.ensure());
  }

  async resolve(requests: ResolveRequest[]): Promise<Resolved[]> {
    return await resolve(this.context, requests);
  }

  async get(contactId: string): Promise<Contact | null> {
    return this.context.store.get(contactId);
  }

  async list(page: { after: string | null; limit: number }): Promise<Contact[]> {
    return this.context.store.list(page.after, Math.min(Math.max(page.limit, 1), MAX_PAGE));
  }

  async merges(limit: number): Promise<Merge[]> {
    return this.context.store.merges(Math.min(Math.max(limit, 1), MAX_PAGE));
  }

  async undoMerge(input: Parameters<DirectoryRpc['undoMerge']>[0]): ReturnType<DirectoryRpc['undoMerge']> {
    return await undoMerge(this.context, input);
  }

  async inspect(): Promise<ObjectDetail> {
    const { store } = this.context;
    return {
      snapshot: snapshotOf(this.context),
      state: { ...store.counts(), latestMerges: store.merges(20) },
      ...describeKit(this.context),
    };
  }

  async events(query: {
    before: number | null;
    correlation: string | null;
    limit: number;
  }): Promise<{ events: ObjectEvent[]; hasMore: boolean }> {
    return this.context.journal.page(query);
  }

  override async alarm(): Promise<void> {
    await this.context.runTimers();
  }
}
