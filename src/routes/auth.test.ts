import { MeResponse, SessionResponse, SIGN_IN_LINK_MS } from '@oconnector/protocol/api/auth.ts';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../db/audit.ts';
import { audit, sessionFamilies, users } from '../db/schema.ts';
import { systemRandom } from '../lib/random.ts';
import { createSignInToken } from '../services/auth/start.ts';
import { cookiesOf, database, errorCode, newCliente, newUser, ORIGIN, testApi, testClock } from '../testing/api.ts';

type User = Awaited<ReturnType<typeof newUser>>;
let user: User;
let clienteId: string;
const WEB = { 'x-oconnector': '1', origin: ORIGIN };
let address = 0;
/** Every test comes from its own address: limits are by address too. */
const newAddress = (): string => `203.0.113.${++address}`;

beforeAll(async () => {
  ({ clienteId } = await newCliente());
  user = await newUser(clienteId, ['owner', 'ops']);
});

const start = () => {
  const api = testApi(testClock());
  const ip = newAddress();
  const signIn = (email = user.email, password = user.password, client = 'api') =>
    api.call('/api/auth/login', { method: 'POST', json: { email, password, client }, ip });
  const tokens = async () =>
    SessionResponse.parse(await (await signIn()).json()).tokens ?? { accessToken: '', refreshToken: '' };
  const refresh = (refreshToken: string) =>
    api.call('/api/auth/refresh', { method: 'POST', json: { refreshToken }, ip });
  const refreshed = async (refreshToken: string) =>
    SessionResponse.parse(await (await refresh(refreshToken)).json()).tokens?.refreshToken ?? '';
  return { ...api, ip, signIn, tokens, refresh, refreshed };
};

describe('sign-in', () => {
  it('gives a browser its tokens as cookies no script can read, and nothing in the body', async () => {
    const { signIn } = start();
    const response = await signIn(user.email, user.password, 'browser');
    expect(response.status).toBe(200);
    const cookies = response.headers.getSetCookie();
    expect(cookies).toHaveLength(2);
    expect(cookies[0]).toMatch(/^oc_access=[^;]+; Path=\/api; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/);
    expect(cookies[1]).toMatch(
      /^oc_refresh=[^;]+; Path=\/api\/auth; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
    );
    const body = SessionResponse.parse(await response.json());
    expect(body.tokens).toBeUndefined();
    expect(body.user).toEqual({
      userId: user.userId,
      email: user.email,
      name: user.name,
      clienteId,
      clienteName: 'Cliente de teste',
      roles: ['owner', 'ops'],
    });
  });

  it('gives an API client its tokens in the body and no cookie', async () => {
    const { signIn, call } = start();
    const response = await signIn();
    expect(response.headers.getSetCookie()).toEqual([]);
    const { tokens, expiresAt } = SessionResponse.parse(await response.json());
    const me = MeResponse.parse(await (await call('/api/auth/me', { bearer: tokens?.accessToken ?? '' })).json());
    expect(me).toMatchObject({ expiresAt, user: { userId: user.userId } });
  });

  it('takes the address in any case and with spaces around it', async () => {
    const { signIn } = start();
    expect((await signIn(`  ${user.email.toUpperCase()} `)).status).toBe(200);
  });

  it('answers an unknown address and a wrong password in the same words', async () => {
    const { signIn } = start();
    const answers = [];
    for (const [email, password] of [
      ['ninguem@teste.example', user.password],
      [user.email, 'errada'],
    ] as const) {
      const response = await signIn(email, password);
      const { error } = (await response.json()) as { error: { code: string; message: string } };
      answers.push({
        status: response.status,
        code: error.code,
        message: error.message,
        cookies: response.headers.getSetCookie(),
      });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ status: 401, code: 'unauthorised', cookies: [] });
  });

  it('hashes a password again that was hashed under other parameters', async () => {
    const old = await newUser(clienteId, ['viewer']);
    const { signIn } = start();
    expect((await signIn(old.email)).status).toBe(200);
    const [row] = await database().select({ hash: users.passwordHash }).from(users).where(eq(users.id, old.userId));
    expect(row?.hash).toMatch(/^scrypt\$N=16384,r=8,p=5\$/);
    expect((await signIn(old.email)).status).toBe(200);
  });

  it('refuses a disabled user, and what they still hold', async () => {
    const leaver = await newUser(clienteId, ['agent']);
    const { signIn, call, refresh } = start();
    const { tokens } = SessionResponse.parse(await (await signIn(leaver.email)).json());
    await database().update(users).set({ disabledAt: Date.now() }).where(eq(users.id, leaver.userId));
    expect((await signIn(leaver.email)).status).toBe(401);
    expect((await refresh(tokens?.refreshToken ?? '')).status).toBe(401);
    expect((await call('/api/auth/me', { bearer: tokens?.accessToken ?? '' })).status).toBe(401);
  });

  it('names every field that is not as it must be', async () => {
    const { call } = start();
    const response = await call('/api/auth/login', { method: 'POST', json: { email: '', client: 'fax' } });
    expect(response.status).toBe(422);
    const { error } = (await response.json()) as { error: { code: string; issues: { path: string }[] } };
    expect(error.code).toBe('invalid');
    expect(error.issues.map(({ path }) => path).sort()).toEqual(['client', 'email', 'password']);
  });
});

