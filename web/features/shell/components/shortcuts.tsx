'use client';
import { useTranslations } from 'use-intl';
import { Kbd } from '../../../components/ui/badge.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { Switch } from '../../../components/ui/field.tsx';
import { setHotkeysEnabled, useHotkeysEnabled } from '../../../lib/hotkeys.ts';
import { SHORTCUTS } from '../../../lib/shortcuts.ts';
import { closeShortcuts } from './shortcuts-state.ts';

/** What the keyboard can do. */
export default function Shortcuts() {
  const t = useTranslations('shortcuts');
  const on = useHotkeysEnabled();
  return (
    <Dialog open onOpenChange={closeShortcuts} title={t('title')}>
      <dl className="divide-y divide-line">
        {SHORTCUTS.map(({ keys, does }) => (
          <div key={does} className="flex min-h-10 items-center justify-between gap-4">
            <dt>{t(does)}</dt>
            <dd className="flex items-center gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-4 rounded-md bg-panel px-3 py-1.5">
        <Switch checked={on} onChange={setHotkeysEnabled} label={t('enabled')} />
      </div>
    </Dialog>
  );
}
