import type { Alias } from '@oconnector/protocol/model/alias.ts';
import { conversationStub, directoryStub, withRetry } from '../../durable/stubs.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { ServiceContext } from '../context.ts';
import { ownsNumber } from '../numbers/own.ts';

export type IngestInput = {
  clienteId: string;
  numberId: string;
  messageId: string;
  from: string;
  name: string | null;
  text: string;
};
export type IngestRefusal = { code: 'not_found' } | { code: 'conflict' };

/** The contact may become another one between two calls, once for each merge. */
const ATTEMPTS = 3;

/** Takes in a message that came without a bot agent. Stored once per (number, `messageId`) before this returns. */
export const ingestMessage = async (
  ctx: ServiceContext,
  input: IngestInput,
): Promise<Result<{ contactId: string; seq: number; duplicate: boolean }, IngestRefusal>> => {
  const { env } = ctx;
  const { clienteId, numberId, messageId, from, name, text } = input;
  if (!(await ownsNumber(ctx, clienteId, numberId))) return err({ code: 'not_found' });
  const alias: Alias = { kind: 'phone', value: from };
  const message = {
    waId: messageId,
    fromMe: false,
    contact: [alias],
    pushName: name,
    content: { type: 'text' as const, text },
    sentAt: ctx.clock.now(),
    old: false,
  };
  for (let attempt = 1; ; attempt++) {
    const [resolved] = await withRetry(() =>
      directoryStub(env, clienteId).resolve([{ aliases: [alias], pushName: name }]),
    );
    if (!resolved) throw new Error('the directory resolved one request to nothing');
    const { contact } = resolved;
    const [stored] = await withRetry(() =>
      conversationStub(env, clienteId, contact.contactId).ingest({
        clienteId,
        numberId,
        contact,
        replyTo: alias,
        journalEpoch: null,
        items: [{ s: null, message }],
      }),
    );
    if (!stored) throw new Error('the conversation answered one message with nothing');
    if (stored.outcome === 'conflict') return err({ code: 'conflict' });
    if (stored.outcome !== 'moved')
      return ok({ contactId: contact.contactId, seq: stored.seq, duplicate: stored.outcome === 'duplicate' });
    if (attempt === ATTEMPTS) throw new Error('the contact changes all the time');
  }
};
