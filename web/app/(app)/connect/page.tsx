import type { Metadata } from 'next';
import { Suspense } from 'react';
import { ConnectScreen } from './connect-screen.tsx';

export const metadata: Metadata = { title: 'Conectar' };

export default function Page() {
  return (
    <Suspense>
      <ConnectScreen />
    </Suspense>
  );
}
