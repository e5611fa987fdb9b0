import type { Metadata } from 'next';
import { Suspense } from 'react';
import { KnowledgeScreen } from './knowledge-screen.tsx';

export const metadata: Metadata = { title: 'Base da IA' };

export default function Page() {
  return (
    <Suspense>
      <KnowledgeScreen />
    </Suspense>
  );
}
