// Makes the README's pictures: npm run screenshots [NAME…] writes screens/NAME.png. Look at each before you commit it.
//
// They are made with DejaVu Sans and without emoji, so that they are the same on every machine; pngquant, where it is
// installed, reduces them to a palette.

import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { launch, openContext } from './chromium.mjs';
import { startDemo, startOffice } from './office.mjs';
import { PHONE } from './resident.mjs';

const SCREENS = fileURLToPath(new URL('./screens/', import.meta.url));
/** The largest picture that the repository takes, in bytes. */
const LARGEST = 200_000;

const DESKTOP = { width: 1024, height: 768 };
const TABLET = { width: 1280, height: 800 };
const UPRIGHT = { width: 800, height: 1280 };
/** How long a new screen of a kiosk takes nothing, in milliseconds. */
const SETTLING = 600;

const SHEET = { width: 794, height: 1123 };
/** What the office of the demo has of the quarter that it closed last. */
const QUARTER = lastClosedQuarter(new Date(Date.now() - 14 * 24 * 3600 * 1000));
const REVIEW = `/api/v1/reviews/${QUARTER}?format=html&lang=pl`;
const BOARD = `/results/obsluga?period=${QUARTER}&lang=pl`;
const COMMENTS = `/results/obsluga/comments?period=${QUARTER}&lang=pl`;

/**
 * The pictures: the name of the file, the path at the office, the viewport, and what else a picture may need:
 *  - `options` of the visitor, such as `{ colorScheme: 'dark' }`;
 *  - `prepare(page, office, key)`, which brings the page into the state to show; the key is an analyst's at the demo;
 *  - `fullPage`, for all of a page that is longer than the viewport, or `element`, for a part of it;
 *  - `of: 'demo'`, for the office of the demo, as an analyst sees it.
 */
const PICTURES = [
    { name: 'departments', path: '/s/obsluga?lang=pl', viewport: DESKTOP },
    { name: 'form', path: '/s/obsluga/KM?lang=pl', viewport: PHONE },
    { name: 'form-step', path: '/s/obsluga/KM?lang=pl', viewport: PHONE, prepare: sayMore },
    { name: 'form-desktop', path: '/s/obsluga/KM?lang=pl', viewport: DESKTOP, prepare: sayMore },
    { name: 'snippets', path: '/snippets/obsluga?department=KM&lang=pl', viewport: { width: 1024, height: 1400 } },
    { name: 'poster', path: '/s/obsluga/KM/poster?lang=pl', viewport: { width: 794, height: 1123 }, prepare: (page) => page.emulateMedia({ media: 'print' }) },
    { name: 'dashboard-door', path: '/results?lang=pl', viewport: { width: 800, height: 620 } },
    { name: 'dashboard', path: BOARD, viewport: { width: 1100, height: 2440 }, of: 'demo', prepare: signIn },
    { name: 'dashboard-questions', path: BOARD, viewport: { width: 1100, height: 1250 }, of: 'demo', prepare: signIn, element: '#dimensions' },
    { name: 'dashboard-drivers', path: BOARD, viewport: { width: 1100, height: 1250 }, of: 'demo', prepare: signIn, element: '#drivers' },
    { name: 'dashboard-groups', path: BOARD, viewport: { width: 1100, height: 1250 }, of: 'demo', prepare: signIn, element: '#groups' },
    { name: 'dashboard-comments', path: COMMENTS, viewport: { width: 1100, height: 900 }, of: 'demo', prepare: signIn },
    { name: 'dashboard-dark', path: `${BOARD}&department=KM`, viewport: { width: 390, height: 1700 }, options: { colorScheme: 'dark' }, of: 'demo', prepare: signIn },
    { name: 'public', path: `/wyniki/obsluga/${QUARTER}?lang=pl`, viewport: { width: 900, height: 1500 }, of: 'demo' },
    { name: 'kiosk-pairing', path: '/kiosk', viewport: TABLET },
    { name: 'kiosk-start', path: '/kiosk', viewport: TABLET, prepare: pair },
    { name: 'kiosk-upright', path: '/kiosk', viewport: UPRIGHT, prepare: pair },
    { name: 'kiosk-department', path: '/kiosk', viewport: TABLET, prepare: choose },
    { name: 'kiosk-follow-up', path: '/kiosk', viewport: TABLET, prepare: (page, office) => pair(page, office, 2) },
    { name: 'kiosk-still-here', path: '/kiosk', viewport: TABLET, prepare: stayAway },
    { name: 'kiosk-staff', path: '/kiosk', viewport: TABLET, prepare: lookAfter },
    { name: 'kiosk-thanks', path: '/kiosk', viewport: TABLET, prepare: thank },
    { name: 'kiosk-closed', path: '/kiosk', viewport: TABLET, prepare: close },
    { name: 'review-cover', path: REVIEW, viewport: SHEET, of: 'demo' },
    { name: 'review-trend', path: REVIEW, viewport: SHEET, of: 'demo', element: '#F1' },
    { name: 'review-departments', path: REVIEW, viewport: SHEET, of: 'demo', element: '#T3' },
    { name: 'review-importance', path: REVIEW, viewport: SHEET, of: 'demo', element: '#F3' },
];

/** Somebody answers the headline and the first rows. */
async function sayMore(page) {
    await page.locator('#OVERALL .face').nth(4).click();
    await page.locator('.steps [value=next]').click();
    for (const [place, value] of [4, 3, 4].entries()) await page.locator('.rows .question').nth(place).locator('.face').nth(value).click();
    await page.mouse.move(0, 0);
}

