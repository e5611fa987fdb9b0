import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { Command, CommandClass } from '@oconnector/protocol/model/command.ts';
import type { Contact } from '@oconnector/protocol/model/contact.ts';
import type { Content } from '@oconnector/protocol/model/content.ts';
import type { ObjectEvent } from '@oconnector/protocol/model/inspector.ts';
import type {
  Author,
  Citation,
  DeliveryStatus,
  Look,
  Message,
  Notice,
  Settlement,
} from '@oconnector/protocol/model/message.ts';
import type { MediaStanding } from '@oconnector/protocol/model/media.ts';
import type { TraceStep } from '../../ai/assistant.ts';
import type { Meta } from '../kit/meta.ts';
import type { Sql, SqlValue } from '../kit/sql.ts';
import type { StaleReason, TurnError } from './events.ts';
import { changeTable, type Target } from './change-table.ts';
import { factTable } from './fact-table.ts';
import { fileTable } from './file-table.ts';
import { mergeTable } from './merge-table.ts';
import { besideColumns, quoteTable, toMessages, type Beside } from './quote-table.ts';
import { recallTable } from './recall-table.ts';
import { toCommand, type MessageRow } from './rows.ts';
import { scoreTable } from './score-table.ts';
import type { Span } from './span.ts';
import { ADDED, type ConversationState, type RunningTurn } from './state.ts';

const json = JSON.stringify;

/** One form for one content, whatever order its keys came in: equal contents are equal texts. */
export const contentJson = (content: Content): string => {
  switch (content.type) {
    case 'text':
      return json({ type: 'text', text: content.text });
    case 'media': {
      const { mediaId, kind, voice, mime, bytes, fileName, durationMs, width, height } = content.media;
      const media = { mediaId, kind, voice, mime, bytes, fileName, durationMs, width, height };
      return json({ type: 'media', media, caption: content.caption });
    }
    case 'unsupported':
      return json({ type: 'unsupported', what: content.what, caption: content.caption });
  }
};

type Placed = { seq: number; at: number; version: number; numberId: string };
type Said = { content: Content; /** Only, and always, with a file. */ media: MediaStanding | null };
type Told = Placed & Said & Beside & { waId: string; old: boolean };
export type InboundDraft = Told & { sentAt: number; late: boolean; speaker?: string };
export type PhoneDraft = Told;
export type CommandDraft = Placed &
  Said & {
    commandId: string;
    clientId: string | null;
    class: CommandClass;
    generation: number;
    to: Alias;
    author: Author;
    notAfter: number | null;
    turn: { turnId: string; part: number; citations: Citation[] } | null;
  };
export type RestoredOutDraft = Placed &
  Omit<Said, 'media'> & {
    commandId: string | null;
    author: Author;
    status: DeliveryStatus;
  };

/** Where a command stands, as `report` needs it. */
export type CommandStatus = {
  commandId: string;
  seq: number;
  numberId: string;
  status: DeliveryStatus;
  statusAt: Partial<Record<DeliveryStatus, number>>;
  waId: string | null;
  turnId: string | null;
  settled: Settlement | null;
  look: Look | null;
};

type TurnEnd =
  | { state: 'replied'; coveredSeq: number; outcome: string; trace: TraceStep[] }
  | { state: 'stale'; error: StaleReason }
  | { state: 'failed' | 'lost'; error: TurnError };

/** The tables of a conversation, in domain values. Writes belong inside a transaction. */
export type ConversationStore = ReturnType<typeof openStore>;

export const openStore = (sql: Sql, meta: Meta) => ({
  ...singles(meta),
  ...threadReads(sql),
  ...threadWrites(sql),
  ...commandTable(sql),
  ...turnTable(sql),
  ...factTable(sql),
  ...scoreTable(sql, meta),
  ...eventReads(sql),
  ...changeTable(sql),
  ...fileTable(sql),
  ...quoteTable(sql),
  ...recallTable(sql, meta),
  ...mergeTable(sql, meta),
});

