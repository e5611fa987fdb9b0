import type { Metadata } from 'next';
import messages from '../../messages/pt-BR.json';
import { StartScreen } from './start-screen.tsx';

export const metadata: Metadata = { title: 'Entrando' };

export default function Page() {
  return <StartScreen messages={{ auth: messages.auth }} />;
}
