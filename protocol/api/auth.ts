import * as z from 'zod/mini';
import { SessionUser } from '../model/user.ts';

/** `POST /api/auth/login`. Browsers get HttpOnly cookies; `client: 'api'` gets the tokens in the body instead. */
export const LoginRequest = z.object({
  email: z.string().check(z.minLength(1), z.maxLength(254)),
  password: z.string().check(z.minLength(1), z.maxLength(1024)),
  client: z._default(z.enum(['browser', 'api']), 'browser'),
});
export type LoginRequest = z.infer<typeof LoginRequest>;

/** How long a one-time sign-in link lives: it is meant for the minutes after it was made. */
export const SIGN_IN_LINK_MS = 10 * 60_000;

/** `POST /api/auth/start`: redeems the one-time sign-in link that `npm start` prints. */
export const StartRequest = z.object({ token: z.string().check(z.minLength(16), z.maxLength(128)) });

/** `POST /api/auth/refresh` and `logout`; API clients send the token, browsers their cookie. */
export const RefreshRequest = z.object({ refreshToken: z.optional(z.string().check(z.maxLength(256))) });

/** Answer of login, start and refresh. `tokens` only for API clients. */
export const SessionResponse = z.object({
  user: SessionUser,
  /** When the access token ends. */
  expiresAt: z.int(),
  tokens: z.optional(z.object({ accessToken: z.string(), refreshToken: z.string() })),
});
export type SessionResponse = z.infer<typeof SessionResponse>;

/** `GET /api/auth/me`. */
export const MeResponse = z.object({ user: SessionUser, expiresAt: z.int() });
export type MeResponse = z.infer<typeof MeResponse>;

/** `POST /api/live/ticket`: single use, 30 s. */
export const TicketResponse = z.object({ ticket: z.string(), expiresAt: z.int() });
