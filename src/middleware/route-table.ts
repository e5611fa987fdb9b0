import { MAX_BODY_BYTES, MAX_MEDIA_BYTES } from '@oconnector/protocol/limits.ts';
import type { Role } from '@oconnector/protocol/model/user.ts';

/** Who may call a route, for which cliente, with how much. Handlers check nothing of this themselves. */
export type RouteRule = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: `/api/${string}`;
  /** `session`: a signed-in user · `link`: a bot agent's credential · `setup`: the setup token of this machine. */
  principal: 'public' | 'session' | 'link' | 'setup';
  /** Any of these; only for sessions, and then always said. */
  roles: readonly Role[];
  /**
   * Where the cliente comes from. Nothing in a path, query, header or body names one; ids are looked up within it, so
   * that another cliente's id is as unknown as one that never was.
   */
  cliente: 'none' | 'session' | 'credential';
  /** Largest request body in bytes. Infinity: the handler streams it, demands its length and sets its own bound. */
  maxBody: number;
};

const SMALL_BODY = 16 * 1024;
/** 200 pairs of 10,200 characters in 30 ways at their longest are more than anybody writes: what an object takes in one call. */
const FAQ_BODY = 4_000_000;
/** 200,000 characters of a document at JSON's worst escaping (sixfold), plus the envelope. */
const DOCUMENT_BODY = 1_300_000;

/** A playbook whose lists are all full, at JSON's worst escaping. */
const PLAYBOOK_BODY = 512 * 1024;

const READERS: readonly Role[] = ['owner', 'agent', 'viewer'];
const SPEAKERS: readonly Role[] = ['owner', 'agent'];
const OWNERS: readonly Role[] = ['owner'];
const KEEPERS: readonly Role[] = ['owner', 'ops'];
const OPS: readonly Role[] = ['ops'];
const EVERYBODY: readonly Role[] = ['owner', 'agent', 'viewer', 'ops'];

type Method = RouteRule['method'];
type Path = RouteRule['path'];

const open = (method: Method, path: Path): RouteRule => ({
  method,
  path,
  principal: 'public',
  roles: [],
  cliente: 'none',
  maxBody: SMALL_BODY,
});
const signedIn = (method: Method, path: Path, roles: readonly Role[], maxBody = SMALL_BODY): RouteRule => ({
  method,
  path,
  principal: 'session',
  roles,
  cliente: 'session',
  maxBody,
});

const byAgent = (method: Method, path: Path, maxBody = SMALL_BODY): RouteRule => ({
  method,
  path,
  principal: 'link',
  roles: [],
  cliente: 'credential',
  maxBody,
});

