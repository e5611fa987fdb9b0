import type { Role } from '@oconnector/protocol/model/user.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorCode, newCliente, newUser, ORIGIN, testApi, tokenFor } from '../testing/api.ts';
import { ROUTES, type RouteRule } from './route-table.ts';

const { app, call } = testApi();
const tokens = new Map<string, string>();
const ROLES: readonly Role[] = ['owner', 'agent', 'viewer', 'ops'];

beforeAll(async () => {
  const { clienteId } = await newCliente();
  for (const role of ROLES) tokens.set(role, await tokenFor(await newUser(clienteId, [role])));
  tokens.set(
    'expired',
    await tokenFor({ userId: 'usr_antes', clienteId, name: 'Antes', roles: [...ROLES] }, Date.now() - 11 * 60_000),
  );
  tokens.set('nobody', await tokenFor({ userId: 'usr_ninguem', clienteId, name: 'Ninguém', roles: [] }));
});

/** A route as a client would call it, with ids that have the right form and belong to nobody. */
const address = ({ path }: RouteRule): string =>
  path
    .replace(':commandId', '0198c0de-0000-7000-8000-000000000000')
    .replace(':contactId', 'con_ninguem')
    .replace(':numberId', 'num_ninguem')
    .replace(':documentId', 'doc_ninguem')
    .replace(':mediaId', 'med_ninguem')
    .replace(':mergeId', 'mrg_ninguem')
    .replace(':passageId', 'pas_ninguem')
    .replace(':questionId', 'qst_ninguem')
    .replace(':goldenId', 'gld_ninguem');
const name = ({ method, path }: RouteRule): string => `${method} ${path}`;

/** Read by a person, changed by a person: who may do what. */
const PROMISED = [
  'GET /api/health → public',
  'POST /api/auth/login → public',
  'POST /api/auth/start → public',
  'POST /api/auth/refresh → public',
  'POST /api/auth/logout → public',
  'GET /api/auth/me → owner, agent, viewer, ops',
  'POST /api/live/ticket → owner, agent, viewer',
  'GET /api/live → owner, agent, viewer',
  'GET /api/whatsapp/conversations → owner, agent, viewer',
  'GET /api/whatsapp/conversations/:contactId → owner, agent, viewer',
  'GET /api/whatsapp/conversations/:contactId/messages → owner, agent, viewer',
  'POST /api/whatsapp/conversations/:contactId/takeover → owner, agent',
  'POST /api/whatsapp/conversations/:contactId/release → owner, agent',
  'POST /api/whatsapp/conversations/:contactId/messages/:commandId/settle → owner, agent',
  'POST /api/whatsapp/conversations/:contactId/read → owner, agent, viewer',
  'GET /api/whatsapp/conversations/:contactId/score → owner, agent, viewer',
  'POST /api/whatsapp/conversations/:contactId/score → owner, agent',
  'POST /api/whatsapp/conversations/:contactId/score/what-if → owner, agent, viewer',
  'POST /api/whatsapp/conversations/:contactId/outcome → owner, agent',
  'POST /api/whatsapp/conversations/:contactId/facts → owner, agent',
  'PUT /api/whatsapp/conversations/:contactId/facts/:factId → owner, agent',
  'DELETE /api/whatsapp/conversations/:contactId/facts/:factId → owner, agent',
  'POST /api/whatsapp/send → owner, agent',
  'POST /api/whatsapp/message → owner, agent',
  'GET /api/whatsapp/numbers → owner, agent, viewer, ops',
  'POST /api/whatsapp/numbers/:numberId/pairing-code → owner',
  'GET /api/whatsapp/numbers/:numberId/pairing → owner',
  'POST /api/whatsapp/numbers/:numberId/agent → owner',
  'POST /api/whatsapp/numbers/:numberId/renew-pairing → owner',
  'POST /api/whatsapp/numbers/:numberId/log-out → owner',
  'GET /api/whatsapp/numbers/:numberId/history → owner, agent, viewer, ops',
  'POST /api/whatsapp/pair → public',
  'GET /api/whatsapp/link → link',
  'GET /api/whatsapp/simulator → owner, agent',
  'GET /api/whatsapp/merges → owner, ops',
  'POST /api/whatsapp/merges/:mergeId/undo → owner, ops',
  'GET /api/whatsapp/settings → owner, ops',
  'PUT /api/whatsapp/settings → owner',
  'POST /api/whatsapp/media → owner, agent',
  'GET /api/whatsapp/media/:mediaId → owner, agent, viewer',
  'PUT /api/whatsapp/media/:mediaId → link',
  'POST /api/whatsapp/media/:mediaId/outcome → link',
  'GET /api/whatsapp/media/:mediaId/outbound → link',
  'GET /api/ai/knowledge → owner, agent, viewer',
  'GET /api/ai/knowledge/search → owner, agent, viewer',
  'PUT /api/ai/knowledge/:documentId → owner',
  'DELETE /api/ai/knowledge/:documentId → owner',
  'GET /api/ai/knowledge/:documentId/passages → owner, agent, viewer',
  'PUT /api/ai/knowledge/:documentId/faq → owner',
  'PUT /api/ai/knowledge/:documentId/url → owner',
  'PUT /api/ai/knowledge/:documentId/file → owner',
  'GET /api/ai/quarantine → owner, agent, viewer',
  'PUT /api/ai/quarantine/:passageId → owner',
  'PUT /api/ai/passages/:passageId/questions → owner',
  'GET /api/ai/questions → owner, agent, viewer',
  'POST /api/ai/questions/:questionId/dismiss → owner',
  'POST /api/ai/questions/:questionId/answer → owner',
  'GET /api/ai/golden → owner, agent, viewer',
  'POST /api/ai/golden/run → owner',
  'PUT /api/ai/golden/:goldenId → owner',
  'DELETE /api/ai/golden/:goldenId → owner',
  'GET /api/ai/calibration → owner, agent, viewer',
  'GET /api/ai/playbook → owner, agent, viewer',
  'PUT /api/ai/playbook → owner',
  'GET /api/ops/objects → ops',
  'GET /api/ops/object → ops',
  'GET /api/ops/events → ops',
  'POST /api/setup/demo → setup',
  'POST /api/setup/rebuild-projection → setup',
];

