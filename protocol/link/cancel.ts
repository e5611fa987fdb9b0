import * as z from 'zod/mini';
import { ContactId } from '../model/ids.ts';

/** Automatic commands of this contact with a generation below `minGeneration` must never leave. */
export const Fence = z.object({ contactId: ContactId, minGeneration: z.int() });
export type Fence = z.infer<typeof Fence>;

/** Gateway → agent: raise fences. The agent stores them (fsync) and answers each with `fenced`. */
export const Cancel = z.object({ t: z.literal('cancel'), fences: z.array(Fence).check(z.minLength(1)) });
export type Cancel = z.infer<typeof Cancel>;
