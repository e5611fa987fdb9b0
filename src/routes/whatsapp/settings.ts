import { SettingsRequest, type SettingsResponse } from '@oconnector/protocol/api/settings.ts';
import { Hono } from 'hono';
import { sessionOf, type AppEnv } from '../../middleware/app-env.ts';
import { body } from '../../middleware/valid.ts';
import { changeSettings, settingsOf } from '../../services/settings.ts';

export const settings = new Hono<AppEnv>()
  .get('/', async (c) =>
    c.json((await settingsOf(c.get('service'), sessionOf(c).clienteId)) satisfies SettingsResponse),
  )
  .put('/', body(SettingsRequest), async (c) => {
    const { userId, clienteId } = sessionOf(c);
    const changed = await changeSettings(c.get('service'), { userId, clienteId, settings: c.req.valid('json') });
    return c.json(changed satisfies SettingsResponse);
  });
