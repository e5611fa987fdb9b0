import { afterAll, beforeAll } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser, openWindow, signInByForm } from '../support/browser.ts';
import { type Fixture, startFixture } from './fixture/server.ts';

export type Dashboard = {
  fixture: Fixture;
  browser: Browser;
  context: BrowserContext;
  page: Page;
  /** What a page must never do; see `openWindow`. Refusals are not among it: tests ask the fixture for them. */
  wrongs: () => string[];
};

/** How Chromium logs an answer with an error status, and a socket that finds nobody: tests ask for both. */
const REFUSED = /Failed to load resource|WebSocket connection to/u;

/**
 * A signed-in dashboard in a browser, against the API in memory, for all tests of the file that asks for it: there while they run,
 * gone after them. `args` go to the browser besides its own.
 */
export const signedIn = (args: readonly string[] = []): Dashboard => {
  const dashboard: Partial<Dashboard> = {};
  beforeAll(async () => {
    const { url } = (dashboard.fixture = await startFixture());
    dashboard.browser = await launchBrowser(args);
    const { context, wrongs } = await openWindow(dashboard.browser, url);
    const page = await signInByForm(context, { url, email: 'ana@lojademo.com.br', password: 'demo' });
    Object.assign(dashboard, { context, page, wrongs: () => wrongs.filter((wrong) => !REFUSED.test(wrong)) });
  });
  // A sign-in that failed leaves neither browser nor server behind.
  afterAll(async () => {
    await dashboard.browser?.close();
    await dashboard.fixture?.close();
  });
  return dashboard as Dashboard;
};
