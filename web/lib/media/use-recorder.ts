'use client';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { MicTrouble, Recorded, Recording } from './recorder.ts';

/** Longest recording, in seconds; it ends by itself and is kept. */
export const LONGEST = 15 * 60;

type Step = { step: 'idle' } | { step: 'asking' } | { step: 'recording'; recording: Recording } | { step: 'finishing' };

/** The microphone: asked for with the first press, let go with the last. What was recorded goes to `onRecorded`. */
export const useRecorder = (onRecorded: (recorded: Recorded) => void) => {
  const [state, setState] = useState<Step>({ step: 'idle' });
  const [trouble, setTrouble] = useState<MicTrouble | null>(null);
  const running = useRef<Recording | null>(null);
  // A start that was cancelled while the browser still asked for permission.
  const turn = useRef(0);

  const fail = useCallback(async (error: unknown): Promise<void> => {
    const { troubleOf } = await import('./recorder.ts');
    setTrouble(troubleOf(error));
    setState({ step: 'idle' });
  }, []);

  const start = useCallback(async (): Promise<void> => {
    const mine = ++turn.current;
    setTrouble(null);
    setState({ step: 'asking' });
    try {
      const { record } = await import('./recorder.ts');
      const recording = await record();
      if (turn.current !== mine) return recording.cancel();
      running.current = recording;
      setState({ step: 'recording', recording });
    } catch (error) {
      if (turn.current === mine) await fail(error);
    }
  }, [fail]);

  const cancel = useCallback((): void => {
    turn.current++;
    running.current?.cancel();
    running.current = null;
    setState({ step: 'idle' });
  }, []);

  const stop = useCallback(async (): Promise<void> => {
    const recording = running.current;
    if (!recording) return cancel();
    running.current = null;
    setState({ step: 'finishing' });
    try {
      onRecorded(await recording.stop());
      setState({ step: 'idle' });
    } catch (error) {
      await fail(error);
    }
  }, [cancel, fail, onRecorded]);

  useEffect(() => cancel, [cancel]);
  return { state, trouble, start, stop, cancel, dismiss: () => setTrouble(null) };
};
