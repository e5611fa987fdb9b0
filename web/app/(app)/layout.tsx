import type { ReactNode } from 'react';
import { AppFrame } from './app-frame.tsx';

export default function Layout({ children }: { children: ReactNode }) {
  return <AppFrame>{children}</AppFrame>;
}
