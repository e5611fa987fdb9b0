import type { ChannelState, NumberStatus } from '@oconnector/protocol/model/number.ts';

/**
 * What the WhatsApp card shows: a state of the channel, or why there is none. `unconfirmed`: a QR or code waits until
 * somebody has said that its computer is ours; `expired`: one is awaited and the last one is stale.
 */
export type Stage = ChannelState | 'no_agent' | 'agent_offline' | 'simulated' | 'unconfirmed' | 'expired';

export const stageOf = ({ link, channel, agent, pairing }: NumberStatus): Stage => {
  if (link === 'never') return 'no_agent';
  if (channel?.channel === 'simulated') return link === 'online' ? 'simulated' : 'agent_offline';
  if (link === 'offline') return 'agent_offline';
  if (channel === null) return 'starting';
  const isShown = channel.state === 'qr' || channel.state === 'pairing_code';
  if (isShown && !agent?.confirmed) return 'unconfirmed';
  return isShown && pairing === undefined ? 'expired' : channel.state;
};

export type Tone = 'ok' | 'busy' | 'wait' | 'bad';

/** `wait`: somebody at this screen goes on; `bad`: somebody must put something right. */
export const toneOf = (stage: Stage): Tone => {
  switch (stage) {
    case 'ready':
    case 'simulated':
      return 'ok';
    case 'starting':
    case 'authenticated':
    case 'syncing':
    case 'expired':
      return 'busy';
    case 'qr':
    case 'pairing_code':
    case 'unconfirmed':
    case 'no_agent':
      return 'wait';
    case 'passkey':
    case 'conflict':
    case 'logged_out':
    case 'restricted':
    case 'failed':
    case 'agent_offline':
      return 'bad';
  }
};

/** How far a sync is, 0–100; null when the agent's words say no number. */
export const percentOf = (detail: string | null): number | null => {
  const digits = /(\d{1,3}) ?%/u.exec(detail ?? '')?.[1];
  return digits === undefined ? null : Math.min(100, Number(digits));
};

/** A code as WhatsApp shows it on the phone: four and four. */
export const grouped = (code: string): string => (code.length === 8 ? `${code.slice(0, 4)}-${code.slice(4)}` : code);

export type Way = 'terminal' | 'docker' | 'service';

/** What to type on the machine of the agent, one command a line: the first gives it the number, the others keep it there. */
export const agentCommand = (way: Way, origin: string, code: string): string => {
  const pair = `oconnector-bot pair ${code} --server ${origin}`;
  switch (way) {
    case 'terminal':
      return `${pair}\noconnector-bot run`;
    case 'service':
      return `${pair}\noconnector-bot install`;
    case 'docker':
      return `export SERVER_URL=${origin}\ndocker compose run --rm bot pair ${code}\ndocker compose up -d`;
  }
};

/** The digits of a phone with its country code as people write it; null when that is none. */
export const phoneDigits = (typed: string): string | null => {
  const digits = typed.replaceAll(/[\s().+-]/gu, '');
  return /^\d{8,15}$/u.test(digits) ? digits : null;
};