const singles = (meta: Meta) => ({
  state: (): ConversationState | null => {
    const stored = meta.get<Omit<ConversationState, 'spokenAt'> & { spokenAt?: number }>('state');
    return stored && { ...ADDED, spokenAt: stored.lastAt, ...stored };
  },
  saveState: (state: ConversationState) => meta.set('state', state),
  contact: () => meta.get<Contact>('contact'),
  saveContact: (contact: Contact) => meta.set('contact', contact),
  replyTo: () => meta.get<Alias>('replyTo'),
  saveReplyTo: (alias: Alias) => meta.set('replyTo', alias),
  /** The version up to which the Inbox has been told. */
  published: () => meta.get<number>('published') ?? 0,
  savePublished: (version: number) => meta.set('published', version),
  summary: () => meta.get<{ text: string; upToSeq: number }>('summary'),
  saveSummary: (summary: { text: string; upToSeq: number }) => meta.set('summary', summary),
  /** What the contact last wrote in; null before any turn has found out. */
  knownLanguage: () => meta.get<'pt' | 'en' | 'es'>('language'),
  language: () => meta.get<'pt' | 'en' | 'es'>('language') ?? 'pt',
  saveLanguage: (language: 'pt' | 'en' | 'es') => meta.set('language', language),
  numberName: (numberId: string) => meta.get<string>(`number:${numberId}`),
  saveNumberName: (numberId: string, name: string) => meta.set(`number:${numberId}`, name),
});

const IN_SPANS = `EXISTS (SELECT 1 FROM json_each(?) AS span WHERE seq BETWEEN span.value ->> 'first' AND span.value ->> 'last')`;

const threadReads = (sql: Sql) => {
  const messages = (where: string, ...bindings: SqlValue[]): Message[] =>
    toMessages(sql, sql.all<MessageRow>(`SELECT * FROM messages WHERE ${where}`, ...bindings));
  return {
    message: (seq: number): Message | null => messages('seq = ?', seq)[0] ?? null,
    messageOfClient: (clientId: string): Message | null => messages('client_id = ?', clientId)[0] ?? null,
    messageOfCommand: (commandId: string): Message | null => messages('command_id = ?', commandId)[0] ?? null,
    /** What changed after a version, oldest change first, with the version of the last of them. */
    changedSince: (version: number, limit: number): { messages: Message[]; upTo: number } => {
      const rows = sql.all<MessageRow>(
        'SELECT * FROM messages WHERE version > ? ORDER BY version, seq LIMIT ?',
        version,
        limit,
      );
      return { messages: toMessages(sql, rows), upTo: rows.at(-1)?.version ?? version };
    },
    /** The newest `limit` before a number, ascending. */
    before: (seq: number, limit: number): Message[] =>
      messages('seq < ? ORDER BY seq DESC LIMIT ?', seq, limit).reverse(),
    after: (seq: number, limit: number): Message[] => messages('seq > ? ORDER BY seq LIMIT ?', seq, limit),
    between: (first: number, last: number): Message[] => messages('seq BETWEEN ? AND ? ORDER BY seq', first, last),
    /** What a turn answers: the newest `limit` inbound messages of these spans, ascending. */
    burst: (spans: readonly Span[], limit: number): Message[] =>
      messages(
        `seq BETWEEN ? AND ? AND direction = 'in' AND old = 0 AND ${IN_SPANS} ORDER BY seq DESC LIMIT ?`,
        spans[0]?.first ?? 0,
        spans.at(-1)?.last ?? 0,
        json(spans),
        limit,
      ).reverse(),
    /** The newest `limit` beside what a turn answers, ascending; of the contact's messages none after `lastInSeq`. */
    beside: (spans: readonly Span[], lastInSeq: number, limit: number): Message[] =>
      messages(
        `(seq <= ? OR direction <> 'in') AND NOT (direction = 'in' AND ${IN_SPANS}) ORDER BY seq DESC LIMIT ?`,
        lastInSeq,
        json(spans),
        limit,
      ).reverse(),
    /** The message that already has this key, and the text of its content. */
    /** By what WhatsApp knows a line; null when it does not (yet). */
    keyOf: (seq: number): Target | null => {
      const row = sql.first<{ number_id: string; direction: Target['direction']; wa_id: string }>(
        'SELECT number_id, direction, wa_id FROM messages WHERE seq = ? AND wa_id IS NOT NULL',
        seq,
      );
      return row && { numberId: row.number_id, direction: row.direction, waId: JSON.parse(row.wa_id) as string };
    },
    known: (numberId: string, direction: 'in' | 'out', waId: string): { seq: number; content: string } | null =>
      sql.first<{ seq: number; content: string }>(
        'SELECT seq, content FROM messages WHERE number_id = ? AND direction = ? AND wa_id = ?',
        numberId,
        direction,
        json(waId),
      ),
  };
};

