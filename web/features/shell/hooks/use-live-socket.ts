'use client';
import { useEffect } from 'react';
import type { LiveSocket } from '../../../lib/live/socket.ts';

/** Keeps the live feed open while there is a session. Its code comes after the first paint. */
export const useLiveSocket = (expiresAt: number | null, signIns: number): void => {
  const signedIn = expiresAt !== null;
  useEffect(() => {
    if (expiresAt === null) return;
    let socket: LiveSocket | null = null;
    let gone = false;
    void import('../../../lib/live/socket.ts').then(({ LiveSocket: Socket }) => {
      if (gone) return;
      socket = new Socket();
      socket.start(expiresAt);
    });
    return () => {
      gone = true;
      socket?.stop();
    };
    // `expiresAt` moves with every renewal, which the socket hears of by itself.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [signedIn, signIns]);
};
