import type { Violation } from './history.ts';
import type { HistoryIndex } from './index-of.ts';

/** I14: work that is due has an alarm that will ring, and none is long overdue. */
export const timersAreArmed = (history: HistoryIndex): Violation[] =>
  history.all('final.timers').flatMap(({ object, dueMs, alarmMs, nowMs, n }): Violation[] => {
    if (dueMs === null) return [];
    if (alarmMs === null || alarmMs > Math.max(dueMs, nowMs) + 60_000)
      return [{ invariant: 'I14', what: `${object}: a timer is due and no alarm will ring`, evidence: [n] }];
    return dueMs < nowMs - 60_000
      ? [
          {
            invariant: 'I14',
            what: `${object}: a timer is ${Math.round((nowMs - dueMs) / 1000)} s overdue`,
            evidence: [n],
          },
        ]
      : [];
  });

/** I15: the projection is what the conversations say, and never older than what it said before. */
export const theProjectionAgrees = (history: HistoryIndex): Violation[] => {
  const rows = new Map(history.all('final.row').map((row) => [row.contact, row]));
  const projected = new Map(history.all('final.projected').map((row) => [row.contact, row]));
  return [...rows.values()].flatMap((row): Violation[] => {
    const found = projected.get(row.contact);
    if (!found)
      return [
        {
          invariant: 'I15',
          contact: row.contact,
          what: 'the conversation is missing in the projection',
          evidence: [row.n],
        },
      ];
    return found.version === row.version && found.checksum === row.checksum
      ? []
      : [
          {
            invariant: 'I15',
            contact: row.contact,
            what: `the projection has version ${found.version}, the conversation ${row.version}`,
            evidence: [row.n, found.n],
          },
        ];
  });
};

/** I20, I21: once the faults stopped, every queue runs empty and every agent is ready. */
export const everythingSettles = (history: HistoryIndex): Violation[] =>
  history.all('final.queues').flatMap(({ journal, outbox, pending, ready, n }): Violation[] => {
    const left = Object.entries({ journal, outbox, pending }).filter(([, depth]) => depth > 0);
    return [
      ...left.map(([queue, depth]) => ({ invariant: 'I20', what: `${depth} left in the ${queue}`, evidence: [n] })),
      ...(ready ? [] : [{ invariant: 'I21', what: 'the agent did not come back', evidence: [n] }]),
    ];
  });

/** I22: a dashboard shows what the server holds, whatever gaps its socket had. */
export const dashboardsAgree = (history: HistoryIndex): Violation[] =>
  history
    .all('final.feed')
    .filter(({ checksum, server }) => checksum !== server)
    .map(({ client, n }) => ({
      invariant: 'I22',
      what: `dashboard ${client} shows something else than the server holds`,
      evidence: [n],
    }));
