import * as z from 'zod/mini';
import { ClienteId, NumberId } from '../model/ids.ts';
import { NumberStatus } from '../model/number.ts';
import { Pairing, PhoneDigits } from '../model/pairing.ts';
import { Stretch } from '../model/standing.ts';

/** `GET /api/whatsapp/numbers`. */
export const NumbersResponse = z.object({ numbers: z.array(NumberStatus) });
export type NumbersResponse = z.infer<typeof NumbersResponse>;

/** `POST /api/whatsapp/numbers/:numberId/pairing-code`: single use, ten minutes, 40 bits. */
export const PairingCodeResponse = z.object({ code: z.string(), expiresAt: z.int() });

/** `GET /api/whatsapp/numbers/:numberId/pairing`: how to link the number's device just now; null when there is nothing fresh. */
export const NumberPairingResponse = z.object({ pairing: z.nullable(Pairing) });
export type NumberPairingResponse = z.infer<typeof NumberPairingResponse>;

/** `POST /api/whatsapp/numbers/:numberId/agent`: whether the computer that took the number is the cliente's. One that is not loses it. */
export const AgentAnswerRequest = z.object({ agentId: z.string().check(z.maxLength(64)), isOurs: z.boolean() });

/** `POST /api/whatsapp/numbers/:numberId/renew-pairing`: another QR, or with `phone` a code to type there. */
export const RenewPairingRequest = z.object({ phone: z.nullable(PhoneDigits) });

/** `POST /api/whatsapp/numbers/:numberId/log-out`: unlinks the device; `lastDigits` of its phone show that this number is meant. */
export const LogOutRequest = z.object({ lastDigits: z.string().check(z.regex(/^\d{4}$/u)) });

/**
 * What an agent was asked: it was told, or why not. `not_now`: the channel stands where that cannot be asked. That it was
 * told is not that it is done: the number's status shows that.
 */
export const Asked = z.enum(['told', 'agent_offline', 'agent_too_old', 'not_now', 'wrong_digits']);
export type Asked = z.infer<typeof Asked>;
export const AskedResponse = z.object({ asked: Asked });
export type AskedResponse = z.infer<typeof AskedResponse>;

/** `GET /api/whatsapp/numbers/:numberId/history`: how it stood from `from` to `to`, oldest first. Before the first stretch nothing is known. */
export const NumberHistoryResponse = z.object({ from: z.int(), to: z.int(), stretches: z.array(Stretch) });
export type NumberHistoryResponse = z.infer<typeof NumberHistoryResponse>;

/** `POST /api/whatsapp/pair`: an agent redeems a code. The credential is shown once. */
export const PairRequest = z.object({
  code: z.string().check(z.minLength(8), z.maxLength(16)),
  botId: z.string().check(z.minLength(1), z.maxLength(64)),
  host: z.string().check(z.maxLength(128)),
});
export const PairResponse = z.object({ numberId: NumberId, clienteId: ClienteId, credential: z.string() });
export type PairResponse = z.infer<typeof PairResponse>;

/** `GET /api/whatsapp/simulator`: where the simulated phones of this cliente answer. 404 when there are none. */
export const SimulatorResponse = z.object({
  /** WebSocket address on loopback. */
  url: z.string(),
  /** One-time token for it. */
  token: z.string(),
  numberId: NumberId,
});
export type SimulatorResponse = z.infer<typeof SimulatorResponse>;