const threadWrites = (sql: Sql) => {
  /** False when the key is taken. `RETURNING` tells, never `rowsWritten`, which counts ignored rows too. */
  const insert = (columns: Record<string, SqlValue>): boolean => {
    const names = Object.keys(columns);
    return (
      sql.first(
        `INSERT INTO messages (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING RETURNING seq`,
        ...Object.values(columns),
      ) !== null
    );
  };
  const placed = ({ seq, at, version, numberId }: Placed) => ({ seq, at, version, number_id: numberId });
  const said = ({ content, media }: Said) => ({
    content: contentJson(content),
    media_id: content.type === 'media' ? content.media.mediaId : null,
    media: media && json(media),
  });
  return {
    insertInbound: (draft: InboundDraft): boolean =>
      insert({
        ...placed(draft),
        direction: 'in',
        wa_id: json(draft.waId),
        author: json({ kind: 'contact' }),
        ...said(draft),
        ...besideColumns(draft),
        sent_at: draft.sentAt,
        late: Number(draft.late),
        old: Number(draft.old),
        speaker: draft.speaker === undefined ? null : json(draft.speaker),
      }),
    insertPhone: (draft: PhoneDraft): boolean =>
      insert({
        ...placed(draft),
        direction: 'out',
        wa_id: json(draft.waId),
        author: json({ kind: 'phone' }),
        ...said(draft),
        ...besideColumns(draft),
        old: Number(draft.old),
        status: 'accepted',
        status_at: json({ accepted: draft.at }),
      }),
    insertCommand: (draft: CommandDraft): boolean =>
      insert({
        ...placed(draft),
        direction: 'out',
        author: json(draft.author),
        ...said(draft),
        command_id: draft.commandId,
        client_id: draft.clientId,
        class: draft.class,
        generation: draft.generation,
        recipient: json(draft.to),
        not_after: draft.notAfter,
        status: 'queued',
        status_at: json({ queued: draft.at }),
        turn_id: draft.turn?.turnId ?? null,
        part: draft.turn?.part ?? null,
        citations: draft.turn && json(draft.turn.citations),
      }),
    insertNotice: (draft: Placed & { notice: Notice }): boolean =>
      insert({ ...placed(draft), direction: 'notice', content: json(draft.notice) }),
    insertRestoredOut: (draft: RestoredOutDraft): boolean =>
      insert({
        ...placed(draft),
        direction: 'out',
        author: json(draft.author),
        content: contentJson(draft.content),
        command_id: draft.commandId,
        status: draft.status,
        status_at: json({ [draft.status]: draft.at }),
      }),
    /** False when this item of a journal is known to be quarantined. */
    quarantine: (epoch: string, s: number): boolean =>
      sql.first(
        'INSERT INTO quarantined (epoch, s) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING s',
        json(epoch),
        s,
      ) !== null,
    /** Notes a number of a journal; returns the highest one stored of it. */
    moveJournalHead: (epoch: string, s: number): number =>
      sql.first<{ last_s: number }>(
        `INSERT INTO journals (epoch, last_s) VALUES (?, ?)
         ON CONFLICT DO UPDATE SET last_s = MAX(last_s, excluded.last_s) RETURNING last_s`,
        json(epoch),
        s,
      )?.last_s ?? s,
  };
};

const commandTable = (sql: Sql) => ({
  command: (commandId: string, contactId: string): Command | null => {
    const row = sql.first<MessageRow>('SELECT * FROM messages WHERE command_id = ?', commandId);
    return row && toCommand(row, contactId);
  },
  commandStatus: (commandId: string): CommandStatus | null => {
    const row = sql.first<MessageRow>('SELECT * FROM messages WHERE command_id = ?', commandId);
    if (row === null || row.status === null) return null;
    return {
      commandId,
      seq: row.seq,
      numberId: row.number_id,
      status: row.status as DeliveryStatus,
      statusAt: JSON.parse(row.status_at ?? '{}') as CommandStatus['statusAt'],
      waId: row.wa_id === null ? null : (JSON.parse(row.wa_id) as string),
      turnId: row.turn_id,
      settled: row.settled === null ? null : (JSON.parse(row.settled) as Settlement),
      look: row.look === null ? null : (JSON.parse(row.look) as Look),
    };
  },
  saveStatus: (command: CommandStatus, reason: string | null, version: number): void =>
    sql.run(
      'UPDATE messages SET status = ?, status_at = ?, status_reason = ?, version = ? WHERE command_id = ?',
      command.status,
      json(command.statusAt),
      reason === null ? null : json(reason),
      version,
      command.commandId,
    ),
  saveSettlement: (commandId: string, settled: Settlement, version: number): void =>
    sql.run('UPDATE messages SET settled = ?, version = ? WHERE command_id = ?', json(settled), version, commandId),
  saveLook: (commandId: string, look: Look, version: number): void =>
    sql.run('UPDATE messages SET look = ?, version = ? WHERE command_id = ?', json(look), version, commandId),
  saveReason: (commandId: string, reason: string | null, at: number, version: number): void =>
    sql.run(
      `UPDATE messages SET status_reason = ?, status_at = json_set(status_at, '$.unknown', ?), version = ? WHERE command_id = ?`,
      reason === null ? null : json(reason),
      at,
      version,
      commandId,
    ),
  /** Gives a command the id WhatsApp knows it by; false when another line of the thread has that id. */
  saveWaId: (commandId: string, waId: string): boolean =>
    sql.first('UPDATE OR IGNORE messages SET wa_id = ? WHERE command_id = ? RETURNING wa_id', json(waId), commandId) !==
    null,
  /** The parts of a turn's reply, in order. */
  commandsOfTurn: (turnId: string): { commandId: string; status: DeliveryStatus }[] =>
    sql.all<{ commandId: string; status: string }>(
      'SELECT command_id AS commandId, status FROM messages WHERE turn_id = ? ORDER BY part',
      turnId,
    ) as {
      commandId: string;
      status: DeliveryStatus;
    }[],
});

