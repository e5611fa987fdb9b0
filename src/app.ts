import { Hono } from 'hono';
import { systemClock, type Clock } from './lib/clock.ts';
import { systemRandom, type Random } from './lib/random.ts';
import type { AppEnv } from './middleware/app-env.ts';
import { authenticate } from './middleware/authenticate.ts';
import { authorise } from './middleware/authorise.ts';
import { onError, onNotFound } from './middleware/errors.ts';
import { headers } from './middleware/headers.ts';
import { findRule, limitBody } from './middleware/rule.ts';
import { surroundings } from './middleware/surroundings.ts';
import { calibration } from './routes/ai/calibration.ts';
import { golden } from './routes/ai/golden.ts';
import { knowledge } from './routes/ai/knowledge.ts';
import { passages } from './routes/ai/passages.ts';
import { questions } from './routes/ai/questions.ts';
import { playbook } from './routes/ai/playbook.ts';
import { auth } from './routes/auth.ts';
import { health } from './routes/health.ts';
import { live } from './routes/live.ts';
import { ops } from './routes/ops.ts';
import { setup } from './routes/setup.ts';
import { conversations } from './routes/whatsapp/conversations.ts';
import { leads } from './routes/whatsapp/leads.ts';
import { media } from './routes/whatsapp/media.ts';
import { messages } from './routes/whatsapp/messages.ts';
import { merges } from './routes/whatsapp/merges.ts';
import { numbers } from './routes/whatsapp/numbers.ts';
import { settings } from './routes/whatsapp/settings.ts';

/** The API: who asks is settled before any handler runs, refusals are worded in one place. */
export const createApp = (
  { clock, random }: { clock: Clock; random: Random } = { clock: systemClock, random: systemRandom },
) =>
  new Hono<AppEnv>()
    .onError(onError)
    .notFound(onNotFound)
    .use(headers, surroundings({ clock, random }), findRule, limitBody, authenticate, authorise)
    .route('/api/health', health)
    .route('/api/auth', auth)
    .route('/api/live', live)
    .route('/api/whatsapp/conversations', conversations)
    .route('/api/whatsapp/conversations', leads)
    .route('/api/whatsapp', messages)
    .route('/api/whatsapp/merges', merges)
    .route('/api/whatsapp/settings', settings)
    .route('/api/whatsapp', numbers)
    .route('/api/whatsapp/media', media)
    .route('/api/ai/knowledge', knowledge)
    .route('/api/ai', passages)
    .route('/api/ai/questions', questions)
    .route('/api/ai/golden', golden)
    .route('/api/ai/calibration', calibration)
    .route('/api/ai/playbook', playbook)
    .route('/api/ops', ops)
    .route('/api/setup', setup);

/** For Hono's typed client. */
export type AppType = ReturnType<typeof createApp>;
