'use client';
import dynamic from 'next/dynamic';
import type { ReactNode } from 'react';
import { Shell } from '../../features/shell/components/shell.tsx';
import messages from '../../messages/pt-BR.json';
import { Providers } from '../../lib/providers.tsx';

const SignInAgain = dynamic(() => import('./sign-in-again.tsx'), { ssr: false });

export function AppFrame({ children }: { children: ReactNode }) {
  return (
    <Providers messages={messages}>
      <Shell signInAgain={(user, onDone) => <SignInAgain user={user} onDone={onDone} />}>{children}</Shell>
    </Providers>
  );
}
