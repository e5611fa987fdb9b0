import type { Asked } from '@oconnector/protocol/api/numbers.ts';
import { useTranslations } from 'use-intl';

/** Why the agent was not asked; nothing when it was. */
export function AskedNote({ asked, error }: { asked: Asked | undefined; error: Error | null }) {
  const t = useTranslations('connect');
  const words = error ? t('renew.failed') : asked === undefined || asked === 'told' ? null : t(`asked.${asked}`);
  return words === null ? null : (
    <p role="alert" className="text-list text-danger">
      {words}
    </p>
  );
}
