import { AgentSettings } from '../model/settings.ts';

/** `GET /api/whatsapp/settings`, and the body and answer of `PUT` there: what the cliente chose. */
export const SettingsRequest = AgentSettings;
export type SettingsResponse = AgentSettings;
