'use client';
import { CirclePlus, FileText, ImageIcon, Mic, Paperclip } from 'lucide-react';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Menu, MenuContent, MenuItem, MenuTrigger } from '../../../components/ui/menu.tsx';
import type { SampleName } from '../lib/samples.ts';

const SAMPLES = { photo: ImageIcon, document: FileText, voice: Mic } as const satisfies Record<SampleName, unknown>;

/** What the plus of the phone offers: a file of one's own, or a made-up one. */
export default function PhoneAttach({
  disabled,
  onFile,
  onSample,
}: {
  disabled: boolean;
  onFile: (file: File) => void;
  onSample: (name: SampleName) => void;
}) {
  const t = useTranslations('simulator.files');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Menu>
        <MenuTrigger
          disabled={disabled}
          aria-label={t('attach')}
          title={t('attach')}
          className="-mr-1.5 flex size-8 shrink-0 items-center justify-center rounded-full hover:bg-hover disabled:opacity-60"
        >
          <CirclePlus size={19} aria-hidden />
        </MenuTrigger>
        <MenuContent side="top" align="end">
          <MenuItem icon={<Paperclip size={16} aria-hidden />} onSelect={() => input.current?.click()}>
            {t('own')}
          </MenuItem>
          {(['photo', 'document', 'voice'] as const).map((name) => {
            const Icon = SAMPLES[name];
            return (
              <MenuItem key={name} icon={<Icon size={16} aria-hidden />} onSelect={() => onSample(name)}>
                {t(`sample.${name}`)}
              </MenuItem>
            );
          })}
        </MenuContent>
      </Menu>
      <input
        ref={input}
        type="file"
        hidden
        data-attach
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
          event.target.value = '';
        }}
      />
    </>
  );
}
