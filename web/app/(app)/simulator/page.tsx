import type { Metadata } from 'next';
import { Suspense } from 'react';
import { SimulatorScreen } from './simulator-screen.tsx';

export const metadata: Metadata = { title: 'Simulador' };

export default function Page() {
  return (
    <Suspense>
      <SimulatorScreen />
    </Suspense>
  );
}
