import * as z from 'zod/mini';
import { Merge } from '../model/merge.ts';

/** `GET /api/whatsapp/merges`: the newest first, at most 200. */
export const MergesResponse = z.object({ merges: z.array(Merge) });
export type MergesResponse = z.infer<typeof MergesResponse>;

/**
 * `POST /api/whatsapp/merges/:mergeId/undo`: the two are two again, and the same evidence does not join them any more.
 * Repeating it does no harm. 409 `conflict` while the merge is being carried out, or when a later one rests on it.
 */
export const UndoMergeResponse = z.object({ merge: Merge });
export type UndoMergeResponse = z.infer<typeof UndoMergeResponse>;