describe('the route table', () => {
  it('has a row for every handler, and a handler for every row', () => {
    const handlers = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(handlers)].sort()).toEqual(ROUTES.map(name).sort());
  });

  it('has no row twice', () => {
    expect(new Set(ROUTES.map(name)).size).toBe(ROUTES.length);
  });

  it('asks a role of every signed-in user, and takes the cliente from nothing but the credential', () => {
    for (const rule of ROUTES) {
      expect([name(rule), rule.roles.length > 0]).toEqual([name(rule), rule.principal === 'session']);
      const from = { session: 'session', link: 'credential', public: 'none', setup: 'none' } as const;
      expect([name(rule), rule.cliente]).toEqual([name(rule), from[rule.principal]]);
    }
  });

  it('is what the whole product promises to each role', () => {
    const promised = ROUTES.map(
      (rule) => `${name(rule)} → ${rule.principal === 'session' ? rule.roles.join(', ') : rule.principal}`,
    );
    expect(promised).toEqual(PROMISED);
  });
});

describe.each(ROUTES.filter(({ principal }) => principal !== 'public'))('$method $path', (rule) => {
  const json = rule.method === 'GET' || rule.method === 'DELETE' ? undefined : {};
  const ask = (bearer?: string) =>
    call(address(rule), { method: rule.method, json, ...(bearer === undefined ? {} : { bearer }) });

  it('answers 401 to whoever brings nothing, or nothing good', async () => {
    for (const bearer of [undefined, 'x', 'eyJhbGciOiJub25lIn0.e30.', tokens.get('expired')]) {
      const response = await ask(bearer);
      expect(response.status).toBe(401);
      expect(await errorCode(response)).toBe('unauthorised');
    }
  });

  it('answers 401 to a credential of another kind', async () => {
    const others =
      rule.principal === 'session' ? ['only-for-tests-setup-token', 'ocl_0123456789'] : [tokens.get('owner') ?? ''];
    for (const bearer of others) expect((await ask(bearer)).status).toBe(401);
  });

  it('answers 403 to every role but its own', async () => {
    for (const [role, token] of tokens) {
      if (role === 'expired') continue;
      const allowed = rule.principal === 'session' && rule.roles.some((mine) => mine === role);
      const { status } = await ask(token);
      if (rule.principal !== 'session') expect(status).toBe(401);
      else if (allowed) expect([role, status]).not.toEqual([role, expect.toBeOneOf([401, 403])]);
      else expect([role, status]).toEqual([role, 403]);
    }
  });
});

describe('what is not in the table', () => {
  it('is unknown, in JSON, to everybody', async () => {
    const paths = [
      '/api',
      '/api/',
      '/api/nada',
      '/api/auth',
      '/api/whatsapp/',
      '/api/clientes/cli_demo',
      '/api/health/',
      '/api/auth/login/',
    ];
    for (const path of paths) {
      const response = await call(path, { bearer: tokens.get('owner') ?? '' });
      expect([path, response.status]).toEqual([path, 404]);
      expect(await errorCode(response)).toBe('not_found');
    }
  });

  it('includes every other method', async () => {
    for (const method of ['PATCH', 'PUT', 'DELETE', 'OPTIONS']) {
      const response = await call('/api/auth/login', { method, headers: { origin: ORIGIN } });
      expect([method, response.status]).toEqual([method, 404]);
    }
  });
});
