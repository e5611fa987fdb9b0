import * as z from 'zod/mini';
import { MAX_FRAME_ITEMS } from '../limits.ts';
import { Command } from '../model/command.ts';
import { Seq } from '../model/ids.ts';

export const DownItem = z.object({ s: Seq, command: Command });
export type DownItem = z.infer<typeof DownItem>;

/** Gateway → agent: commands. The agent stores them and acknowledges with `ack`; what becomes of them comes as `report`. */
export const Down = z.object({
  t: z.literal('down'),
  lease: z.int(),
  items: z.array(DownItem).check(z.minLength(1), z.maxLength(MAX_FRAME_ITEMS)),
});
export type Down = z.infer<typeof Down>;
