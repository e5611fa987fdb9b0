import { useEffect } from 'react';
import { jumpTaken, useJumpRequest } from '../../lead/lib/jump-request.ts';

/** Goes to the lines that a panel beside the thread asks for. */
export const useJumpsFromBeside = (contactId: string, jump: (seq: number) => void): void => {
  const request = useJumpRequest();
  useEffect(() => {
    if (request?.contactId !== contactId) return;
    jumpTaken();
    jump(request.seq);
  }, [request, contactId, jump]);
};
