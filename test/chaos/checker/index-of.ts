import type { HistoryEvent } from './history.ts';

type Kind = HistoryEvent['f'];
export type EventOf<F extends Kind> = Extract<HistoryEvent, { f: F }>;

/** Events by kind, in order; built in one pass so that every check stays linear. */
export class HistoryIndex {
  readonly #byKind = new Map<Kind, HistoryEvent[]>();
  readonly length: number;

  constructor(history: readonly HistoryEvent[]) {
    this.length = history.length;
    for (const event of history) {
      const events = this.#byKind.get(event.f);
      if (events) events.push(event);
      else this.#byKind.set(event.f, [event]);
    }
  }

  all<F extends Kind>(kind: F): EventOf<F>[] {
    return (this.#byKind.get(kind) ?? []) as EventOf<F>[];
  }
}

export const groupBy = <T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> => {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};
