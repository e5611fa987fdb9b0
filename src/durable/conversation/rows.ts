import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { Command, CommandClass } from '@oconnector/protocol/model/command.ts';
import type { Content } from '@oconnector/protocol/model/content.ts';
import type { Fact } from '@oconnector/protocol/model/fact.ts';
import type { MediaStanding } from '@oconnector/protocol/model/media.ts';
import type {
  Author,
  Citation,
  DeliveryStatus,
  Look,
  Message,
  Notice,
  Quote,
  Settlement,
  Transcript,
} from '@oconnector/protocol/model/message.ts';
import type { Forwarded } from '@oconnector/protocol/model/quote.ts';
import { withAftermath, type Aftermath } from './aftermath.ts';

/** A row of `messages` as SQLite gives it. */
export type MessageRow = {
  seq: number;
  at: number;
  version: number;
  direction: string;
  number_id: string;
  wa_id: string | null;
  author: string | null;
  content: string;
  sent_at: number | null;
  late: number;
  old: number;
  command_id: string | null;
  class: string | null;
  generation: number | null;
  recipient: string | null;
  not_after: number | null;
  status: string | null;
  status_reason: string | null;
  status_at: string | null;
  turn_id: string | null;
  part: number | null;
  citations: string | null;
  settled: string | null;
  look: string | null;
  client_id: string | null;
  media_id: string | null;
  media: string | null;
  /** What became of it: JSON of `Aftermath`. */
  aftermath: string | null;
  speaker: string | null;
  /** The message it answers: JSON of `Quoted`. */
  quoted: string | null;
  forwarded: string | null;
  /** JSON of `Transcript`. */
  transcript: string | null;
};
export type FactRow = {
  id: number;
  key: string;
  value: string;
  quote: string | null;
  message_seq: number | null;
  turn_id: string | null;
  valid_from: number;
  superseded_by: number | null;
  by: string | null;
  pinned: string | null;
};

// The casts below rest on `store.ts`: it writes each of these columns from the very type it is read as.
const read = <T>(text: string): T => JSON.parse(text) as T;
const maybe = <T>(text: string | null): T | null => (text === null ? null : read<T>(text));

/**
 * `quote`: what the row's own quote comes to in this thread.
 *
 * @throws when a row misses what its direction calls for: that is a bug of the store, not an outcome.
 */
export const toMessage = (row: MessageRow, quote: Quote | null): Message => {
  const { seq, at } = row;
  if (row.direction === 'notice') return { seq, at, direction: 'notice', notice: read<Notice>(row.content) };
  const author = maybe<Author>(row.author);
  if (author === null) throw new Error(`message ${seq} has no author`);
  const told = {
    ...withAftermath(read<Content>(row.content), row.sent_at ?? at, maybe<Aftermath>(row.aftermath) ?? {}),
    ...(quote !== null && { quote }),
    ...(row.forwarded !== null && { forwarded: row.forwarded as Forwarded }),
  };
  if (row.direction === 'in') {
    const waId = maybe<string>(row.wa_id);
    if (waId === null) throw new Error(`message ${seq} has no key`);
    return {
      seq,
      at,
      direction: 'in',
      waId,
      author,
      ...(row.speaker !== null && { speaker: read<string>(row.speaker) }),
      ...told,
      ...(row.media !== null && { media: read<MediaStanding>(row.media) }),
      ...(row.transcript !== null && { transcript: read<Transcript>(row.transcript) }),
      sentAt: row.sent_at ?? at,
      late: row.late === 1,
      old: row.old === 1,
    };
  }
  return {
    seq,
    at,
    direction: 'out',
    commandId: row.command_id,
    ...(row.client_id !== null && { clientId: row.client_id }),
    waId: maybe<string>(row.wa_id),
    author,
    ...told,
    ...(row.media !== null && { media: read<MediaStanding>(row.media) }),
    status: row.status as DeliveryStatus,
    statusReason: maybe<string>(row.status_reason),
    statusAt: maybe<Partial<Record<DeliveryStatus, number>>>(row.status_at) ?? {},
    turnId: row.turn_id,
    citations: maybe<Citation[]>(row.citations) ?? [],
    ...(row.settled !== null && { settled: read<Settlement>(row.settled) }),
    ...(row.look !== null && { look: read<Look>(row.look) }),
  };
};

/** The command a row stands for; null when it was no command of ours. */
export const toCommand = (row: MessageRow, contactId: string): Command | null => {
  const to = maybe<Alias>(row.recipient);
  if (row.command_id === null || row.class === null || row.generation === null || to === null) return null;
  return {
    commandId: row.command_id,
    contactId,
    to,
    class: row.class as CommandClass,
    generation: row.generation,
    order: row.seq,
    content: read<Content>(row.content),
    createdAt: row.at,
    notAfter: row.not_after,
  };
};

export const toFact = (row: FactRow): Fact => ({
  id: row.id,
  key: read<string>(row.key),
  value: read<string>(row.value),
  quote: maybe<string>(row.quote),
  messageSeq: row.message_seq,
  validFrom: row.valid_from,
  supersededBy: row.superseded_by,
  ...(row.by !== null && { by: read<string>(row.by) }),
  ...(row.pinned !== null && { pinned: read<NonNullable<Fact['pinned']>>(row.pinned) }),
});
