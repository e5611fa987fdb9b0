import { existsSync, readFileSync } from 'node:fs';
import { base64url, SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { describe, expect, it } from 'vitest';
import { signAccessToken, verifyAccessToken, ACCESS_TOKEN_MS } from './access-token.ts';
import { signToken } from './jwt.ts';
import { signTicket, TICKET_MS, verifyTicket } from './tickets.ts';

const SECRET = 'only-for-tests-only-for-tests-only-for-tests';
const NOW = 1_800_000_000_000;
const seconds = NOW / 1000;
const session = { userId: 'usr_a', clienteId: 'cli_a', name: 'Açaí', roles: ['agent' as const] };

const HEADER = { alg: 'HS256', typ: 'at+jwt', kid: 'oc1' };
const CLAIMS = {
  iss: 'oconnector',
  aud: 'oconnector-api',
  sub: 'usr_a',
  cli: 'cli_a',
  name: 'A',
  roles: ['agent'],
  iat: seconds,
  exp: seconds + 600,
};

/** A token signed with the real secret, so that only what is changed about it can make it bad. */
const forge = (claims: JWTPayload, header: JWTHeaderParameters = HEADER, secret = SECRET): Promise<string> =>
  new SignJWT(claims).setProtectedHeader(header).sign(new TextEncoder().encode(secret));
const without = (key: keyof typeof CLAIMS): JWTPayload =>
  Object.fromEntries(Object.entries(CLAIMS).filter(([name]) => name !== key));
const verify = (token: string, now = NOW) => verifyAccessToken(token, SECRET, now);

describe('an access token', () => {
  it('gives back who it was signed for, until it ends', async () => {
    const { token, expiresAt } = await signAccessToken(session, SECRET, NOW);
    expect(expiresAt).toBe(NOW + ACCESS_TOKEN_MS);
    expect(await verify(token)).toEqual({ ...session, expiresAt });
    expect(await verify(token, expiresAt - 1)).not.toBeNull();
    expect(await verify(token, expiresAt)).toBeNull();
    expect(await verify(await forge(CLAIMS))).not.toBeNull();
  });

  it.each([
    ['from the future', { ...CLAIMS, iat: seconds + 60 }],
    ['not valid yet', { ...CLAIMS, nbf: seconds + 60 }],
    ['that lives longer than any of ours', { ...CLAIMS, iat: seconds - 700, exp: seconds + 86_400 }],
    ['that has ended', { ...CLAIMS, iat: seconds - 700, exp: seconds - 100 }],
    ['without an end', without('exp')],
    ['without a beginning', without('iat')],
    ['without a user', without('sub')],
    ['without a cliente', without('cli')],
    ['without roles', without('roles')],
    ['of another issuer', { ...CLAIMS, iss: 'oconnector.evil' }],
    ['for another audience', { ...CLAIMS, aud: 'oconnector-live' }],
    ['with a role there is not', { ...CLAIMS, roles: ['platform'] }],
    ['with an id that is none', { ...CLAIMS, cli: 'cli_a:con_b' }],
  ])('%s is refused', async (_, claims) => {
    expect(await verify(await forge(claims))).toBeNull();
  });

  it.each([
    ['of another type', { ...HEADER, typ: 'lt+jwt' }],
    ['of no type', { alg: 'HS256', kid: 'oc1' }],
    ['by another algorithm, though with our secret', { ...HEADER, alg: 'HS512' }],
    ['with another key id', { ...HEADER, kid: 'oc2' }],
    ['with a key id that climbs', { ...HEADER, kid: '../../oc1' }],
    ['without a key id', { alg: 'HS256', typ: 'at+jwt' }],
    ['that brings a key', { ...HEADER, jwk: { kty: 'oct', k: base64url.encode(SECRET) } }],
    ['that says where its key is', { ...HEADER, jku: 'https://evil.example/jwks.json' }],
    ['that says where its certificate is', { ...HEADER, x5u: 'https://evil.example/x.pem' }],
    ['with a critical extension', { ...HEADER, crit: ['exp'], exp: 1 }],
  ] as [string, JWTHeaderParameters][])('%s is refused', async (_, header) => {
    expect(await forge(CLAIMS, header).then(verify, () => null)).toBeNull();
  });

  it('signed with another secret, an empty one, or none at all is refused', async () => {
    expect(await verify(await forge(CLAIMS, HEADER, 'x'.repeat(44)))).toBeNull();
    const [, payload = ''] = (await forge(CLAIMS)).split('.');
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
      expect(await verify(`${base64url.encode(JSON.stringify({ ...HEADER, alg }))}.${payload}.`)).toBeNull();
    }
  });

  it('with any bit of it changed is refused', async () => {
    const token = await forge(CLAIMS);
    for (let i = 0; i < token.length; i += 7) {
      const other = token[i] === 'A' ? 'B' : 'A';
      if (token[i] === '.') continue;
      expect(await verify(token.slice(0, i) + other + token.slice(i + 1))).toBeNull();
    }
    for (const bent of [
      `${token}.`,
      `.${token}`,
      `${token}=`,
      ` ${token}`,
      token.split('.').slice(0, 2).join('.'),
      `${token}${token}`,
      '',
      '.',
      '..',
      '\0',
    ]) {
      expect([bent.length, await verify(bent)]).toEqual([bent.length, null]);
    }
  });

  it('is none of the vectors that break other libraries', async () => {
    // Read where the vectors are at hand; the cases above always run.
    const path = `${import.meta.dirname}/../../../shared/data/wycheproof_json_web_signature_test.json`;
    type Vectors = { testGroups: { tests: { jws: unknown }[] }[] };
    const vectors = existsSync(path)
      ? (JSON.parse(String(readFileSync(path))) as Vectors).testGroups.flatMap(({ tests }) => tests)
      : [];
    const own = [
      'e30.e30.e30',
      'eyJhbGciOiJIUzI1NiIsImtpZCI6Im9jMSIsInR5cCI6ImF0K2p3dCJ9.e30.',
      '{"payload":"","signatures":[]}',
    ];
    for (const jws of [
      ...own,
      ...vectors.map((vector) => (typeof vector.jws === 'string' ? vector.jws : JSON.stringify(vector.jws))),
    ]) {
      expect([jws, await verify(jws)]).toEqual([jws, null]);
    }
  });
});

