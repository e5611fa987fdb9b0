import messages from '../messages/pt-BR.json';
import { NotFoundScreen } from './not-found-screen.tsx';

export default function NotFound() {
  return <NotFoundScreen messages={{ notFound: messages.notFound }} />;
}
