// An API in memory, typed by the protocol, that serves `out/` with its headers: for tests of the dashboard in a browser
// and for looking at it, without a Worker. `node test/dashboard/fixture-server.ts [port]`.
import { readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ConversationsResponse } from '@oconnector/protocol/api/conversations.ts';
import type { Asked, AskedResponse, NumberHistoryResponse } from '@oconnector/protocol/api/numbers.ts';
import type { Stretch } from '@oconnector/protocol/model/standing.ts';
import { OutcomeRequest, ScoreRequest, type ScoreResponse } from '@oconnector/protocol/api/score.ts';
import type { LiveChange } from '@oconnector/protocol/live/events.ts';
import { type Content, contentText } from '@oconnector/protocol/model/content.ts';
import { whatOf } from '@oconnector/protocol/model/what-of.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { Holder } from '@oconnector/protocol/model/control.ts';
import { viewsOf } from '@oconnector/protocol/model/inbox-view.ts';
import type { ObjectSnapshot, Why } from '@oconnector/protocol/model/inspector.ts';
import type { InboundMessage, Message, OutboundMessage } from '@oconnector/protocol/model/message.ts';
import type { Media } from '@oconnector/protocol/model/media.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import type { PhoneDownFrame, PhoneMessage } from '@oconnector/protocol/phone/frames.ts';
import { type File, giveFiles, previewOfMedia, serveFile, standing } from './fixture-media.ts';
import { openKnowledge } from './fixture-knowledge.ts';
import { changeLead, leadOf } from './fixture-lead.ts';
import { ANA, conversations, DEMO_NUMBER, type Held, inbound, outbound } from './fixture-data.ts';

const OUT = join(import.meta.dirname, '../../web/out');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain',
  '.json': 'application/json',
};
const EPOCH = 'fixture';
const LOG_KEPT = 500;

type Fault = { path: string; status: number; code?: string };

export type Fixture = {
  url: string;
  close: () => Promise<void>;
  held: Held[];
  faults: Fault[];
  delayMs: number;
  /** What was asked of the number's agent, how it answers, and how the number stood in the last day. */
  asks: Record<string, unknown>[];
  asked: Asked;
  stretches: Stretch[];
  /** How long the server rests after each part of an upload. */
  uploadPauseMs: number;
  /** The files that the API has, by id. */
  files: Map<string, File>;
  /** Brings the bytes of a file that a message announced. */
  arrive: (mediaId: string, file: File) => void;
  dropLive: () => void;
  say: (contactId: string, text: string) => void;
  /** A contact sends this, with what stands beside it. */
  hear: (contactId: string, content: Content, beside?: Pick<InboundMessage, 'quote' | 'forwarded'>) => void;
  /** Puts the number in another state and tells the feed; `text` is what a device is linked by. */
  number: (change: Partial<NumberStatus>, text?: string) => void;
};

const user = {
  userId: ANA.userId,
  email: 'ana@lojademo.com.br',
  name: ANA.name,
  clienteId: 'cli_demo',
  clienteName: 'Loja Demo',
  roles: ['owner', 'ops'] as const,
};

const previewOf = (message: Message | undefined): ConversationRow['preview'] => {
  if (!message) return null;
  if (message.direction === 'notice')
    return { direction: 'notice', author: 'system', text: message.notice.event, status: null };
  const { content } = message;
  const words = contentText(content) || (content.type === 'media' ? (content.media.fileName ?? '') : '');
  const text = content.type === 'text' ? words.slice(0, 160) : `[${whatOf(content)}] ${words}`.trim();
  return {
    direction: message.direction,
    author: message.author.kind,
    text,
    status: message.direction === 'out' ? message.status : null,
    ...previewOfMedia(message),
  };
};

const rowOf = (held: Held): ConversationRow => {
  const spoken = held.messages.filter((message) => message.direction !== 'notice');
  return {
    contact: {
      contactId: held.contactId,
      name: held.name,
      phone: { e164: held.phone, display: held.phone.replace(/^\+55(\d\d)(\d{5})(\d{4})$/u, '+55 ($1) $2-$3') },
      aliases: [{ kind: 'phone', value: held.phone }],
    },
    numberId: DEMO_NUMBER,
    version: held.version,
    control: held.control,
    status: held.status,
    activity: held.activity,
    preview: previewOf(held.messages.at(-1)),
    lastSeq: held.messages.length,
    lastAt: spoken.at(-1)?.at ?? 0,
    inboundCount: held.messages.filter((message) => message.direction === 'in').length,
    waitingSince: null,
    unsettled: held.messages.filter(
      (message) => message.direction === 'out' && (message.status === 'failed' || message.status === 'unknown'),
    ).length,
  };
};

