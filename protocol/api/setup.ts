import * as z from 'zod/mini';

/**
 * `POST /api/setup/demo`, with the setup token of `.dev.vars` as Bearer: creates the demo cliente once. Only served
 * where SETUP_TOKEN is set, which is the local build.
 */
export const DemoResponse = z.object({
  created: z.boolean(),
  numberId: z.string(),
  email: z.string(),
  /** The demo owner's password; only on this machine. */
  password: z.string(),
  /** A fresh pairing code for the demo number. */
  pairingCode: z.string(),
  /** One-time sign-in token for `/start?t=`. */
  signInToken: z.string(),
});
export type DemoResponse = z.infer<typeof DemoResponse>;
