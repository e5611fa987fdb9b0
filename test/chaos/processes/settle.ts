import { setTimeout as sleep } from 'node:timers/promises';
import { owed } from './collect.ts';
import { allRows, fingerprint } from './dashboard.ts';
import type { Parts } from './parts.ts';

/** Waits until nothing is under way anywhere; false when that takes too long. */
export const settle = async (parts: Parts, limitMs: number, log: (line: string) => void): Promise<boolean> => {
  const deadline = performance.now() + limitMs;
  let why = '';
  let quiet = 0;
  while (performance.now() < deadline) {
    why = await unsettled(parts).catch((error: unknown) => String(error));
    quiet = why === '' ? quiet + 1 : 0;
    // Twice in a row, so that what was just being published is in the lists too.
    if (quiet >= 2) return true;
    await sleep(500);
  }
  log(`not settled: ${why}`);
  return false;
};

const unsettled = async ({ world, crowd, dashboards, truth }: Parts): Promise<string> => {
  if (crowd.unconfirmed > 0) return `${crowd.unconfirmed} messages that WhatsApp has not confirmed`;
  if (!(await world.isOnline())) return 'the agent is not back';
  const { written } = truth.read();
  const { rows } = await allRows(world.api);
  const byPhone = new Map(
    [...rows.values()].flatMap((row) => (row.contact.phone ? [[row.contact.phone.e164, row] as const] : [])),
  );
  for (const [phone, count] of written) {
    const row = byPhone.get(phone);
    if (!row || row.inboundCount !== count)
      return `${phone} wrote ${count}, the list knows ${row?.inboundCount ?? 'nothing'}`;
    if (row.activity !== 'idle') return `${phone} is ${row.activity}`;
    if (row.control.holder.kind === 'bot' && row.waitingSince !== null) return `${phone} waits for an answer`;
  }
  const { numbers } = await world.api.get<{ numbers: { pending: number }[] }>('/api/whatsapp/numbers');
  const pending = numbers.reduce((sum, number) => sum + number.pending, 0);
  if (pending > 0) return `${pending} commands pending`;
  const effects = await owed(world.api);
  if (effects > 0) return `${effects} effects are still owed`;
  const { detail } = await world.api.object('Inbox', '');
  const behind = (detail.state['projection'] as { pending: number }).pending;
  if (behind > 0) return `D1 is behind by ${behind} rows`;
  const server = fingerprint(rows);
  const other = dashboards.find((dashboard) => fingerprint(dashboard.rows) !== server);
  return other ? `${other.name} shows something else` : '';
};
