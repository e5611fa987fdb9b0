'use client';
import { useEffect } from 'react';
import { api } from '../lib/api.ts';
import { useNavigate } from '../lib/nav.ts';
import { Logo } from '../components/ui/logo.tsx';

/** Sends a visitor where the session says. */
export function HomeScreen() {
  const navigate = useNavigate();
  useEffect(() => {
    api.get('/api/auth/me').then(
      () => navigate.replace('/inbox'),
      () => navigate.replace('/login'),
    );
  }, [navigate]);
  return (
    <main className="flex min-h-dvh items-center justify-center" aria-busy>
      <h1 className="sr-only">oConnector</h1>
      <Logo size={40} />
    </main>
  );
}
