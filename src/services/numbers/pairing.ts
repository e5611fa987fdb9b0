import { gatewayStub, withRetry } from '../../durable/stubs.ts';
import { audited } from '../../db/audit.ts';
import { forgetAttempts } from '../../db/attempts.ts';
import {
  addPairingCode,
  findNumber,
  findPairingUse,
  replaceCredential,
  unusePairingCode,
  usePairingCode,
} from '../../db/numbers.ts';
import { base64url, sha256 } from '../../lib/crypto.ts';
import { newId, type Random } from '../../lib/random.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { RateLimited, ServiceContext } from '../context.ts';
import { tryOnce } from '../limits.ts';
import { tellSettings } from '../settings.ts';

const PAIRING_CODE_MS = 10 * 60_000;
/**
 * For so long the bot agent that used a code may use it again: the answer may have been lost on its way, more than once on a busy
 * machine. As long as a code lives unused, for who has read it can do no more with it.
 */
const AGAIN_MS = PAIRING_CODE_MS;
/** Crockford's base 32: no I, L, O, U, so that a code can be read aloud. Eight of them are 40 bits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const newCode = (random: Random): string => Array.from(random.bytes(8), (byte) => ALPHABET[byte & 31]).join('');

/** A code as typed, in the form it was made: any case, with or without dash, O for 0, I or L for 1. */
const normaliseCode = (typed: string): string =>
  typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');

const codeHash = (code: string): Promise<string> => sha256(`pairing:${code}`);

/** Makes the one open pairing code of a number, `ABCD-EFGH`, for ten minutes. */
export const createPairingCode = async (
  ctx: ServiceContext,
  input: { clienteId: string; numberId: string; createdBy: string | null },
): Promise<Result<{ code: string; expiresAt: number }, { code: 'not_found' } | RateLimited>> => {
  const { clienteId, numberId, createdBy } = input;
  if (!(await findNumber(ctx.db, clienteId, numberId))) return err({ code: 'not_found' });
  if (createdBy !== null) {
    const allowed = await tryOnce(ctx, 'pairingCodes', createdBy);
    if (!allowed.ok) return allowed;
  }
  const code = newCode(ctx.random);
  const now = ctx.clock.now();
  const expiresAt = now + PAIRING_CODE_MS;
  const entry = {
    clienteId,
    actor: createdBy ?? 'setup',
    action: 'number.pairing_code_created',
    target: numberId,
    detail: {},
    requestId: ctx.requestId,
  };
  await audited(
    ctx.db,
    entry,
    now,
    addPairingCode(ctx.db, { hash: await codeHash(code), clienteId, numberId, createdBy, createdAt: now, expiresAt }),
  );
  return ok({ code: `${code.slice(0, 4)}-${code.slice(4)}`, expiresAt });
};

/**
 * Redeems a pairing code for the number's credential, which is shown this once. The credential before it ends, and its
 * agent is disconnected. The same agent may ask again for ten minutes, and gets another credential in place of the first.
 */
export const pair = async (
  ctx: ServiceContext,
  input: { code: string; botId: string; host: string },
): Promise<
  Result<{ numberId: string; clienteId: string; credential: string }, { code: 'unauthorised' } | RateLimited>
> => {
  const attempt = await tryOnce(ctx, 'pairAddress', ctx.ip);
  if (!attempt.ok) return attempt;
  const now = ctx.clock.now();
  const hash = await codeHash(normaliseCode(input.code));
  const first = await usePairingCode(ctx.db, hash, now);
  const used = first ? { ...first, usedAt: now } : await findPairingUse(ctx.db, hash, input.botId, now - AGAIN_MS);
  if (!used) return err({ code: 'unauthorised' });
  await forgetAttempts(ctx.db, [attempt.value.id]);
  const { clienteId, numberId, usedAt } = used;
  const credential = `ocl_${base64url(ctx.random.bytes(32))}`;
  const id = newId(ctx.random, 'lnk');
  const entry = {
    clienteId,
    actor: 'bot',
    action: 'number.paired',
    target: numberId,
    detail: { credential: id, botId: input.botId },
    requestId: ctx.requestId,
  };
  const given = audited(
    ctx.db,
    entry,
    now,
    replaceCredential(ctx.db, {
      id,
      hash: await sha256(credential),
      clienteId,
      numberId,
      botId: input.botId,
      host: input.host,
      createdAt: usedAt,
    }),
  );
  await given.catch(async (error: unknown) => {
    if (first) await unusePairingCode(ctx.db, hash, usedAt);
    throw error;
  });
  // The code is used and the credential given: an agent of before that cannot be reached now must not lose the answer.
  ctx.after(withRetry(() => gatewayStub(ctx.env, clienteId, numberId).disconnect()));
  ctx.after(tellSettings(ctx, clienteId, numberId));
  return ok({ numberId, clienteId, credential });
};
