import { jwtVerify, SignJWT, type JWTPayload } from 'jose';

/** A kind of token. Tokens of one kind are never valid as another: `typ` and audience both differ. */
export type TokenKind = { typ: string; audience: string; maxAgeMs: number };

const ISSUER = 'oconnector';
const ALGORITHM = 'HS256';
// The only key there is. A token that names another key, or brings one along, is not ours.
const KEY_ID = 'oc1';

/** The compact form and nothing around it: no padding, no white space. */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

const keyOf = (secret: string): Uint8Array => new TextEncoder().encode(secret);
const seconds = (ms: number): number => Math.floor(ms / 1000);

/** Signs claims as a token of this kind, valid from `now` for the kind's whole age. */
export const signToken = (kind: TokenKind, claims: JWTPayload, secret: string, now: number): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM, typ: kind.typ, kid: KEY_ID })
    .setIssuer(ISSUER)
    .setAudience(kind.audience)
    .setIssuedAt(seconds(now))
    .setExpirationTime(seconds(now + kind.maxAgeMs))
    .sign(keyOf(secret));

/** The claims of a token of this kind, or null for whatever else came. Never throws for a bad token. */
export const verifyToken = async (
  kind: TokenKind,
  token: string,
  secret: string,
  now: number,
): Promise<JWTPayload | null> => {
  if (!COMPACT.test(token)) return null;
  try {
    const { payload } = await jwtVerify(
      token,
      (header) => {
        if (header.kid !== KEY_ID || header.jwk || header.jku || header.x5u || header.x5c)
          throw new Error('a foreign key');
        return keyOf(secret);
      },
      {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: kind.audience,
        typ: kind.typ,
        requiredClaims: ['sub', 'iat', 'exp'],
        maxTokenAge: seconds(kind.maxAgeMs),
        currentDate: new Date(now),
      },
    );
    return payload;
  } catch {
    return null;
  }
};
