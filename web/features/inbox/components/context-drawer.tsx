'use client';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { useJumpRequest } from '../../lead/lib/jump-request.ts';
import { ContextPanel } from './context-panel.tsx';

/** The context panel where there is no room for a third pane. */
export default function ContextDrawer({ row, onClose }: { row: ConversationRow; onClose: () => void }) {
  const t = useTranslations('context');
  // The line that was asked for stands behind this.
  const asked = useJumpRequest();
  useEffect(() => {
    if (asked !== null) onClose();
  }, [asked, onClose]);
  return (
    <Dialog open shape="side" onOpenChange={onClose} title={t('title')}>
      <ContextPanel row={row} />
    </Dialog>
  );
}