describe('many at once', () => {
  it('are let in when they are right: eight tabs, more than an account has guesses', async () => {
    const member = await newUser(clienteId, ['agent']);
    const { signIn } = start();
    const answers = await Promise.all(Array.from({ length: 8 }, () => signIn(member.email)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  });

  it('are five looks at a password and no more when they are wrong', async () => {
    const victim = await newUser(clienteId, ['agent']);
    const { call } = start();
    const attempt = (password: string) =>
      call('/api/auth/login', {
        method: 'POST',
        json: { email: victim.email, password, client: 'api' },
        ip: newAddress(),
      });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => attempt(`errada-${i}`)));
    expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([
      ...Array(5).fill(401),
      ...Array(7).fill(429),
    ]);
    expect((await attempt(victim.password)).status).toBe(429);
  });
});

describe('guessing', () => {
  it('is over after five wrong passwords for an account, from wherever they come, even for the right one', async () => {
    const victim = await newUser(clienteId, ['agent']);
    const { call, clock } = start();
    const attempt = (password: string) =>
      call('/api/auth/login', {
        method: 'POST',
        json: { email: victim.email, password, client: 'api' },
        ip: newAddress(),
      });
    for (let i = 0; i < 5; i++) expect((await attempt(`errada-${i}`)).status).toBe(401);
    const refused = await attempt(victim.password);
    expect(refused.status).toBe(429);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(800);
    expect(wait).toBeLessThanOrEqual(900);
    expect(await errorCode(refused)).toBe('rate_limited');
    clock.advance(wait * 1000);
    expect((await attempt(victim.password)).status).toBe(200);
  });

  it('in parallel gets no more guesses than one after another', async () => {
    const victim = await newUser(clienteId, ['agent']);
    const { call } = start();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        call('/api/auth/login', {
          method: 'POST',
          json: { email: victim.email, password: `errada-${i}` },
          ip: newAddress(),
        }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
  });

  it('of an address that nobody has is limited alike', async () => {
    const { call } = start();
    const attempt = () =>
      call('/api/auth/login', {
        method: 'POST',
        json: { email: 'nao-existe@teste.example', password: 'x' },
        ip: newAddress(),
      });
    for (let i = 0; i < 5; i++) expect((await attempt()).status).toBe(401);
    expect((await attempt()).status).toBe(429);
  });

  it('over many accounts from one address is over after twenty', async () => {
    const { signIn } = start();
    const statuses = [];
    for (let i = 0; i < 22; i++) statuses.push((await signIn(`lista-${i}@teste.example`, 'x')).status);
    expect(statuses).toEqual([...Array<number>(20).fill(401), 429, 429]);
  });

  it('is not what a person does who mistypes and then gets it right', async () => {
    const person = await newUser(clienteId, ['agent']);
    const { signIn } = start();
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++) expect((await signIn(person.email, 'quase')).status).toBe(401);
      expect((await signIn(person.email)).status).toBe(200);
    }
  });
});