/** Every route there is. A handler that is not here answers 404, and a test fails. */
export const ROUTES: readonly RouteRule[] = [
  open('GET', '/api/health'),

  open('POST', '/api/auth/login'),
  open('POST', '/api/auth/start'),
  open('POST', '/api/auth/refresh'),
  open('POST', '/api/auth/logout'),
  signedIn('GET', '/api/auth/me', EVERYBODY),

  signedIn('POST', '/api/live/ticket', READERS),
  signedIn('GET', '/api/live', READERS),

  signedIn('GET', '/api/whatsapp/conversations', READERS),
  signedIn('GET', '/api/whatsapp/conversations/:contactId', READERS),
  signedIn('GET', '/api/whatsapp/conversations/:contactId/messages', READERS),
  signedIn('POST', '/api/whatsapp/conversations/:contactId/takeover', SPEAKERS),
  signedIn('POST', '/api/whatsapp/conversations/:contactId/release', SPEAKERS),
  signedIn('POST', '/api/whatsapp/conversations/:contactId/messages/:commandId/settle', SPEAKERS),
  signedIn('POST', '/api/whatsapp/conversations/:contactId/read', READERS),
  signedIn('GET', '/api/whatsapp/conversations/:contactId/score', READERS),
  signedIn('POST', '/api/whatsapp/conversations/:contactId/score', SPEAKERS),
  signedIn('POST', '/api/whatsapp/conversations/:contactId/score/what-if', READERS),
  signedIn('POST', '/api/whatsapp/conversations/:contactId/outcome', SPEAKERS),
  signedIn('POST', '/api/whatsapp/conversations/:contactId/facts', SPEAKERS),
  signedIn('PUT', '/api/whatsapp/conversations/:contactId/facts/:factId', SPEAKERS),
  signedIn('DELETE', '/api/whatsapp/conversations/:contactId/facts/:factId', SPEAKERS),
  signedIn('POST', '/api/whatsapp/send', SPEAKERS, MAX_BODY_BYTES),
  signedIn('POST', '/api/whatsapp/message', SPEAKERS, MAX_BODY_BYTES),
  signedIn('GET', '/api/whatsapp/numbers', EVERYBODY),
  signedIn('POST', '/api/whatsapp/numbers/:numberId/pairing-code', OWNERS),
  signedIn('GET', '/api/whatsapp/numbers/:numberId/pairing', OWNERS),
  signedIn('POST', '/api/whatsapp/numbers/:numberId/agent', OWNERS),
  signedIn('POST', '/api/whatsapp/numbers/:numberId/renew-pairing', OWNERS),
  signedIn('POST', '/api/whatsapp/numbers/:numberId/log-out', OWNERS),
  signedIn('GET', '/api/whatsapp/numbers/:numberId/history', EVERYBODY),
  open('POST', '/api/whatsapp/pair'),
  byAgent('GET', '/api/whatsapp/link'),
  signedIn('GET', '/api/whatsapp/simulator', SPEAKERS),
  signedIn('GET', '/api/whatsapp/merges', KEEPERS),
  signedIn('POST', '/api/whatsapp/merges/:mergeId/undo', KEEPERS),
  signedIn('GET', '/api/whatsapp/settings', KEEPERS),
  signedIn('PUT', '/api/whatsapp/settings', OWNERS),

  signedIn('POST', '/api/whatsapp/media', SPEAKERS, MAX_MEDIA_BYTES),
  signedIn('GET', '/api/whatsapp/media/:mediaId', READERS),
  byAgent('PUT', '/api/whatsapp/media/:mediaId', MAX_MEDIA_BYTES),
  byAgent('POST', '/api/whatsapp/media/:mediaId/outcome'),
  byAgent('GET', '/api/whatsapp/media/:mediaId/outbound'),

  signedIn('GET', '/api/ai/knowledge', READERS),
  signedIn('GET', '/api/ai/knowledge/search', READERS),
  signedIn('PUT', '/api/ai/knowledge/:documentId', OWNERS, DOCUMENT_BODY),
  signedIn('DELETE', '/api/ai/knowledge/:documentId', OWNERS),
  signedIn('GET', '/api/ai/knowledge/:documentId/passages', READERS),
  signedIn('PUT', '/api/ai/knowledge/:documentId/faq', OWNERS, FAQ_BODY),
  signedIn('PUT', '/api/ai/knowledge/:documentId/url', OWNERS),
  signedIn('PUT', '/api/ai/knowledge/:documentId/file', OWNERS, Number.POSITIVE_INFINITY),
  signedIn('GET', '/api/ai/quarantine', READERS),
  signedIn('PUT', '/api/ai/quarantine/:passageId', OWNERS),
  signedIn('PUT', '/api/ai/passages/:passageId/questions', OWNERS, 64 * 1024),
  signedIn('GET', '/api/ai/questions', READERS),
  signedIn('POST', '/api/ai/questions/:questionId/dismiss', OWNERS),
  signedIn('POST', '/api/ai/questions/:questionId/answer', OWNERS, 64 * 1024),
  signedIn('GET', '/api/ai/golden', READERS),
  signedIn('POST', '/api/ai/golden/run', OWNERS),
  signedIn('PUT', '/api/ai/golden/:goldenId', OWNERS),
  signedIn('DELETE', '/api/ai/golden/:goldenId', OWNERS),

  signedIn('GET', '/api/ai/calibration', READERS),
  signedIn('GET', '/api/ai/playbook', READERS),
  signedIn('PUT', '/api/ai/playbook', OWNERS, PLAYBOOK_BODY),

  signedIn('GET', '/api/ops/objects', OPS),
  signedIn('GET', '/api/ops/object', OPS),
  signedIn('GET', '/api/ops/events', OPS),

  { method: 'POST', path: '/api/setup/demo', principal: 'setup', roles: [], cliente: 'none', maxBody: SMALL_BODY },
  {
    method: 'POST',
    path: '/api/setup/rebuild-projection',
    principal: 'setup',
    roles: [],
    cliente: 'none',
    maxBody: SMALL_BODY,
  },
];

const byRoute = new Map(ROUTES.map((rule) => [`${rule.method} ${rule.path}`, rule]));

/** The rule of a registered route, or undefined. */
export const ruleOf = (method: string, path: string): RouteRule | undefined => byRoute.get(`${method} ${path}`);
