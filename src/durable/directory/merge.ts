import { aliasKey } from '@oconnector/protocol/model/alias.ts';
import type { Merge } from '@oconnector/protocol/model/merge.ts';
import { hit } from '../../lib/failpoint.ts';
import type { DirectoryRpc } from '../rpc/directory.ts';
import type { DirectoryContext } from './context.ts';

/** Carries merges out, and back: the aliases are one contact's at once, its two conversations become one after that. */

export const MERGE = 'merge';

/**
 * Carries out what was decided of this merge, once at a time; whoever asks while it runs waits for the same end. Every
 * step may be repeated, so one that was cut short is simply begun again.
 */
export const carryOut = (context: DirectoryContext, mergeId: string): Promise<void> => {
  const running = context.carrying.get(mergeId);
  if (running !== undefined) return running;
  const work = step(context, mergeId).finally(() => context.carrying.delete(mergeId));
  context.carrying.set(mergeId, work);
  return work;
};

const step = async (context: DirectoryContext, mergeId: string): Promise<void> => {
  const merge = context.store.merge(mergeId);
  if (merge?.state === 'begun') await join(context, merge);
  else if (merge?.state === 'undoing') await part(context, merge);
};

const join = async (context: DirectoryContext, { mergeId, kept, other }: Merge): Promise<void> => {
  const { store, journal, ports } = context;
  // What went into the other one before must have arrived there, to come along.
  for (const earlier of store.openMerges([other])) await carryOut(context, earlier);
  const contact = store.get(kept);
  for (let after = 0; ;) {
    const page = await ports.conversation(other).moveOut({ mergeId, into: kept, after });
    hit('directory.merge.moved_out');
    if (page === null) break;
    await ports.conversation(kept).inherit({ mergeId, from: other, contact, page });
    hit('directory.merge.inherited');
    if (page.next === null) break;
    after = page.next;
  }
  await ports.conversation(other).movedOut(mergeId);
  hit('directory.merge.before_done');
  context.commit(() => {
    if (store.settleMerge(mergeId, 'done')) journal.append('merge_done', kept, { mergeId });
  });
};

const part = async (context: DirectoryContext, { mergeId, kept, other }: Merge): Promise<void> => {
  const { store, journal, ports } = context;
  const [contact, gone] = [store.get(kept), store.get(other)];
  if (contact === null || gone === null) throw new Error(`merge ${mergeId} names a contact that is not there`);
  const apart = gone.aliases.map(aliasKey);
  const parted = await ports.conversation(kept).disown({ mergeId, from: other, contact, apart });
  hit('directory.merge.disowned');
  await ports.conversation(other).moveBack(mergeId, parted);
  context.commit(() => {
    if (store.settleMerge(mergeId, 'undone')) journal.append('merge_undone', kept, { mergeId });
  });
};

/** See `DirectoryRpc.undoMerge`. */
export const undoMerge = async (
  context: DirectoryContext,
  { mergeId, by }: Parameters<DirectoryRpc['undoMerge']>[0],
): ReturnType<DirectoryRpc['undoMerge']> => {
  const { store, journal, clock, outbox } = context;
  const merge = store.merge(mergeId);
  if (merge === null) return { ok: false, code: 'not_found', message: 'no such merge' };
  if (merge.state === 'begun') return { ok: false, code: 'conflict', message: 'it is still being carried out' };
  if (merge.state === 'done') {
    if (store.restsOn(merge)) return { ok: false, code: 'conflict', message: 'a later merge rests on this one' };
    context.commit(() => {
      store.part(merge, by, clock.now());
      journal.append('merge_undoing', merge.kept, { mergeId, by });
      outbox.put(MERGE, mergeId);
    });
  }
  await carryOut(context, mergeId);
  const after = store.merge(mergeId);
  if (after === null) throw new Error(`merge ${mergeId} is gone`);
  return { ok: true, merge: after, repeated: merge.state === 'undone' };
};