describe('the refresh token', () => {
  it('is exchanged for another one, with the roles as they are now', async () => {
    const { tokens, refresh, call } = start();
    const first = await tokens();
    const { tokens: second, user: now } = SessionResponse.parse(await (await refresh(first.refreshToken)).json());
    expect(second?.refreshToken).not.toBe(first.refreshToken);
    expect(now.roles).toEqual(['owner', 'ops']);
    expect((await call('/api/auth/me', { bearer: second?.accessToken ?? '' })).status).toBe(200);
  });

  it('used by fifty at once gives all of them the same successor', async () => {
    const { tokens, refreshed } = start();
    const { refreshToken } = await tokens();
    const successors = await Promise.all(Array.from({ length: 50 }, () => refreshed(refreshToken)));
    expect(new Set(successors).size).toBe(1);
    expect(successors[0]).not.toBe('');
    expect(await refreshed(successors[0] ?? '')).not.toBe('');
  });

  it('used again within ten seconds gives the same successor, later ends the whole session', async () => {
    const robbed = await newUser(clienteId, ['agent']);
    const { signIn, refreshed, refresh, clock } = start();
    const refreshToken = SessionResponse.parse(await (await signIn(robbed.email)).json()).tokens?.refreshToken ?? '';
    const successor = await refreshed(refreshToken);
    clock.advance(10_000);
    expect(await refreshed(refreshToken)).toBe(successor);
    clock.advance(1);
    expect((await refresh(refreshToken)).status).toBe(401);
    expect((await refresh(successor)).status).toBe(401);
    const rows = await database().select().from(sessionFamilies).where(eq(sessionFamilies.userId, robbed.userId));
    expect(rows.map(({ revokedWhy }) => revokedWhy)).toEqual(['reuse']);
  });

  it('of another session is not touched by that', async () => {
    const { tokens, refreshed, refresh, clock } = start();
    const [stolen, other] = [await tokens(), await tokens()];
    await refreshed(stolen.refreshToken);
    clock.advance(11_000);
    expect((await refresh(stolen.refreshToken)).status).toBe(401);
    expect((await refresh(other.refreshToken)).status).toBe(200);
  });

  it('ends thirty days after sign-in, however often it was exchanged', async () => {
    const { tokens, refreshed, refresh, clock } = start();
    let { refreshToken } = await tokens();
    const day = 24 * 60 * 60_000;
    for (let i = 0; i < 29; i++) {
      clock.advance(day);
      refreshToken = await refreshed(refreshToken);
      expect(refreshToken).not.toBe('');
    }
    clock.advance(day);
    expect((await refresh(refreshToken)).status).toBe(401);
  });

  it('that was never given out is refused, and so is none', async () => {
    const { refresh, call } = start();
    expect((await refresh('x'.repeat(43))).status).toBe(401);
    expect((await call('/api/auth/refresh', { method: 'POST', json: {} })).status).toBe(401);
  });

  it('in a cookie renews the cookies; a dead one is taken away', async () => {
    const { signIn, call } = start();
    const { oc_refresh: held } = cookiesOf(await signIn(user.email, user.password, 'browser'));
    const renewed = await call('/api/auth/refresh', {
      method: 'POST',
      json: {},
      cookie: `oc_refresh=${held}`,
      headers: WEB,
    });
    expect(renewed.status).toBe(200);
    expect(cookiesOf(renewed)['oc_refresh']).not.toBe(held);
    expect(SessionResponse.parse(await renewed.json()).tokens).toBeUndefined();
    const dead = await call('/api/auth/refresh', {
      method: 'POST',
      json: {},
      cookie: 'oc_refresh=nunca-existiu',
      headers: WEB,
    });
    expect(dead.status).toBe(401);
    expect(cookiesOf(dead)).toEqual({ oc_access: '', oc_refresh: '' });
  });
});

