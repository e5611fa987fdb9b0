import * as z from 'zod/mini';
import { NumberStatus } from '../model/number.ts';

/** A number's link or channel changed. */
export const NumberChanged = z.object({ kind: z.literal('number'), data: NumberStatus });
