import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const AXE = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type AxeResults = { violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] };

/** What on this page breaks a rule of WCAG 2.2 AA: rule, element, and why. */
export const violationsOf = async (page: Page): Promise<string[]> => {
  // Evaluated through the debugger, which the page's content security policy does not concern.
  await page.evaluate(await AXE);
  const found = await page.evaluate<AxeResults>(
    `axe.run({ runOnly: { type: 'tag', values: ${JSON.stringify(TAGS)} } })`,
  );
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) =>
        `${id}: ${target.join(' ')} (${failureSummary.split('\n').slice(1).join('; ').trim()})`,
    ),
  );
};