const turnTable = (sql: Sql) => ({
  insertTurn: (turn: RunningTurn): void =>
    sql.run(
      `INSERT INTO turns (turn_id, generation, first_in_seq, last_in_seq, attempt, loose, state, started_at) VALUES (?, ?, ?, ?, ?, ?, 'thinking', ?)`,
      turn.turnId,
      turn.generation,
      turn.spans[0]?.first ?? turn.lastInSeq,
      turn.lastInSeq,
      turn.attempt,
      Number(turn.loose),
      turn.startedAt,
    ),
  endTurn: (turnId: string, end: TurnEnd, at: number): void =>
    sql.run(
      `UPDATE turns SET state = ?, ended_at = ?, covered_seq = ?, outcome = ?, error = ?, trace = ? WHERE turn_id = ? AND state = 'thinking'`,
      end.state,
      at,
      end.state === 'replied' ? end.coveredSeq : null,
      end.state === 'replied' ? end.outcome : null,
      end.state === 'replied' ? null : end.error,
      end.state === 'replied' ? json(end.trace) : null,
      turnId,
    ),
  thinkingTurns: (): string[] =>
    sql.all<{ turn_id: string }>(`SELECT turn_id FROM turns WHERE state = 'thinking'`).map(({ turn_id }) => turn_id),
  turnRange: (turnId: string): { firstInSeq: number; lastInSeq: number } | null =>
    sql.first<{ firstInSeq: number; lastInSeq: number }>(
      'SELECT first_in_seq AS firstInSeq, COALESCE(covered_seq, last_in_seq) AS lastInSeq FROM turns WHERE turn_id = ?',
      turnId,
    ),
  /** The newest turns that had no answer, newest first, by what they were asked. */
  unansweredTurns: (limit: number): { firstInSeq: number; lastInSeq: number }[] =>
    sql.all<{ firstInSeq: number; lastInSeq: number }>(
      `SELECT first_in_seq AS firstInSeq, covered_seq AS lastInSeq FROM turns
       WHERE state = 'replied' AND outcome = 'unknown' ORDER BY started_at DESC LIMIT ?`,
      limit,
    ),
  turns: (limit: number) =>
    sql.all<{
      turnId: string;
      state: string;
      startedAt: number;
      endedAt: number | null;
      attempt: number;
      outcome: string | null;
      error: string | null;
    }>(
      `SELECT turn_id AS turnId, state, started_at AS startedAt, ended_at AS endedAt, attempt, outcome, error
       FROM turns ORDER BY started_at DESC, attempt DESC LIMIT ?`,
      limit,
    ),
});

const eventReads = (sql: Sql) => ({
  /** The events of one answer, newest first: the turn's own, and those of the messages it answers. */
  eventsOfTurn: (
    turnId: string,
    range: { firstInSeq: number; lastInSeq: number },
    before: number,
    limit: number,
  ): ObjectEvent[] =>
    sql
      .all<{ seq: number; at: number; kind: string; correlation: string | null; data: string }>(
        `SELECT * FROM events WHERE seq < ?1 AND (correlation = ?2
           OR (kind IN ('message.received', 'debounce.armed') AND data ->> 'seq' BETWEEN ?3 AND ?4))
         ORDER BY seq DESC LIMIT ?5`,
        before,
        turnId,
        range.firstInSeq,
        range.lastInSeq,
        limit,
      )
      .map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> })),
});
