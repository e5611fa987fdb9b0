import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Role } from '@oconnector/protocol/model/user.ts';
import { createApp } from '../app.ts';
import { openDatabase } from '../db/client.ts';
import { clientes, memberships, numbers, users } from '../db/schema.ts';
import { signAccessToken } from '../lib/access-token.ts';
import { systemClock, type Clock } from '../lib/clock.ts';
import { hashPassword } from '../lib/password.ts';
import { newId, systemRandom } from '../lib/random.ts';
import type { Env } from '../env.ts';

export const JWT_SECRET = 'only-for-tests-only-for-tests-only-for-tests';
export const SETUP_TOKEN = 'only-for-tests-setup-token';
export const ORIGIN = 'https://oconnector.test';

/** A clock that stands where it is put. */
export const testClock = (at = Date.now()) => {
  const clock = { at, now: () => clock.at, advance: (ms: number) => void (clock.at += ms) };
  return clock;
};
export type TestClock = ReturnType<typeof testClock>;

export type Call = {
  method?: string;
  bearer?: string;
  cookie?: string;
  headers?: Record<string, string>;
  json?: unknown;
  body?: BodyInit;
  /** Peer address. */
  ip?: string;
  env?: Partial<Record<keyof Env, unknown>>;
};

/** The whole app, called in-process over the real bindings, on the real clock or one of the test's own. */
export const testApi = <C extends Clock = Clock>(clock: C = systemClock as C) => {
  const app = createApp({ clock, random: systemRandom });
  const call = async (path: string, options: Call = {}): Promise<Response> => {
    const { bearer, cookie, json, ip } = options;
    const headers = new Headers(options.headers);
    if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`);
    if (cookie !== undefined) headers.set('cookie', cookie);
    if (ip !== undefined) headers.set('cf-connecting-ip', ip);
    if (json !== undefined) headers.set('content-type', 'application/json');
    const body = json === undefined ? options.body : JSON.stringify(json);
    const ctx = createExecutionContext();
    const request = new Request(new URL(path, ORIGIN), {
      method: options.method ?? 'GET',
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const bindings = options.env ? { ...env, ...options.env } : env;
    const response = await app.fetch(request, bindings as Env, ctx);
    await waitOnExecutionContext(ctx);
    return response;
  };
  return { call, clock, app };
};
export type TestApi = ReturnType<typeof testApi>;

/** Cheap parameters: the tests that are about hashing use the real ones. */
const WEAK = { N: 1024, r: 8, p: 1 };

/** A cliente with one number. Ids are its own, so that tests share the database without meeting. */
export const newCliente = async (name = 'Cliente de teste') => {
  const db = openDatabase(env.DB);
  const now = Date.now();
  const clienteId = newId(systemRandom, 'cli');
  const numberId = newId(systemRandom, 'num');
  await db.batch([
    db.insert(clientes).values({ id: clienteId, name, createdAt: now }),
    db.insert(numbers).values({ id: numberId, clienteId, name: `Número de ${name}`, createdAt: now }),
  ]);
  return { clienteId, numberId };
};

/** A user of a cliente with these roles and a password. */
export const newUser = async (clienteId: string, roles: Role[], password = 'senha-de-teste') => {
  const db = openDatabase(env.DB);
  const now = Date.now();
  const userId = newId(systemRandom, 'usr');
  const user = {
    userId,
    email: `${userId}@teste.example`,
    name: `Pessoa ${roles.join('+')}`,
    password,
    clienteId,
    roles,
  };
  const passwordHash = await hashPassword(password, systemRandom, WEAK);
  await db.batch([
    db.insert(users).values({ id: userId, email: user.email, name: user.name, passwordHash, createdAt: now }),
    ...roles.map((role) => db.insert(memberships).values({ userId, clienteId, role, createdAt: now })),
  ] as const);
  return user;
};

/** A user's access token, as sign-in would give it. */
export const tokenFor = async (
  user: { userId: string; clienteId: string; name: string; roles: Role[] },
  now = Date.now(),
): Promise<string> => (await signAccessToken(user, JWT_SECRET, now)).token;

/** `name=value` of each cookie a response sets, ready to be sent back. */
export const cookiesOf = (response: Response): Record<string, string> =>
  Object.fromEntries(
    response.headers.getSetCookie().map((line) => {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );

export const errorCode = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { code: string } }).error.code;

export const database = () => openDatabase(env.DB);
