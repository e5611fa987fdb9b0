import type { NumberStatus } from '@oconnector/protocol/model/number.ts';

/** Where a number stands for a person: can it send and receive, will it soon, or must somebody act. */
export type NumberState = 'online' | 'starting' | 'attention' | 'offline' | 'never';

export const numberState = (number: NumberStatus): NumberState => {
  if (number.link === 'never') return 'never';
  if (number.link === 'offline') return 'offline';
  switch (number.channel?.state) {
    case 'ready':
      return 'online';
    case undefined:
    case 'starting':
    case 'authenticated':
    case 'syncing':
      return 'starting';
    case 'qr':
    case 'pairing_code':
    case 'passkey':
    case 'conflict':
    case 'logged_out':
    case 'restricted':
    case 'failed':
      return 'attention';
  }
};
