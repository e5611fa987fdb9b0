import { create } from 'zustand';

type Line = { contactId: string; seq: number };

/** A line that a panel beside the thread wants shown; the thread takes it. */
export const useJumpRequest = create<Line | null>(() => null);

export const requestJump = (line: Line): void => useJumpRequest.setState(line, true);
export const jumpTaken = (): void => useJumpRequest.setState(null, true);
