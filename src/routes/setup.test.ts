import { expect, it } from 'vitest';
import { errorCode, SETUP_TOKEN, testApi } from '../testing/api.ts';

it.each([{ ENVIRONMENT: 'production' }, { SETUP_TOKEN: undefined }])(
  'the demo is set up nowhere but on a machine of its own: %j',
  async (env) => {
    const { call } = testApi();
    const response = await call('/api/setup/demo', { method: 'POST', bearer: SETUP_TOKEN, env });
    expect(response.status).toBe(404);
    expect(await errorCode(response)).toBe('not_found');
  },
);
