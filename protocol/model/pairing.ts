import * as z from 'zod/mini';
import { Millis } from './ids.ts';

/** How a device is linked: by a QR that the owner's phone scans, or by a code typed on that phone. */
export const PairingKind = z.enum(['qr', 'code']);
export type PairingKind = z.infer<typeof PairingKind>;

/** That there is something to scan or to type, and how fresh it is; without what it says, so everybody may see it. */
export const PairingNotice = z.object({
  kind: PairingKind,
  /** Counts up with each new one of one browser of the agent. */
  number: z.int().check(z.minimum(1)),
  /** When the agent got it, by the server's clock. */
  at: Millis,
  /** From when on it is not shown any more. */
  expiresAt: Millis,
});
export type PairingNotice = z.infer<typeof PairingNotice>;

/** A phone number with its country code, digits alone. */
export const PhoneDigits = z.string().check(z.regex(/^\d{8,15}$/u));

/** The number of an account as WhatsApp has it, digits alone. */
export const AccountDigits = z.string().check(z.regex(/^\d{4,20}$/u));

/** The text of a QR is some 240 characters, a code has 8. */
export const PairingText = z.string().check(z.minLength(1), z.maxLength(1_024));

/** With what it says: a secret, for whoever has it can link a device. Only for who may connect numbers; never logged. */
export const Pairing = z.extend(PairingNotice, { text: PairingText });
export type Pairing = z.infer<typeof Pairing>;
