import { scrypt, timingSafeEqual } from 'node:crypto';
import { systemRandom, type Random } from './random.ts';

/**
 * scrypt N=2^14, r=8, p=5: OWASP's setting for 16 MiB. Workers in production cap N·r·p at 2^20 and refuse PBKDF2 above
 * 100,000 rounds, while a local workerd refuses neither.
 */
export const SCRYPT = { N: 2 ** 14, r: 8, p: 5 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
// The runtime's 32 MiB default is less than 128·N·r plus its overhead needs at p=5.
const MAX_MEMORY = 64 * 1024 * 1024;

type Parameters = { N: number; r: number; p: number };

const derive = (password: string, salt: Uint8Array, { N, r, p }: Parameters): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    // NFKC: the same password typed on two keyboards is one password (NIST SP 800-63B §5.1.1.2).
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, { N, r, p, maxmem: MAX_MEMORY }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/** Hashes a password: `scrypt$N=16384,r=8,p=5$<salt>$<hash>`, base64. */
export const hashPassword = async (
  password: string,
  random: Random = systemRandom,
  parameters: Parameters = SCRYPT,
): Promise<string> => {
  const salt = random.bytes(SALT_BYTES);
  const hash = await derive(password, salt, parameters);
  const { N, r, p } = parameters;
  return `scrypt$N=${N},r=${r},p=${p}$${toBase64(salt)}$${toBase64(hash)}`;
};

const parse = (stored: string): { parameters: Parameters; salt: Uint8Array; hash: Uint8Array } => {
  const match = /^scrypt\$N=(\d+),r=(\d+),p=(\d+)\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/.exec(stored);
  const [, N, r, p, salt, hash] = match ?? [];
  if (!salt || !hash) throw new Error('a stored password hash has an unknown form');
  return { parameters: { N: Number(N), r: Number(r), p: Number(p) }, salt: fromBase64(salt), hash: fromBase64(hash) };
};

// What an unknown user is compared with, so that both cost the same.
const NOBODY = `scrypt$N=${SCRYPT.N},r=${SCRYPT.r},p=${SCRYPT.p}$${'A'.repeat(22)}==$${'A'.repeat(43)}=`;

/**
 * Compares a password with a stored hash, under the parameters stored in it. `null` for a user that does not exist does
 * the same work and is never right. `outdated`: right, but hashed under other parameters than today's.
 */
export const verifyPassword = async (
  password: string,
  stored: string | null,
): Promise<{ right: boolean; outdated: boolean }> => {
  const { parameters, salt, hash } = parse(stored ?? NOBODY);
  const right = timingSafeEqual(await derive(password, salt, parameters), hash) && stored !== null;
  const today = parameters.N === SCRYPT.N && parameters.r === SCRYPT.r && parameters.p === SCRYPT.p;
  return { right, outdated: right && !today };
};