describe('signing out', () => {
  it('ends the session for every token that descends from it', async () => {
    const { tokens, refreshed, refresh, call } = start();
    const { refreshToken } = await tokens();
    const successor = await refreshed(refreshToken);
    expect((await call('/api/auth/logout', { method: 'POST', json: { refreshToken: successor } })).status).toBe(204);
    expect((await refresh(successor)).status).toBe(401);
    expect((await refresh(refreshToken)).status).toBe(401);
  });

  it('takes the cookies away, and needs none', async () => {
    const { signIn, call } = start();
    const { oc_refresh: held } = cookiesOf(await signIn(user.email, user.password, 'browser'));
    const response = await call('/api/auth/logout', {
      method: 'POST',
      json: {},
      cookie: `oc_refresh=${held}`,
      headers: WEB,
    });
    expect(response.status).toBe(204);
    expect(cookiesOf(response)).toEqual({ oc_access: '', oc_refresh: '' });
    expect(
      (await call('/api/auth/refresh', { method: 'POST', json: {}, cookie: `oc_refresh=${held}`, headers: WEB }))
        .status,
    ).toBe(401);
    expect((await call('/api/auth/logout', { method: 'POST', json: {} })).status).toBe(204);
  });
});

describe('the sign-in link', () => {
  it('signs in once, within the time that is told', async () => {
    const { call, clock } = start();
    const ctx = { db: database(), clock, random: systemRandom };
    const link = () => createSignInToken(ctx, user.userId, clienteId);
    const open = async (token: string) => (await call('/api/auth/start', { method: 'POST', json: { token } })).status;
    const [used, old] = [await link(), await link()];
    clock.advance(SIGN_IN_LINK_MS - 1);
    expect([await open(used), await open(used)]).toEqual([200, 401]);
    clock.advance(2);
    expect(await open(old)).toBe(401);
  });
});

describe('the access token', () => {
  it('opens nothing after ten minutes', async () => {
    const { tokens, call, clock } = start();
    const { accessToken } = await tokens();
    clock.advance(9 * 60_000);
    expect((await call('/api/auth/me', { bearer: accessToken })).status).toBe(200);
    clock.advance(2 * 60_000);
    expect((await call('/api/auth/me', { bearer: accessToken })).status).toBe(401);
  });

  it('that is wrong is refused even beside a good cookie', async () => {
    const { tokens, call } = start();
    const { accessToken } = await tokens();
    expect((await call('/api/auth/me', { cookie: `oc_access=${accessToken}` })).status).toBe(200);
    expect((await call('/api/auth/me', { cookie: `oc_access=${accessToken}`, bearer: 'errado' })).status).toBe(401);
  });
});

describe('the audit', () => {
  it('holds sign-ins and refusals, and its chain names the row that was changed', async () => {
    const { clienteId: own } = await newCliente();
    const person = await newUser(own, ['owner']);
    const { signIn } = start();
    await signIn(person.email, 'errada');
    await Promise.all([signIn(person.email), signIn(person.email), signIn(person.email)]);
    const rows = await database().select().from(audit).where(eq(audit.clienteId, own));
    expect(rows.map(({ action, actor }) => `${action} ${actor}`).sort()).toEqual([
      ...Array<string>(3).fill(`session.opened ${person.userId}`),
      'session.refused anonymous',
    ]);
    expect(await verifyAudit(database(), own)).toEqual({ rows: 4, brokenAt: null });
    await expect(async () =>
      database().update(audit).set({ actor: 'outro' }).where(eq(audit.clienteId, own)),
    ).rejects.toThrow();
    await expect(async () => database().delete(audit).where(eq(audit.clienteId, own))).rejects.toThrow();
    // Whoever has the database itself can take the trigger away, but not repair the chain.
    await database().run('drop trigger audit_no_update');
    await database().run(`update audit set actor = 'outro' where cliente_id = '${own}' and seq = 3`);
    expect(await verifyAudit(database(), own)).toEqual({ rows: 2, brokenAt: 3 });
  });
});
