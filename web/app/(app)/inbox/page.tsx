import type { Metadata } from 'next';
import { Suspense } from 'react';
import { InboxScreen } from './inbox-screen.tsx';

export const metadata: Metadata = { title: 'Conversas' };

export default function Page() {
  return (
    <Suspense>
      <InboxScreen />
    </Suspense>
  );
}
