import * as z from 'zod/mini';
import { MAX_FRAME_ITEMS } from '../limits.ts';
import { CommandReport } from '../model/command.ts';
import { Seq } from '../model/ids.ts';

/**
 * Agent → Gateway: what became of commands. A report is a fact about WhatsApp, so it is accepted even from a socket
 * that lost its lease. Repeated until `reported` names its number.
 */
export const Report = z.object({
  t: z.literal('report'),
  items: z.array(z.object({ r: Seq, report: CommandReport })).check(z.minLength(1), z.maxLength(MAX_FRAME_ITEMS)),
});
export type Report = z.infer<typeof Report>;
