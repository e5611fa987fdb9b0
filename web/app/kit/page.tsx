import type { Metadata } from 'next';
import { KitScreen } from './kit-screen.tsx';

export const metadata: Metadata = { title: 'Kit' };

export default function Page() {
  return <KitScreen />;
}
