/**
 * One-time token of the simulated phones' socket: `<expiry ms>.<nonce>.<HMAC-SHA-256 of "expiry.nonce", hex>`, signed by
 * the Worker with the key from the agent's `status` frame and checked by the agent, which also burns the nonce.
 */
export const phoneTokenPayload = (expiresAt: number, nonce: string): string => `${expiresAt}.${nonce}`;

/** Splits a token; null when it does not have the form. Says nothing about the signature. */
export const splitPhoneToken = (
  token: string,
): { payload: string; expiresAt: number; nonce: string; mac: string } | null => {
  const [expiry, nonce, mac, ...rest] = token.split('.');
  const expiresAt = Number(expiry);
  if (!expiry || !nonce || !mac || rest.length > 0 || !Number.isSafeInteger(expiresAt)) return null;
  return { payload: phoneTokenPayload(expiresAt, nonce), expiresAt, nonce, mac };
};
