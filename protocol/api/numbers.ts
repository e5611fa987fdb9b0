import * as z from 'zod/mini';
import { ClienteId, NumberId } from '../model/ids.ts';
import { NumberStatus } from '../model/number.ts';
import { Pairing } from '../model/pairing.ts';

/** `GET /api/whatsapp/numbers`. */
export const NumbersResponse = z.object({ numbers: z.array(NumberStatus) });
export type NumbersResponse = z.infer<typeof NumbersResponse>;

/** `POST /api/whatsapp/numbers/:numberId/pairing-code`: single use, ten minutes, 40 bits. */
export const PairingCodeResponse = z.object({ code: z.string(), expiresAt: z.int() });

/** `GET /api/whatsapp/numbers/:numberId/pairing`: how to link the number's device just now; null when there is nothing fresh. */
export const NumberPairingResponse = z.object({ pairing: z.nullable(Pairing) });
export type NumberPairingResponse = z.infer<typeof NumberPairingResponse>;

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
