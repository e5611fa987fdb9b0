import type { ReactNode } from 'react';
import { Logo } from '../../../components/ui/logo.tsx';

/** The one card of the pages outside the session. */
export function AuthCard({ title, subtitle, children }: { title: string; subtitle: string; children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center bg-panel px-4 py-10">
      <div className="w-full max-w-[380px]">
        <div className="mb-6 flex items-center gap-2.5">
          <Logo size={32} />
          <span className="text-title font-semibold tracking-tight">oConnector</span>
        </div>
        <div className="rounded-2xl border border-line bg-bg p-6 sm:p-8">
          <h1 className="text-head font-semibold tracking-tight">{title}</h1>
          <p className="mt-1 mb-6 text-body text-muted">{subtitle}</p>
          {children}
        </div>
      </div>
    </main>
  );
}
