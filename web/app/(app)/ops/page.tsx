import type { Metadata } from 'next';
import { Suspense } from 'react';
import { OpsScreen } from './ops-screen.tsx';

export const metadata: Metadata = { title: 'Objetos' };

export default function Page() {
  return (
    <Suspense>
      <OpsScreen />
    </Suspense>
  );
}
