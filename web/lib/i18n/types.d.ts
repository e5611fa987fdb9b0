import type messages from '../../messages/pt-BR.json';
import type { Locale } from './locale.tsx';

declare module 'use-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: typeof messages;
  }
}
