import { HomeScreen } from './home-screen.tsx';

export default function Page() {
  return <HomeScreen />;
}
