import type { Violation } from './history.ts';
import { groupBy, type HistoryIndex } from './index-of.ts';

/** I10: leases only grow; what is held never shrinks within an epoch and never exceeds what was sent. */
export const sessionsAreSound = (history: HistoryIndex): Violation[] => {
  const violations: Violation[] = [];
  for (const [number, leases] of groupBy(history.all('gw.lease'), ({ number }) => number)) {
    leases.reduce((last, { lease, n }) => {
      if (lease <= last)
        violations.push({ invariant: 'I10', what: `number ${number}: lease ${lease} after ${last}`, evidence: [n] });
      return Math.max(last, lease);
    }, 0);
  }
  for (const [stream, helds] of groupBy(history.all('gw.held'), ({ number, epoch }) => `${number} ${epoch}`)) {
    helds.reduce((last, { h, n }) => {
      if (h < last)
        violations.push({ invariant: 'I10', what: `stream ${stream}: held ${h} after ${last}`, evidence: [n] });
      return Math.max(last, h);
    }, 0);
  }
  for (const { epoch, h, sent, n } of history.all('bot.acked')) {
    if (h > sent)
      violations.push({ invariant: 'I10', what: `epoch ${epoch}: ${h} acknowledged, ${sent} sent`, evidence: [n] });
  }
  return violations;
};
