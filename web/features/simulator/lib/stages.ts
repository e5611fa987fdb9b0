import type { ObjectEvent } from '@oconnector/protocol/model/inspector.ts';

export type StageName = 'received' | 'grouped' | 'thought' | 'sent' | 'delivered';
export const STAGES: readonly StageName[] = ['received', 'grouped', 'thought', 'sent', 'delivered'];

/** How long a stage took; `running`: begun and not over; `failed`: over, badly. */
export type Stage = {
  name: StageName;
  state: 'waiting' | 'running' | 'done' | 'failed';
  ms: number | null;
  event: ObjectEvent | null;
};

const num = (event: ObjectEvent, key: string): number | null => {
  const value = event.data[key];
  return typeof value === 'number' ? value : null;
};
const str = (event: ObjectEvent, key: string): string | null => {
  const value = event.data[key];
  return typeof value === 'string' ? value : null;
};

// By hand: a schema here would bring its library into the page, which has a budget.
const isWithin = (span: unknown, seq: number): boolean => {
  if (typeof span !== 'object' || span === null || !('first' in span) || !('last' in span)) return false;
  const { first, last } = span;
  return typeof first === 'number' && typeof last === 'number' && first <= seq && seq <= last;
};

const covers = (turn: ObjectEvent, seq: number): boolean => {
  const spans = turn.data['spans'];
  return Array.isArray(spans) && spans.some((span) => isWithin(span, seq));
};

const BAD_ENDS = ['command.failed', 'command.cancelled', 'command.expired', 'command.unknown'];

/**
 * What became of one message of the contact, read out of its conversation's log. `events` in any order; `waId` is the
 * message's own id on WhatsApp. Times are between one stage and the one before it.
 */
export const stagesOf = (events: readonly ObjectEvent[], waId: string, writtenAt: number): Stage[] => {
  const log = [...events].sort((a, b) => a.seq - b.seq);
  const received = log.find((event) => event.kind === 'message.received' && event.correlation === waId);
  const seq = received ? num(received, 'seq') : null;
  const turns = seq === null ? [] : log.filter((event) => event.kind === 'turn.started' && covers(event, seq));
  const turn = turns.at(-1);
  const turnId = turn ? str(turn, 'turnId') : null;
  const ofTurn = (kind: string): ObjectEvent | undefined =>
    turnId === null ? undefined : log.find((event) => event.kind === kind && str(event, 'turnId') === turnId);
  const [replied, failed, queued] = [
    ofTurn('turn.replied'),
    ofTurn('turn.failed') ?? ofTurn('turn.lost'),
    ofTurn('command.queued'),
  ];
  const commandId = queued ? str(queued, 'commandId') : null;
  const ofCommand = (kind: string): ObjectEvent | undefined =>
    commandId === null ? undefined : log.find((event) => event.kind === kind && str(event, 'commandId') === commandId);
  const accepted = ofCommand('command.accepted');
  const delivered = ofCommand('command.delivered') ?? ofCommand('command.read');
  const bad = BAD_ENDS.map(ofCommand).find((event) => event !== undefined);
  const armed = received ? log.find((event) => event.kind === 'debounce.armed' && event.seq > received.seq) : undefined;

  const stage = (
    name: StageName,
    from: number | undefined,
    end: ObjectEvent | undefined,
    problem?: ObjectEvent,
  ): Stage => {
    if (end) return { name, state: 'done', ms: from === undefined ? null : Math.max(0, end.at - from), event: end };
    if (problem) return { name, state: 'failed', ms: null, event: problem };
    return { name, state: from === undefined ? 'waiting' : 'running', ms: null, event: null };
  };
  return [
    stage('received', writtenAt, received),
    // Only the first message of a burst arms the wait; the others join it.
    stage('grouped', armed || turn ? received?.at : undefined, turn),
    stage('thought', turn?.at, replied, failed),
    stage('sent', queued?.at, accepted, bad),
    stage('delivered', accepted?.at, delivered),
  ];
};