describe('a ticket', () => {
  const claims = {
    userId: 'usr_a',
    clienteId: 'cli_a',
    roles: ['agent' as const],
    expiresAt: NOW + 300_000,
    jti: 'um-so-uso',
  };

  it('says who renews, until when, and which ticket it is', async () => {
    const { ticket, expiresAt } = await signTicket(claims, SECRET, NOW);
    expect(expiresAt).toBe(NOW + TICKET_MS);
    expect(await verifyTicket(ticket, SECRET, NOW)).toEqual({ ...claims, ticketExpiresAt: expiresAt });
    expect(await verifyTicket(ticket, SECRET, expiresAt)).toBeNull();
    expect(await verifyTicket(ticket, `${SECRET}x`, NOW)).toBeNull();
  });

  it('opens no route, and an access token renews no socket', async () => {
    const { ticket } = await signTicket(claims, SECRET, NOW);
    const { token } = await signAccessToken(session, SECRET, NOW);
    expect(await verify(ticket)).toBeNull();
    expect(await verifyTicket(token, SECRET, NOW)).toBeNull();
  });

  it('without its number is refused', async () => {
    const kind = { typ: 'lt+jwt', audience: 'oconnector-live', maxAgeMs: TICKET_MS };
    const bare = await signToken(kind, { sub: 'usr_a', cli: 'cli_a', roles: ['agent'], ses: NOW }, SECRET, NOW);
    expect(await verifyTicket(bare, SECRET, NOW)).toBeNull();
  });
});
