import type { ObjectEvent } from '@oconnector/protocol/model/inspector.ts';

/** Neighbours of one correlation, newest first. Its place is that of its newest event. */
export type EventGroup = { key: string; correlation: string | null; events: ObjectEvent[] };

/** Groups events (newest first) by correlation; what has none stands alone. */
export const groupEvents = (events: readonly ObjectEvent[]): EventGroup[] => {
  const groups: EventGroup[] = [];
  const byCorrelation = new Map<string, EventGroup>();
  for (const event of events) {
    const known = event.correlation === null ? undefined : byCorrelation.get(event.correlation);
    if (known) {
      known.events.push(event);
      continue;
    }
    const group: EventGroup = {
      key: event.correlation ?? `seq:${event.seq}`,
      correlation: event.correlation,
      events: [event],
    };
    groups.push(group);
    if (event.correlation !== null) byCorrelation.set(event.correlation, group);
  }
  return groups;
};

/** Whether an event tells of something that went wrong. */
export const isFailure = (event: ObjectEvent): boolean =>
  /(?:failed|lost|stale|expired|unknown|cancelled|error|refused|poison|dead|conflict)/u.test(event.kind);

export type EventTone = 'in' | 'think' | 'out' | 'control' | 'bad' | 'plain';

/** The colour family of an event, by the first word of its kind. */
export const toneOf = (event: ObjectEvent): EventTone => {
  if (isFailure(event)) return 'bad';
  const [word = ''] = event.kind.split('.');
  if (word === 'message' || word === 'contact' || word === 'up') return 'in';
  if (word === 'turn' || word === 'debounce' || word === 'timer' || word === 'fact' || word === 'summary')
    return 'think';
  if (word === 'command' || word === 'down' || word === 'outbox') return 'out';
  if (word === 'control' || word === 'fence' || word === 'lease' || word === 'link') return 'control';
  return 'plain';
};

/** New events (newest first) in front of the held ones, each once. */
export const mergeEvents = (held: readonly ObjectEvent[], came: readonly ObjectEvent[]): ObjectEvent[] => {
  const bySeq = new Map([...held, ...came].map((event) => [event.seq, event]));
  return [...bySeq.values()].sort((a, b) => b.seq - a.seq);
};

/** One JSON object a line, oldest first. */
export const toJsonl = (events: readonly ObjectEvent[]): string =>
  [...events]
    .sort((a, b) => a.seq - b.seq)
    .map((event) => JSON.stringify(event))
    .join('\n') + '\n';
