'use client';
import type { ReactNode } from 'react';
import { MoreWords } from '../../../lib/i18n/more-words.tsx';
import portuguese from '../../../messages/lead.pt-BR.json';

const PORTUGUESE = { lead: portuguese };
const english = async () => ({ lead: (await import('../../../messages/lead.en.json')).default });

/** The words of this feature, which only its own parts bring along. */
export function LeadWords({ children }: { children: ReactNode }) {
  return (
    <MoreWords portuguese={PORTUGUESE} english={english}>
      {children}
    </MoreWords>
  );
}
