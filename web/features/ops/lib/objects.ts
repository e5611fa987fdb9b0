import type { ObjectClass, ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';

/** Every class, in the order of the house. */
export const CLASSES = Object.keys({
  Conversation: 0,
  Gateway: 0,
  Directory: 0,
  Inbox: 0,
  Knowledge: 0,
  Registry: 0,
} satisfies Record<ObjectClass, 0>);

/** `key` of an object: the last part of its name when it has three, else ''. */
export const keyOf = (object: Pick<ObjectSnapshot, 'name'>): string => object.name.split(':').slice(2).join(':');

/** How sick an object is; higher is worse. Errors first, then what waits longest to leave, then what waits at all. */
export const badness = (object: ObjectSnapshot, now: number): number => {
  const waiting = object.oldestOutboxAt === null ? 0 : Math.max(0, now - object.oldestOutboxAt);
  const late = object.nextTimerAt === null ? 0 : Math.max(0, now - object.nextTimerAt);
  return object.errors * 1e9 + (waiting > 10_000 ? waiting : 0) + (late > 5_000 ? late : 0) + object.outboxDepth;
};

export type SortKey = 'worst' | 'class' | 'label' | 'outbox' | 'timer' | 'last' | 'errors';

const last = (object: ObjectSnapshot): number => object.lastEvent?.at ?? 0;

const ORDER: Record<SortKey, (a: ObjectSnapshot, b: ObjectSnapshot, now: number) => number> = {
  worst: (a, b, now) => badness(b, now) - badness(a, now) || last(b) - last(a),
  class: (a, b) => a.class.localeCompare(b.class) || last(b) - last(a),
  label: (a, b) => (a.label ?? a.name).localeCompare(b.label ?? b.name),
  outbox: (a, b) => b.outboxDepth - a.outboxDepth || (a.oldestOutboxAt ?? Infinity) - (b.oldestOutboxAt ?? Infinity),
  timer: (a, b) => (a.nextTimerAt ?? Infinity) - (b.nextTimerAt ?? Infinity),
  last: (a, b) => last(b) - last(a),
  errors: (a, b) => b.errors - a.errors,
};

const folded = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** The objects of a class (all when null) whose name, label or state contains the text, in that order. */
export const listObjects = (
  objects: readonly ObjectSnapshot[],
  query: { class: string | null; text: string; sort: SortKey },
  now: number,
): ObjectSnapshot[] => {
  const text = folded(query.text.trim());
  return objects
    .filter(
      (object) =>
        (query.class === null || object.class === query.class) &&
        (text === '' || folded(`${object.name} ${object.label ?? ''} ${object.state}`).includes(text)),
    )
    .sort((a, b) => ORDER[query.sort](a, b, now));
};
