/** Every kind of text on the link that may be lost, by its `t`; `ping` and `pong` are those of the heartbeat. The order is part of what a seed means. */
export const LINK_FRAMES = [
  'hello',
  'welcome',
  'up',
  'ack',
  'down',
  'report',
  'reported',
  'cancel',
  'fenced',
  'status',
  'sync',
  'ping',
  'pong',
] as const;
