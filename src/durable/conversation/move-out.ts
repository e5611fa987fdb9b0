import type { Content } from '@oconnector/protocol/model/content.ts';
import type { MediaStanding } from '@oconnector/protocol/model/media.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { hit } from '../../lib/failpoint.ts';
import type {
  ConversationRpc,
  MovedFile,
  MovedLine,
  MovedPage,
  MovedState,
  Parted,
  ToldChange,
} from '../rpc/conversation.ts';
import { CARRY, change } from './change.ts';
import type { Change, ConversationContext } from './context.ts';
import { handOver, RESOLVED } from './control.ts';
import { addNotice, setControl } from './control-change.ts';
import { openReplies } from './turn-fold.ts';
import { unsettledSpans, type Moved } from './merge.ts';
import type { Line } from './merge-table.ts';
import { includes, without } from './span.ts';
import { forgetParted } from './unremembered.ts';
import { oweTranscript } from './voice.ts';

/** This contact turned out to be another one: its conversation is closed here and goes on there (rules M1 to M4). */

/** Lines that travel together: a page stays far below the 32 MiB of a call, even if each is as long as can be. */
const PAGE_LINES = 25;

/** See `ConversationRpc.moveOut`. */
export const moveOut = (
  ctx: ConversationContext,
  { mergeId, into, after }: Parameters<ConversationRpc['moveOut']>[0],
): MovedPage | null => {
  if (ctx.store.moved()?.mergeId !== mergeId) close(ctx, mergeId, into);
  const moved = ctx.store.moved();
  const state = ctx.store.state();
  if (moved === null || moved.state === null || state === null) return null;
  // Counted after the fence has risen: what it stopped waits again.
  const held = moved.held ?? unsettledSpans(state);
  if (moved.held === null) ctx.commit(() => ctx.store.saveMoved({ ...moved, held }));
  const lines = ctx.store.linesAfter(after, PAGE_LINES);
  const last = lines.length < PAGE_LINES ? null : (lines.at(-1)?.seq ?? null);
  const settled = lines.filter((line) => line.direction === 'out' || line.old || !includes(held, line.seq));
  return { state: moved.state, lines: withStories(ctx, settled), next: last };
};

const close = (ctx: ConversationContext, mergeId: string, into: string): void => {
  hit('merge.before_close');
  change(ctx, (tx) => {
    ctx.store.saveMoved({ mergeId, into, state: tx.opened ? standing(ctx, tx) : null, held: null, handed: false });
    if (!tx.opened) return;
    tx.record('thread.moved', mergeId, { mergeId, into });
    setControl(ctx, tx, {
      control: handOver(tx.state.control, RESOLVED, tx.now, null),
      cause: 'merge',
      noticeSeq: addNotice(ctx, tx, { event: 'merged_into', contactId: into }, mergeId),
    });
  });
  hit('merge.closed');
};

const standing = (ctx: ConversationContext, { state, now }: Change): MovedState => ({
  holder: state.control.holder,
  releaseAfterMs: state.control.releaseAt === null ? null : Math.max(1, state.control.releaseAt - now),
  optedOut: state.optedOut !== null,
  numberId: state.numberId,
  numbers: state.numbers,
  replyTo: ctx.store.replyTo(),
  spokenAt: state.spokenAt,
  forgotten: ctx.store.forgotten(),
});

const withStories = (ctx: ConversationContext, lines: readonly Line[]): MovedLine[] => {
  const gone = ctx.store.unremembered();
  const unheard = new Set(Object.values(ctx.store.state()?.hearing ?? {}).map(({ seq }) => seq));
  return lines.map((line) => ({
    ...withStory(ctx, line),
    ...(gone.has(line.seq) && { unremembered: true }),
    ...(unheard.has(line.seq) && { unheard: true }),
  }));
};

const withStory = (ctx: ConversationContext, { seq, old: _old, media, ...line }: Line): MovedLine => ({
  ...line,
  ...(line.quoted && { quoted: ctx.store.quotedAsTold(line.numberId, line.quoted) }),
  file: fileOf(ctx, line.content, media),
  changes: ctx.store.toldOf(line),
  facts: line.direction === 'in' ? ctx.store.factsOf(seq) : [],
  signals: line.direction === 'in' ? ctx.store.signalsOf(seq) : [],
});

const fileOf = (ctx: ConversationContext, content: Content, standing: MediaStanding | null): MovedFile | null =>
  content.type === 'media' && standing !== null
    ? { standing, expiresAt: ctx.store.fileExpiry(content.media.mediaId) }
    : null;

/** See `ConversationRpc.movedOut`. */
export const movedOut = (ctx: ConversationContext, mergeId: string): void =>
  ctx.commit(() => {
    const moved = ctx.store.moved();
    if (moved?.mergeId !== mergeId) return;
    ctx.store.saveMoved({ ...moved, handed: true });
    ctx.outbox.put(CARRY, '');
  });

/** See `ConversationRpc.moveBack`: as it stood, also in the hands of whoever had it. What waits here still is answered here. */
export const moveBack = (ctx: ConversationContext, mergeId: string, parted: Parted): void => {
  const moved = ctx.store.moved();
  if (moved?.mergeId !== mergeId) return;
  change(ctx, (tx) => {
    ctx.store.saveMoved(null);
    if (!tx.opened || moved.state === null) return;
    forgetParted(ctx, tx, mergeId, parted);
    for (const { seq } of Object.values(tx.state.hearing)) oweTranscript(ctx, tx, seq);
    const { holder, releaseAfterMs } = moved.state;
    const wasResolved = holder.kind === 'paused' && holder.reason === 'resolved';
    setControl(ctx, tx, {
      control: handOver(tx.state.control, holder, tx.now, releaseAfterMs),
      cause: wasResolved ? 'resolve' : 'unmerge',
      releaseAfterMs,
      noticeSeq: addNotice(ctx, tx, { event: 'unmerged', contactId: moved.into }, mergeId),
    });
  });
};

