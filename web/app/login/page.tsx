import type { Metadata } from 'next';
import { Suspense } from 'react';
import messages from '../../messages/pt-BR.json';
import { LoginScreen } from './login-screen.tsx';

export const metadata: Metadata = { title: 'Entrar' };

export default function Page() {
  return (
    <Suspense>
      <LoginScreen messages={{ auth: messages.auth }} />
    </Suspense>
  );
}