/** Somebody signs in to the dashboard. */
async function signIn(page, _, key) {
    await page.getByLabel('Klucz dostępu').fill(key);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Wyloguj' }).waitFor();
}

/** A tablet becomes a kiosk, and somebody taps a face. */
async function pair(page, office, value) {
    const kiosk = await enter(page, office, 'KM');
    await page.locator('[data-code="OVERALL"]:visible').first().waitFor();
    await page.clock.runFor(SETTLING);
    // No face looks chosen because the mouse is there.
    await page.mouse.move(0, 0);
    if (value) {
        await page.locator(`#OVERALL input[value="${value}"]`).check({ force: true });
        await page.mouse.move(0, 0);
        await page.locator('[data-action="finish"]:visible').waitFor();
        await page.clock.runFor(SETTLING);
    }
    return kiosk;
}

/** Its kiosk is revoked, and it hears of it. */
async function close(page, office) {
    const { id } = await pair(page, office);
    await office.api('DELETE', `/api/v1/kiosks/${id}`, undefined, office.administrator);
    await page.clock.fastForward(6 * 60_000);
    await page.locator('#closed:visible').waitFor();
}

/** The words of a new kiosk are entered. */
async function enter(page, office, department) {
    await page.clock.install();
    const kiosk = { name: 'Hol', survey: 'obsluga', department, site: 'ul. Kochanowskiego 10' };
    await page.locator('#pairing:visible').waitFor();
    const { body } = await office.api('POST', '/api/v1/kiosks', kiosk, office.administrator);
    await page.locator('#code').fill(body.pairing.code);
    await page.locator('#pairing button').click();
    return body.kiosk;
}

async function choose(page, office) {
    await enter(page, office, null);
    await page.locator('[data-department]:visible').first().waitFor();
    await page.mouse.move(0, 0);
}

async function stayAway(page, office) {
    await pair(page, office, 2);
    await page.clock.runFor(46_000);
    await page.locator('#stage dialog:visible').waitFor();
}

async function lookAfter(page, office) {
    const { staff_pin: pin } = await pair(page, office);
    await page.locator('#corner').press('Enter');
    await page.locator('#pin').fill(pin);
    await page.locator('#pin').press('Enter');
    await page.locator('[data-fact="version"]:not(:empty)').waitFor();
}

async function thank(page, office) {
    await pair(page, office, 5);
    await page.locator('[data-action="finish"]:visible').click();
    await page.locator('[data-screen="thanks"]:visible').waitFor();
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !PICTURES.some((picture) => picture.name === name));
if (unknown.length > 0) throw new Error(`there is no picture ${unknown.join(', ')}`);

mkdirSync(SCREENS, { recursive: true });
const office = await startOffice({ 'public-url': 'https://ankieta.example' });
const browser = await launch();
let demo;
for (const picture of PICTURES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    await take(picture);
}
await browser.close();

async function take({ name, path, viewport, options, prepare, element, of, fullPage = false }) {
    const place = of === 'demo' ? await openDemo() : { baseURL: office.origin };
    const { baseURL, extraHTTPHeaders } = place;
    const context = await openContext(browser, { baseURL, extraHTTPHeaders, viewport, ...options });
    const page = await context.newPage();
    const response = await page.goto(path, { waitUntil: 'networkidle' });
    if (!response.ok()) throw new Error(`${path} answers ${response.status()}`);
    await prepare?.(page, office, place.key);
    const file = `${SCREENS}${name}.png`;
    const shown = element ? page.locator(element) : page;
    // A part may be folded.
    if (element) await shown.evaluate((part) => part.closest('details.fold')?.setAttribute('open', ''));
    await shown.screenshot({ path: file, ...(element ? {} : { fullPage }), animations: 'disabled', caret: 'hide' });
    await context.close();
    const note = reduce(file) ? '' : ' (not reduced: pngquant is not installed)';
    const { size } = statSync(file);
    if (size > LARGEST) throw new Error(`${file} has ${size} bytes, more than ${LARGEST}`);
    console.log(`${name}.png: ${Math.ceil(size / 1000)} kB${note}`);
}

/** The office of the demo, and an analyst's key to it. */
function openDemo() {
    demo ??= startDemo().then(async (office) => {
        const key = { name: 'pictures', scope: 'results' };
        const { body } = await office.api('POST', '/api/v1/keys', key, office.administrator);
        return { baseURL: office.origin, extraHTTPHeaders: { 'x-api-key': body.secret }, key: body.secret };
    });
    return demo;
}

/** The quarter before the one that holds a day: a fortnight ago, it is the last one that is closed. */
function lastClosedQuarter(day) {
    const quarter = Math.floor(day.getMonth() / 3);
    return quarter === 0 ? `${day.getFullYear() - 1}-Q4` : `${day.getFullYear()}-Q${quarter}`;
}

/** Reduces a picture to a palette, if there is a program for it. */
function reduce(file) {
    try {
        execFileSync('pngquant', ['--force', '--skip-if-larger', '--strip', '--output', file, '64', file]);
        return true;
    } catch (error) {
        // Its own exit codes 98 and 99 say that the picture is best left as it is.
        if (error.status === 98 || error.status === 99) return true;
        if (error.code === 'ENOENT') return false;
        throw error;
    }
}
