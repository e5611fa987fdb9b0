import * as z from 'zod/mini';
import { Seq } from '../model/ids.ts';

/** Both ways: the rare beat that does reach the object, with the highest contiguous number held. The agent asks, the Gateway answers. */
export const Sync = z.object({ t: z.literal('sync'), h: Seq });
export type Sync = z.infer<typeof Sync>;
