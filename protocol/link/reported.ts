import * as z from 'zod/mini';
import { Seq } from '../model/ids.ts';

/** Gateway → agent: these reports are stored in their conversations. */
export const Reported = z.object({ t: z.literal('reported'), r: z.array(Seq) });
export type Reported = z.infer<typeof Reported>;
