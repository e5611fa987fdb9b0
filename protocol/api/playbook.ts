import * as z from 'zod/mini';
import { Playbook } from '../model/playbook.ts';

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
};

/**
 * `GET /api/ai/playbook`, and the body and answer of `PUT` there. `version` is the one that the client read: 409 `stale` with the
 * current playbook when somebody else was faster. The answer has the next one.
 */
export const PlaybookRequest = Playbook.check(
  z.refine(({ timezone }) => isTimeZone(timezone), { path: ['timezone'], error: 'no such time zone' }),
  z.refine(({ temperature: { warm, hot } }) => warm < hot, { path: ['temperature'], error: 'warm comes before hot' }),
);
export type PlaybookResponse = Playbook;
