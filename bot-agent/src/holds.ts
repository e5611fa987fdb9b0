import { isHalfOpen, type Circuit } from './circuit.ts';
import type { HoldReason } from './policy.ts';
import { wallTime } from './quiet-hours.ts';

/** An automatic command that a rule keeps from leaving. */
export type Hold = { commandId: string; reason: HoldReason; until: number };

const WHY: Record<HoldReason, string> = {
  never_wrote: 'the contact never wrote to this number',
  first_contacts: 'as many first contacts as a day allows',
  warm_up: 'the number is new, and its daily cap is reached',
  quiet_hours: 'quiet hours',
  circuit: 'WhatsApp has to take them well again first',
};

const TRIPPED: Record<NonNullable<Circuit['reason']>, string> = {
  failed_acks: 'too many sends failed',
  restricted: 'WhatsApp restricted the number',
  logged_out: 'the device was logged out',
};

/** What is held and why, in words for the status of the number; null when nothing is. `zone`: in which times are told. */
export const holdsText = (holds: readonly Hold[], circuit: Circuit, zone: string, now: number): string | null => {
  const parts: string[] = [];
  const at = (until: number) => `${wallTime(zone, until)} (${zone})`;
  if (circuit.state === 'open' && circuit.reason !== null)
    parts.push(
      isHalfOpen(circuit, now)
        ? `Automatic messages go one by one: ${TRIPPED[circuit.reason]}.`
        : `No automatic message leaves before ${at(circuit.until)}: ${TRIPPED[circuit.reason]}.`,
    );
  for (const reason of Object.keys(WHY) as HoldReason[]) {
    const held = holds.filter((one) => one.reason === reason);
    if (held.length === 0) continue;
    const until = Math.min(...held.map((one) => one.until));
    parts.push(`${held.length} held until ${at(until)}: ${WHY[reason]}.`);
  }
  return parts.length === 0 ? null : parts.join(' ');
};
