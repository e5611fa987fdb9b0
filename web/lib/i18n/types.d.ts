import type connect from '../../messages/connect.pt-BR.json';
import type knowledge from '../../messages/knowledge.pt-BR.json';
import type lead from '../../messages/lead.pt-BR.json';
import type playbook from '../../messages/playbook.pt-BR.json';
import type messages from '../../messages/pt-BR.json';
import type { Locale } from './locale.tsx';

declare module 'use-intl' {
  interface AppConfig {
    Locale: Locale;
    /** Those of every page, and those that one page brings along (`MoreWords`). */
    Messages: typeof messages & {
      connect: typeof connect;
      knowledge: typeof knowledge;
      lead: typeof lead;
      playbook: typeof playbook;
    };
  }
}