/**
 * Hands over what was held back: what waits is taken in there like any message and answered there, what was answered
 * meanwhile follows as history. What a reply on its way answers stays until its end is known: said twice would be worse.
 */
export const performCarry = async (ctx: ConversationContext): Promise<void> => {
  await carryLines(ctx);
  await carryStandings(ctx);
};

/**
 * Tells where files are that were settled here after their lines had left. A line that is not there (yet) needs no telling:
 * it takes its standing along, and nothing else is carried while this runs.
 */
const carryStandings = async (ctx: ConversationContext): Promise<void> => {
  const moved = ctx.store.moved();
  if (moved === null || !moved.handed || !moved.files?.length) return;
  const standingOf = (mediaId: string) => ctx.store.messageOfFile(mediaId)?.standing;
  const told = new Map(moved.files.map((mediaId) => [mediaId, standingOf(mediaId)]));
  for (const [mediaId, standing] of told) {
    if (standing === undefined || standing.state === 'pending' || standing.state === 'expired') continue;
    const { state, mime, bytes, reason } = standing;
    await ctx.ports.conversation(moved.into).settleFile({ mediaId, state, mime, bytes, reason });
  }
  ctx.commit(() => {
    const now = ctx.store.moved();
    if (now?.mergeId !== moved.mergeId) return;
    // What came to stand otherwise meanwhile is told again.
    const isTold = (mediaId: string) => told.has(mediaId) && told.get(mediaId)?.state === standingOf(mediaId)?.state;
    ctx.store.saveMoved({ ...now, files: (now.files ?? []).filter((mediaId) => !isTold(mediaId)) });
  });
};

const carryLines = async (ctx: ConversationContext): Promise<void> => {
  const moved = ctx.store.moved();
  const state = ctx.store.state();
  if (moved === null || moved.state === null || !moved.handed || moved.held === null || state === null) return;
  const underWay = Object.values(openReplies(state)).flatMap(({ spans }) => spans);
  const isWaiting = ({ seq }: Line): boolean => includes(state.pending?.spans ?? [], seq);
  const lines = ctx.store.linesWithin(moved.held);
  const waiting = lines.filter(isWaiting);
  const settled = lines.filter((line) => !isWaiting(line) && !includes(underWay, line.seq));
  if (waiting.length + settled.length === 0) return;
  hit('merge.before_carry');
  for (let from = 0; from < settled.length; from += PAGE_LINES) {
    const page = withStories(ctx, settled.slice(from, from + PAGE_LINES));
    await inheritThere(ctx, moved, moved.state, page);
  }
  for (const line of waiting) await askThere(ctx, moved, moved.state, line);
  hit('merge.carried');
  const gone = [...waiting, ...settled].map(({ seq }) => seq);
  change(ctx, (tx) => {
    const now = ctx.store.moved();
    if (now?.mergeId !== moved.mergeId || now.held === null) return;
    ctx.store.saveMoved({ ...now, held: gone.reduce<Moved['held'] & object>(without, now.held) });
    tx.record('waiting.carried', moved.mergeId, { seqs: waiting.map(({ seq }) => seq) });
  });
};

const inheritThere = (ctx: ConversationContext, moved: Moved, state: MovedState, lines: MovedLine[]): Promise<void> =>
  ctx.ports.conversation(moved.into).inherit({
    mergeId: moved.mergeId,
    from: ctx.identity.contactId,
    contact: null,
    page: { state, lines, next: null },
  });

const askThere = async (ctx: ConversationContext, moved: Moved, state: MovedState, line: Line): Promise<void> => {
  const { clienteId } = ctx.identity;
  const { replyTo } = state;
  if (replyTo === null) throw new Error(`message ${line.seq} came from nobody`);
  const { waId, content, numberId, quoted, forwarded } = line;
  const file = fileOf(ctx, content, line.media);
  const was = { at: line.at, unremembered: ctx.store.unremembered().has(line.seq) };
  const message = {
    waId,
    fromMe: false,
    contact: [replyTo],
    pushName: null,
    content,
    ...(quoted && { quoted: ctx.store.quotedAsTold(numberId, quoted) }),
    ...(forwarded && { forwarded }),
    sentAt: line.sentAt ?? line.at,
    old: false,
  };
  const changes = ctx.store
    .toldOf(line)
    .map(({ waId: changeId, change: told }) => receivedChange(line, changeId, told));
  const results = await ctx.ports.conversation(moved.into).ingest({
    clienteId,
    numberId,
    contact: { contactId: moved.into, name: null, phone: null, aliases: [replyTo] },
    replyTo,
    journalEpoch: null,
    items: [
      { s: null, message, ...(file && { file }), was },
      ...changes.map((one) => ({ s: null, message: { ...one, contact: [replyTo] } })),
    ],
    mergeId: moved.mergeId,
  });
  if (results.some(({ outcome }) => outcome === 'moved')) throw new Error('the merge is being undone');
};

/** A change as it was received. */
const receivedChange = (of: Line, waId: string, told: ToldChange): Omit<ReceivedMessage, 'contact'> => {
  const about = { waId: of.waId, fromMe: of.direction === 'out' };
  return {
    waId,
    fromMe: told.by === 'number',
    pushName: null,
    content: told.kind === 'edited' ? { type: 'text', text: told.text } : { type: 'unsupported', what: 'other' },
    sentAt: told.at,
    old: true,
    about: told.kind === 'reaction' ? { kind: 'reaction', ...about, emoji: told.emoji } : { kind: told.kind, ...about },
  };
};
