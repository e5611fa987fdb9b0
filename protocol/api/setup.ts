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

/**
 * `POST /api/setup/rebuild-projection`: one page of the contacts of all clientes, read from their conversations and
 * written into D1 and the Inbox. Go on with `cursor` until it is null.
 */
export const RebuildRequest = z.object({
  cursor: z._default(z.nullable(z.string().check(z.regex(/^cli_[a-z0-9-]{1,48}:(con_[a-z0-9-]{1,48})?$/))), null),
});

/** The checksums are of the page's rows as the conversations, D1 and the Inbox have them; equal ones prove equal rows. */
export const RebuildResponse = z.object({
  clienteId: z.nullable(z.string()),
  rows: z.int(),
  checksums: z.object({ objects: z.string(), d1: z.string(), inbox: z.string() }),
  cursor: z.nullable(z.string()),
});
export type RebuildResponse = z.infer<typeof RebuildResponse>;