const whyOf = (held: Held): Why => {
  const { holder, releaseAt } = held.control;
  if (holder.kind === 'human') return { because: 'human', name: holder.name, via: holder.via, until: releaseAt };
  if (holder.kind === 'paused') return { because: 'paused', reason: holder.reason };
  if (held.activity === 'thinking') return { because: 'thinking', since: Date.now(), attempt: 1 };
  const last = held.messages.at(-1);
  return last ? { because: 'answered', at: last.at } : { because: 'nothing_to_answer' };
};

/** Starts on a free port unless one is named. */
export const startFixture = async (options: { port?: number; count?: number } = {}): Promise<Fixture> => {
  const held = conversations(options.count ?? 200, Date.now());
  const files = giveFiles(held, Date.now());
  const uploads = new Map<string, Media>();
  const byId = new Map(held.map((each) => [each.contactId, each]));
  const log: ({ seq: number } & LiveChange)[] = [];
  const live = new Set<WebSocket>();
  const phones = new Map<string, { socket: WebSocket; lines: PhoneMessage[] }>();
  const fixture: Fixture = {
    url: '',
    close: () => Promise.resolve(),
    held,
    faults: [],
    delayMs: 0,
    asks: [],
    asked: 'told',
    stretches: [],
    uploadPauseMs: 0,
    files,
    arrive: () => undefined,
    dropLive: () => undefined,
    say: () => undefined,
    hear: () => undefined,
    number: () => undefined,
  };
  let seq = 100;
  let signedIn = false;
  let pairingText = '';
  let number: NumberStatus = {
    numberId: DEMO_NUMBER,
    name: 'Loja Demo',
    link: 'online',
    linkSince: Date.now() - 3_600_000,
    channel: { channel: 'simulated', state: 'ready', since: Date.now() - 3_600_000, detail: null },
    pending: 0,
  };

  const publish = (change: LiveChange): void => {
    const event = { seq: ++seq, ...change };
    log.push(event);
    log.splice(0, Math.max(0, log.length - LOG_KEPT));
    for (const socket of live) socket.send(JSON.stringify({ t: 'events', events: [event] }));
  };
  fixture.number = (change, text = '') => {
    const { pairing: _over, ...rest } = number;
    number = { ...rest, ...change };
    pairingText = text;
    publish({ kind: 'number', data: number });
  };
  const note = (each: Held, kind: string, correlation: string | null, data: Record<string, unknown>): void => {
    each.events.push({ seq: each.events.length + 1, at: Date.now(), kind, correlation, data });
  };
  const touch = (each: Held): void => {
    each.version++;
    publish({ kind: 'conversation', data: rowOf(each) });
  };
  const put = (each: Held, message: Message): void => {
    const at = each.messages.findIndex((line) => line.seq === message.seq);
    if (at === -1) each.messages.push(message);
    else each.messages[at] = message;
    publish({ kind: 'message', data: { contactId: each.contactId, message } });
    touch(each);
  };
  const advance = (each: Held, message: OutboundMessage): void => {
    const steps = ['accepted', 'delivered', 'read'] as const;
    note(each, 'command.queued', message.turnId, {
      commandId: message.commandId,
      seq: message.seq,
      turnId: message.turnId,
    });
    steps.forEach((status, index) =>
      setTimeout(
        () => {
          const now = each.messages.find((line) => line.seq === message.seq);
          if (now?.direction !== 'out') return;
          note(each, `command.${status}`, message.turnId, { commandId: message.commandId });
          put(each, { ...now, status, statusAt: { ...now.statusAt, [status]: Date.now() } });
          const phone = phones.get(each.phone);
          if (index === 0 && phone && message.author.kind !== 'phone') {
            const line: PhoneMessage = {
              waId: message.commandId ?? `o-${message.seq}`,
              from: 'shop',
              content: message.content,
              at: Date.now(),
              ack: null,
            };
            phone.lines.push(line);
            phone.socket.send(
              JSON.stringify({ t: 'message', phone: each.phone, message: line } satisfies PhoneDownFrame),
            );
          }
        },
        180 * (index + 1),
      ),
    );
  };
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const receive = (each: Held, content: Content, waId: string, beside: Partial<InboundMessage> = {}): void => {
    const file = content.type === 'media' ? (files.get(content.media.mediaId) ?? null) : null;
    const message = {
      ...inbound(each.messages.length + 1, Date.now(), 'x', waId),
      content,
      ...beside,
      ...(content.type === 'media' ? { media: standing(file, Date.now()) } : {}),
    };
    note(each, 'message.received', waId, {
      seq: message.seq,
      numberId: DEMO_NUMBER,
      fromMe: false,
      late: false,
      old: false,
    });
    note(each, 'debounce.armed', waId, { seq: message.seq, dueAt: Date.now() + 400, latestAt: Date.now() + 1500 });
    each.activity = each.control.holder.kind === 'bot' ? 'waiting' : 'idle';
    put(each, message);
    if (each.control.holder.kind !== 'bot') return;
    clearTimeout(timers.get(each.contactId));
    timers.set(
      each.contactId,
      setTimeout(() => answer(each), 400),
    );
  };
  const answer = (each: Held): void => {
    const last = each.messages.findLast((line) => line.direction === 'in')?.seq ?? 0;
    const said = each.messages.findLast((line) => line.direction === 'out')?.seq ?? 0;
    const turnId = `${each.contactId}:${last}:${each.control.generation}:1`;
    note(each, 'turn.started', turnId, {
      turnId,
      generation: each.control.generation,
      spans: [{ first: said + 1, last }],
      lastInSeq: last,
      attempt: 1,
      loose: false,
    });
    each.activity = 'thinking';
    touch(each);
    setTimeout(() => {
      if (each.control.holder.kind !== 'bot') return note(each, 'turn.stale', turnId, { turnId, why: 'generation' });
      note(each, 'turn.retrieved', turnId, { turnId, passages: ['pas_entrega'], scores: [4.2], ms: 12 });
      note(each, 'turn.replied', turnId, {
        turnId,
        outcome: 'answered',
        handoff: false,
        coveredSeq: last,
        bubbles: 1,
        ms: 180,
      });
      each.activity = 'idle';
      const now = Date.now();
      const reply = outbound(
        each.messages.length + 1,
        now,
        'Sim! Pedidos feitos até *14h* saem no mesmo dia para a capital. Quer que eu calcule o frete?',
        {
          status: 'queued',
          statusAt: { queued: now },
          turnId,
          citations: [
            {
              passageId: 'pas_entrega',
              title: 'Entregas › Prazo',
              quote: 'Pedidos confirmados até as 14h saem no mesmo dia para a capital.',
            },
          ],
        },
      );
      put(each, reply);
      advance(each, reply);
    }, 600);
  };
  const setControl = (
    each: Held,
    holder: Holder,
    releaseAt: number | null,
    status: Held['status'],
    by: Message & { direction: 'notice' },
  ): void => {
    each.control = {
      holder,
      generation: each.control.generation + 1,
      since: Date.now(),
      releaseAt,
      fence: { confirmed: false, inFlight: 0 },
    };
    each.status = status;
    note(each, 'control.changed', null, { control: each.control });
    put(each, by);
    setTimeout(() => {
      each.control = { ...each.control, fence: { confirmed: true, inFlight: 0 } };
      touch(each);
    }, 500);
  };
  const contactOf = (phone: string, name: string | null): Held => {
    const known = held.find((each) => each.phone === phone);
    if (known) return known;
    const made: Held = {
      contactId: `con_${phone.slice(-8)}`,
      name,
      phone,
      control: {
        holder: { kind: 'bot' },
        generation: 1,
        since: Date.now(),
        releaseAt: null,
        fence: { confirmed: true, inFlight: 0 },
      },
      status: 'open',
      activity: 'idle',
      messages: [],
      read: 0,
      version: 1,
      facts: [],
      summary: null,
      events: [],
    };
    held.push(made);
    byId.set(made.contactId, made);
    return made;
  };

  const snapshots = (): ObjectSnapshot[] => [
    ...[...held.slice(0, 60), ...held.slice(200)].map((each): ObjectSnapshot => {
      const last = each.events.at(-1);
      return {
        class: 'Conversation',
        name: `v1:cli_demo:${each.contactId}`,
        label: each.name,
        state: `${each.control.holder.kind} · ${each.activity}`,
        sockets: 0,
        outboxDepth: each.contactId === 'con_0007' ? 2 : 0,
        oldestOutboxAt: each.contactId === 'con_0007' ? Date.now() - 94_000 : null,
        nextTimerAt: each.control.releaseAt,
        lastEvent: {
          seq: last?.seq ?? 8,
          at: last?.at ?? each.messages.at(-1)?.at ?? 0,
          kind: last?.kind ?? 'command.read',
        },
        errors: each.contactId === 'con_0004' ? 3 : 0,
        at: Date.now(),
      };
    }),
    ...(['Gateway', 'Inbox', 'Directory', 'Knowledge', 'Registry'] as const).map((name): ObjectSnapshot => ({
      class: name,
      name: name === 'Gateway' ? `v1:cli_demo:${DEMO_NUMBER}` : 'v1:cli_demo',
      label: name === 'Gateway' ? 'Loja Demo' : null,
      state: name === 'Gateway' ? 'online · ready' : 'idle',
      sockets: name === 'Gateway' || name === 'Inbox' ? 1 : 0,
      outboxDepth: 0,
      oldestOutboxAt: null,
      nextTimerAt: Date.now() + 90_000,
      lastEvent: { seq: 12, at: Date.now() - 4_000, kind: name === 'Gateway' ? 'link.resumed' : 'object.opened' },
      errors: 0,
      at: Date.now(),
    })),
  ];

  type Call = { method: string; path: string; query: URLSearchParams; body: Record<string, unknown> };
  type Answer = { status: number; body: unknown };
  const ok = (body: unknown): Answer => ({ status: 200, body });
  const refuse = (status: number, code: string, more: Record<string, unknown> = {}): Answer => ({
    status,
    body: { error: { code, message: code, requestId: 'req_01JD4ZK8QF', ...more } },
  });
  const session = (): unknown => ({ user, expiresAt: Date.now() + 900_000 });

  const listOf = (query: URLSearchParams): ConversationsResponse => {
    const view = query.get('view') ?? 'all';
    const search = (query.get('search') ?? '').toLowerCase();
    const limit = Number(query.get('limit') ?? 50);
    const from = Number(query.get('cursor') ?? 0);
    const rows = held
      .filter((each) => each.messages.length > 0)
      .map(rowOf)
      .sort((a, b) => b.lastAt - a.lastAt);
    const counts = { mine: 0, unowned: 0, bot: 0, waiting: 0, all: 0, resolved: 0 };
    for (const row of rows) for (const each of viewsOf(row, user.userId)) counts[each]++;
    const digits = search.replaceAll(/\D/gu, '');
    const hits = rows.filter((row) =>
      search === ''
        ? viewsOf(row, user.userId).some((each) => each === view)
        : `${row.contact.name ?? ''} ${row.preview?.text ?? ''}`.toLowerCase().includes(search) ||
          (digits.length > 3 && row.contact.phone?.e164.includes(digits)),
    );
    const page = hits.slice(from, from + limit);
    return {
      rows: page.map((row) => ({ row, readInbound: byId.get(row.contact.contactId)?.read ?? 0 })),
      counts,
      nextCursor: from + limit < hits.length ? String(from + limit) : null,
      live: { epoch: EPOCH, head: seq },
    };
  };

  const knowledge = openKnowledge();
  const leads = new Map<string, ScoreResponse>();
  const leadOfHeld = (each: Held): ScoreResponse =>
    leads.get(each.contactId) ??
    leadOf(
      Date.now(),
      each.messages.filter(({ direction }) => direction === 'in').map(({ seq }) => seq),
    );

  const ofConversation = (call: Call, each: Held, verb: string): Answer => {
    const stale = (): Answer | null =>
      call.body['generation'] === each.control.generation ? null : refuse(409, 'stale', { current: each.control });
    switch (verb) {
      case '':
        return ok({
          row: rowOf(each),
          readInbound: each.read,
          facts: each.facts,
          summary: each.summary,
          why: whyOf(each),
        });
      case 'score':
        if (call.method === 'POST')
          leads.set(each.contactId, changeLead(leadOfHeld(each), ScoreRequest.parse(call.body), ANA.name));
        return ok(leadOfHeld(each));
      case 'outcome': {
        const { result, reason } = OutcomeRequest.parse(call.body);
        const held = leadOfHeld(each);
        const outcome = { result, reason, by: ANA.name, at: Date.now(), grade: held.score.grade };
        leads.set(each.contactId, { ...held, outcome });
        return ok({ outcome });
      }
      case 'messages': {
        const before = Number(call.query.get('before') ?? Number.MAX_SAFE_INTEGER);
        const older = each.messages.filter((message) => message.seq < before);
        return ok({ messages: older.slice(-50), hasMoreBefore: older.length > 50, hasMoreAfter: false });
      }
      case 'read':
        each.read = Number(call.body['inboundCount']);
        publish({ kind: 'read', data: { userId: user.userId, contactId: each.contactId, inboundCount: each.read } });
        return ok({});
      case 'takeover': {
        const minutes = call.body['releaseAfterMinutes'];
        const refused = stale();
        if (refused) return refused;
        setControl(
          each,
          { kind: 'human', ...ANA, via: 'dashboard' },
          typeof minutes === 'number' ? Date.now() + minutes * 60_000 : null,
          'open',
          {
            seq: each.messages.length + 1,
            at: Date.now(),
            direction: 'notice',
            notice: { event: 'takeover', by: ANA.name, via: 'dashboard', cancelled: 0 },
          },
        );
        return ok({ control: each.control, row: rowOf(each) });
      }
      case 'release': {
        const refused = stale();
        if (refused) return refused;
        const resolve = call.body['resolve'] === true;
        const text = call.body['note'];
        setControl(
          each,
          resolve ? { kind: 'paused', reason: 'resolved' } : { kind: 'bot' },
          null,
          resolve ? 'resolved' : 'open',
          {
            seq: each.messages.length + 1,
            at: Date.now(),
            direction: 'notice',
            notice: {
              event: 'release',
              by: ANA.name,
              why: resolve ? 'resolved' : 'button',
              ...(typeof text === 'string' ? { note: text } : {}),
            },
          },
        );
        return ok({ control: each.control, row: rowOf(each) });
      }
      default:
        return refuse(404, 'not_found');
    }
  };

  const send = (call: Call): Answer => {
    const each = byId.get(String(call.body['contactId']));
    if (!each) return refuse(404, 'not_found');
    const mine = each.control.holder.kind === 'human' && each.control.holder.userId === user.userId;
    if (call.body['generation'] !== each.control.generation) return refuse(409, 'stale', { current: each.control });
    if (!mine)
      setControl(each, { kind: 'human', ...ANA, via: 'dashboard' }, Date.now() + 1_800_000, 'open', {
        seq: each.messages.length + 1,
        at: Date.now(),
        direction: 'notice',
        notice: { event: 'takeover', by: ANA.name, via: 'dashboard', cancelled: 0 },
      });
    const now = Date.now();
    const text = String(call.body['text'] ?? '');
    const media = uploads.get(String(call.body['mediaId']));
    if (call.body['mediaId'] !== undefined && !media)
      return refuse(422, 'invalid', { issues: [{ path: 'mediaId', message: 'unknown' }] });
    const message = outbound(each.messages.length + 1, now, text, {
      ...(media
        ? {
            content: { type: 'media', media, ...(text === '' ? {} : { caption: text }) },
            media: standing(files.get(media.mediaId) ?? null, now),
          }
        : {}),
      commandId: crypto.randomUUID(),
      clientId: String(call.body['clientId']),
      author: { kind: 'human', ...ANA },
      status: 'queued',
      statusAt: { queued: now },
      turnId: null,
    });
    put(each, message);
    advance(each, message);
    return ok({ message, control: each.control });
  };

  const ops = (call: Call): Answer => {
    const each = byId.get(call.query.get('key') ?? '');
    if (call.path === '/api/ops/objects') return ok({ objects: snapshots(), at: Date.now() });
    const snapshot = snapshots().find(
      (one) => one.class === call.query.get('class') && (each ? one.name.endsWith(each.contactId) : true),
    );
    if (call.path === '/api/ops/object') {
      if (!snapshot) return refuse(404, 'not_found');
      return ok({
        detail: {
          snapshot,
          state: each
            ? {
                control: each.control,
                status: each.status,
                pending: null,
                lastSeq: each.messages.length,
                turns: [{ turnId: 't-1', outcome: 'answered' }],
              }
            : { open: true },
          timers: each ? [{ kind: 'release', ref: '', dueAt: Date.now() + 60_000 }] : [],
          outbox:
            snapshot.outboxDepth > 0
              ? [
                  {
                    id: 'out_1',
                    kind: 'publish',
                    attempts: 4,
                    nextAttemptAt: Date.now() + 8_000,
                    error: 'inbox unavailable',
                  },
                ]
              : [],
        },
        why: each ? whyOf(each) : null,
      });
    }
    const before = Number(call.query.get('before') ?? Number.MAX_SAFE_INTEGER);
    const correlation = call.query.get('correlation');
    const events = (each?.events ?? [])
      .filter((event) => event.seq < before && (correlation === null || event.correlation === correlation))
      .sort((a, b) => b.seq - a.seq);
    return ok({ events: events.slice(0, 100), hasMore: events.length > 100 });
  };

  const route = (call: Call): Answer => {
    const fault = fixture.faults.find((each) => call.path.startsWith(each.path));
    if (fault) return refuse(fault.status, fault.status === 403 ? 'forbidden' : 'internal');
    switch (`${call.method} ${call.path}`) {
      case 'POST /api/auth/login':
        if (call.body['password'] !== 'demo') return refuse(401, 'unauthorised');
        signedIn = true;
        return ok(session());
      case 'POST /api/auth/start':
        signedIn = true;
        return ok(session());
      case 'POST /api/auth/logout':
        signedIn = false;
        return ok({});
      case 'POST /api/auth/refresh':
        return signedIn ? ok(session()) : refuse(401, 'unauthorised');
    }
    if (!signedIn) return refuse(401, 'unauthorised');
    switch (`${call.method} ${call.path}`) {
      case 'GET /api/auth/me':
        return ok(session());
      case 'POST /api/live/ticket':
        return ok({ ticket: 'ticket', expiresAt: Date.now() + 30_000 });
      case 'GET /api/whatsapp/conversations':
        return ok(listOf(call.query));
      case 'POST /api/whatsapp/send':
        return send(call);
      case 'GET /api/whatsapp/numbers':
        return ok({ numbers: [number] });
      case `GET /api/whatsapp/numbers/${DEMO_NUMBER}/pairing`:
        return ok({ pairing: number.pairing ? { ...number.pairing, text: pairingText } : null });
      case `POST /api/whatsapp/numbers/${DEMO_NUMBER}/agent`:
        fixture.asks.push(call.body);
        fixture.number(
          call.body['isOurs'] && number.agent
            ? { agent: { ...number.agent, confirmed: true }, ...(number.pairing ? { pairing: number.pairing } : {}) }
            : { link: 'never', linkSince: null },
          pairingText,
        );
        return ok({});
      case `POST /api/whatsapp/numbers/${DEMO_NUMBER}/renew-pairing`:
      case `POST /api/whatsapp/numbers/${DEMO_NUMBER}/log-out`:
        fixture.asks.push(call.body);
        return ok({ asked: fixture.asked } satisfies AskedResponse);
      case `GET /api/whatsapp/numbers/${DEMO_NUMBER}/history`: {
        const to = Date.now();
        return ok({ from: to - 86_400_000, to, stretches: fixture.stretches } satisfies NumberHistoryResponse);
      }
      case `POST /api/whatsapp/numbers/${DEMO_NUMBER}/pairing-code`:
        return ok({ code: 'K7QM-4RX2', expiresAt: Date.now() + 600_000 });
      case 'GET /api/whatsapp/simulator':
        return ok({
          url: `${fixture.url.replace('http', 'ws')}/phones`,
          token: 'token-of-the-fixture',
          numberId: DEMO_NUMBER,
        });
    }
    if (call.path.startsWith('/api/ops/')) return ops(call);
    if (call.path.startsWith('/api/ai/')) return knowledge.answer(call) ?? refuse(404, 'not_found');
    const [, id = '', verb = ''] = /^\/api\/whatsapp\/conversations\/([^/]+)\/?(\w*)$/u.exec(call.path) ?? [];
    const each = byId.get(id);
    return each ? ofConversation(call, each, verb) : refuse(404, 'not_found');
  };

  const MEDIA = '/api/whatsapp/media';
  const upload = async (request: IncomingMessage, query: URLSearchParams): Promise<Answer> => {
    const parts: Buffer[] = [];
    for await (const part of request) {
      parts.push(part as Buffer);
      if (fixture.uploadPauseMs > 0) await new Promise((resolve) => setTimeout(resolve, fixture.uploadPauseMs));
    }
    const fault = fixture.faults.find((each) => each.path === MEDIA);
    if (fault) return refuse(fault.status, fault.code ?? 'internal');
    const bytes = Buffer.concat(parts);
    const number = (name: string): number | null => (query.has(name) ? Number(query.get(name)) : null);
    const [width, height] = [number('width'), number('height')];
    const media: Media = {
      mediaId: `med_${crypto.randomUUID()}`,
      kind: query.get('kind') as Media['kind'],
      ...(query.has('voice') ? { voice: true as const } : {}),
      mime: request.headers['content-type'] ?? '',
      bytes: bytes.length,
      fileName: query.get('fileName'),
      durationMs: number('durationMs'),
      ...(width === null ? {} : { width }),
      ...(height === null ? {} : { height }),
    };
    uploads.set(media.mediaId, media);
    files.set(media.mediaId, { bytes, mime: mimeOf(bytes), fileName: media.fileName });
    return { status: 201, body: { media, expiresAt: Date.now() + 86_400_000 } };
  };

  const bodyOf = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const value: unknown = text ? JSON.parse(text) : {};
    return typeof value === 'object' && value !== null ? { ...value } : {};
  };
  const policies = headersOf();
  const serve = (path: string, response: ServerResponse): void => {
    for (const candidate of [path, `${path}.html`, join(path, 'index.html')]) {
      const file = join(OUT, candidate);
      if (!file.startsWith(OUT) || !isFile(file)) continue;
      const policy = policies.get(path);
      response.writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        ...(policy ? { 'content-security-policy': policy } : {}),
      });
      response.end(readFileSync(file));
      return;
    }
    response.writeHead(404, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policies.get('/*') ?? '',
    });
    response.end(readFileSync(join(OUT, '404.html')));
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fixture');
    if (!url.pathname.startsWith('/api/')) return serve(url.pathname, response);
    if (request.method === 'POST' && url.pathname === MEDIA)
      return void upload(request, url.searchParams).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      });
    const file = url.pathname.startsWith(`${MEDIA}/`) ? files.get(url.pathname.slice(MEDIA.length + 1)) : undefined;
    if (file) return serveFile(file, request, response);
    void bodyOf(request).then(async (body) => {
      if (fixture.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, fixture.delayMs));
      const guarded = request.method !== 'GET' && request.headers['x-oconnector'] !== '1';
      const answered = guarded
        ? refuse(403, 'forbidden')
        : route({ method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, body });
      response.writeHead(answered.status, { 'content-type': 'application/json' });
      response.end(answered.status === 204 ? undefined : JSON.stringify(answered.body));
    });
  });

  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'http://fixture');
    sockets.handleUpgrade(request, socket, head, (opened) =>
      url.pathname === '/phones' ? onPhone(opened) : onLive(opened, url),
    );
  });
  const onLive = (socket: WebSocket, url: URL): void => {
    const since = url.searchParams.get('since');
    socket.send(JSON.stringify({ t: 'hello', proto: 1, epoch: EPOCH, head: seq }));
    if (since !== null) {
      const missed = log.filter((event) => event.seq > Number(since));
      const whole = url.searchParams.get('epoch') === EPOCH && missed.length === seq - Number(since);
      if (!whole) socket.send(JSON.stringify({ t: 'reset', head: seq }));
      else if (missed.length > 0) socket.send(JSON.stringify({ t: 'events', events: missed }));
    }
    live.add(socket);
    socket.on('message', (data) => String(data) === 'ping' && socket.send('pong'));
    socket.on('close', () => live.delete(socket));
  };
  const onPhone = (socket: WebSocket): void => {
    const tell = (frame: PhoneDownFrame): void => socket.send(JSON.stringify(frame));
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as {
        t: string;
        phone: string;
        name: string | null;
        id: string;
        content: Content;
        text: string;
        on: boolean;
        mediaId: string;
        data: string;
        done: boolean;
      };
      if (frame.t === 'upload') {
        const before = files.get(frame.mediaId)?.bytes ?? Buffer.alloc(0);
        const bytes = Buffer.concat([before, Buffer.from(frame.data, 'base64')]);
        files.set(frame.mediaId, { bytes, mime: mimeOf(bytes), fileName: null });
        if (frame.done) tell({ t: 'uploaded', phone: frame.phone, mediaId: frame.mediaId });
        return;
      }
      if (frame.t === 'download') {
        const { phone, mediaId } = frame;
        const bytes = files.get(mediaId)?.bytes;
        tell(
          bytes
            ? { t: 'piece', phone, mediaId, offset: 0, data: bytes.toString('base64'), done: true }
            : { t: 'refused', code: 'no_media', message: 'no such file', mediaId },
        );
        return;
      }
      const each = contactOf(frame.phone, frame.name ?? null);
      if (frame.t === 'open') {
        const phone = phones.get(frame.phone) ?? { socket, lines: [] };
        phone.socket = socket;
        phones.set(frame.phone, phone);
        tell({
          t: 'opened',
          phone: frame.phone,
          shop: { name: 'Loja Demo', phone: '+551140028922' },
          address: { kind: 'phone', value: frame.phone },
          history: phone.lines,
        });
      }
      if (frame.t === 'send') {
        const line: PhoneMessage = {
          waId: `wa-${frame.id}`,
          from: 'me',
          content: frame.content,
          at: Date.now(),
          ack: 1,
        };
        phones.get(frame.phone)?.lines.push(line);
        tell({ t: 'sent', phone: frame.phone, id: frame.id, message: line });
        setTimeout(() => tell({ t: 'ack', phone: frame.phone, waId: line.waId, ack: 2 }), 150);
        setTimeout(() => tell({ t: 'typing', phone: frame.phone, on: true }), 500);
        receive(each, frame.content, line.waId);
      }
      if (frame.t === 'typing')
        for (const each2 of live)
          each2.send(
            JSON.stringify({
              t: 'passing',
              event: { kind: 'typing', data: { contactId: each.contactId, on: frame.on } },
            }),
          );
      if (frame.t === 'owner') {
        setControl(
          each,
          { kind: 'human', userId: null, name: 'Celular', via: 'phone' },
          Date.now() + 1_800_000,
          'open',
          {
            seq: each.messages.length + 1,
            at: Date.now(),
            direction: 'notice',
            notice: { event: 'takeover', by: 'Celular', via: 'phone', cancelled: 0 },
          },
        );
        const line: PhoneMessage = {
          waId: `owner-${Date.now()}`,
          from: 'shop',
          content: { type: 'text', text: frame.text },
          at: Date.now(),
          ack: null,
        };
        tell({ t: 'message', phone: frame.phone, message: line });
        put(
          each,
          outbound(each.messages.length + 1, Date.now(), frame.text, {
            commandId: null,
            author: { kind: 'phone' },
            status: 'accepted',
            turnId: null,
          }),
        );
      }
    });
  };

  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const address = server.address();
  fixture.url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  fixture.dropLive = () => live.forEach((socket) => socket.terminate());
  fixture.hear = (contactId, content, beside) => {
    const each = byId.get(contactId);
    if (each) receive(each, content, `hear-${crypto.randomUUID()}`, beside);
  };
  fixture.say = (contactId, text) => fixture.hear(contactId, { type: 'text', text });
  fixture.arrive = (mediaId, file) => {
    files.set(mediaId, file);
    for (const each of held)
      for (const message of each.messages)
        if (
          message.direction !== 'notice' &&
          message.content.type === 'media' &&
          message.content.media.mediaId === mediaId
        )
          put(each, { ...message, media: standing(file, Date.now()) });
  };
  fixture.close = () =>
    new Promise((resolve) => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return fixture;
};

/** What bytes are, as far as the tests send them. */
const mimeOf = (bytes: Buffer): string => {
  const head = bytes.toString('latin1', 0, 12);
  if (head.startsWith('OggS')) return 'audio/ogg';
  if (head.startsWith('RIFF')) return head.endsWith('WAVE') ? 'audio/wav' : 'image/webp';
  if (head.startsWith('\u0089PNG')) return 'image/png';
  if (head.startsWith('\u00ff\u00d8')) return 'image/jpeg';
  return head.slice(4, 8) === 'ftyp' ? 'video/mp4' : 'application/octet-stream';
};

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** Path → policy, out of `_headers`. */
function headersOf(): Map<string, string> {
  const policies = new Map<string, string>();
  let path = '';
  for (const line of readFileSync(join(OUT, '_headers'), 'utf8').split('\n')) {
    if (line !== '' && !line.startsWith(' ')) path = line.trim();
    const [, policy] = /^\s+Content-Security-Policy: (.+)$/u.exec(line) ?? [];
    if (policy) policies.set(path, policy);
  }
  return policies;
}

if (import.meta.main) {
  const fixture = await startFixture({ port: Number(process.argv[2] ?? 4173) });
  process.stdout.write(`${fixture.url}\n`);
}
