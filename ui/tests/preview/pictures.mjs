// Takes pictures of the preview page into a folder: `npm run pictures -- FOLDER [view?query …]`. Needs a running
// `npm run preview` and chromium (set CHROMIUM if it isn't /usr/bin/chromium). Besides what the page reads, a
// query may say width, height, keys to press, zoom (2: 200 %), colors=forced and motion=reduced.
import { chromium } from 'playwright-core';

const [folder = 'pictures', ...asked] = process.argv.slice(2);
const usual = [
  'now',
  'tickets',
  'search',
  'outbox',
  'shift',
  'check',
  'rehearsal',
  'settings',
  'ticket',
  'triage',
  'incidents',
  'incident',
].flatMap((view) => ['light', 'dark'].map((theme) => `view=${view}&theme=${theme}`));
const pages = asked.length > 0 ? asked : usual;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
for (const query of pages) {
  const wanted = Object.fromEntries(new URLSearchParams(query));
  const { width = 1280, height = 820, keys = '', zoom = 1 } = wanted;
  // Zooming in leaves fewer CSS pixels, each of them larger.
  const page = await browser.newPage({
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: Number(zoom),
    forcedColors: wanted.colors === 'forced' ? 'active' : 'none',
    reducedMotion: wanted.motion === 'reduced' ? 'reduce' : 'no-preference',
  });
  page.on('pageerror', (error) => console.error(query, error.message));
  page.on('console', (line) => line.type() === 'error' && console.error(query, line.text()));
  await page.goto(`http://localhost:4180/?${query}`);
  await page.waitForSelector('footer li');
  await page.waitForTimeout(300);
  for (const key of keys.split(' ').filter(Boolean)) await page.keyboard.press(key);
  await page.waitForTimeout(keys ? 300 : 0);
  await page.screenshot({ path: `${folder}/${query.replaceAll(/[=&:/ ]/g, '-')}.png` });
  await page.close();
}
await browser.close();
