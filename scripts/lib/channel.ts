import { ChannelStatus } from '@oconnector/protocol/model/number.ts';
import { Trouble } from './trouble.ts';

export type ChannelName = ChannelStatus['channel'];

/** Reads CHANNEL, the WhatsApp that the bot agent is on: simulated when unset. */
export const parseChannel = (text: string | undefined): ChannelName => {
  if (text === undefined || text === '') return 'simulated';
  const parsed = ChannelStatus.shape.channel.safeParse(text);
  if (!parsed.success) throw new Trouble(`CHANNEL must be simulated or whatsapp-web, not "${text.slice(0, 20)}".`);
  return parsed.data;
};
