import { Hono } from 'hono';
import { sessionOf, type AppEnv } from '../../middleware/app-env.ts';
import { readCalibration } from '../../services/calibration.ts';

/** What became of leads, by grade: whether the score is right. */
export const calibration = new Hono<AppEnv>().get('/', async (c) =>
  c.json(await readCalibration(c.get('service'), sessionOf(c).clienteId)),
);
