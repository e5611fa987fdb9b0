'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Recorded } from '../../../lib/media/recorder.ts';
import { toast } from '../../../lib/toast.ts';
import type { PhoneFile, SampleName } from '../lib/samples.ts';

/** Sends files from one phone and says when one could not go. The makers of files are fetched with the first one. */
export const usePhoneSending = (phone: string) => {
  const t = useTranslations('simulator.files');
  const [busy, setBusy] = useState(false);
  const send = async (make: () => Promise<PhoneFile | null>, caption?: string): Promise<void> => {
    setBusy(true);
    try {
      const file = await make();
      if (!file) return toast('error', t('unfit'));
      const { sendFile } = await import('./use-phone-files.ts');
      await sendFile(phone, file, caption);
    } catch {
      toast('error', t('failed'));
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    own: (file: File): void => void send(async () => (await import('../lib/samples.ts')).ownFile(file)),
    sample: (name: SampleName, caption?: string): void =>
      void send(async () => (await import('../lib/samples.ts')).SAMPLES[name](), caption),
    recorded: ({ blob, seconds, voice }: Recorded): void =>
      void send(() =>
        Promise.resolve({ blob, kind: 'audio', voice, name: '', seconds, width: null, height: null } as const),
      ),
  };
};
