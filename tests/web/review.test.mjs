// The review of the demo office: what the quality manager reads, saves and prints.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { assertAccessible } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { startDemo } from './office.mjs';

const office = await startDemo();
const { body: analyst } = await office.api('POST', '/api/v1/keys', { name: 'a', scope: 'results' }, office.administrator);
const PERIOD = lastClosedQuarter(new Date(Date.now() - 14 * 24 * 3600 * 1000));
/** What stands at the foot of each page, in any language: whose review it is. */
const FOOT = 'Jeleni';
/** What is left of a sheet of A4 between its margins, in the pixels of CSS; upright, and on its side. */
const SHEET = { width: 673, height: 978 };
const WIDE_SHEET = { width: 1001, height: 680 };
/** The least that print is readable at: 8 points, in the pixels of CSS. */
const READABLE = 8 * 4 / 3;
const WORDS = {
    pl: { draft: 'wersja robocza', contents: 'Spis treści', office: 'Cały urząd', asked: 'O czym ma zdecydować narada', actions: 'Działania wydziału i ich skutki', comments: 'Uwagi mieszkańców' },
    en: { draft: 'draft', contents: 'Contents', office: 'Whole office', asked: 'What the meeting is asked to decide', actions: 'Actions of the department and their effects', comments: 'Residents’ comments' },
};

for (const [language, words] of Object.entries(WORDS)) {
    test(`the review in ${language} reads well on a screen and on paper`, async (t) => {
        const page = await open(t, language, { viewport: { width: 1100, height: 900 } });
        assert.equal(await page.getAttribute('html', 'lang'), language);
        assert.equal(await page.locator('.draft').textContent(), words.draft);
        assert.equal(await page.locator('#contents').textContent(), words.contents);
        await assertAccessible(t, page);
        assert.deepEqual(await page.evaluate(bare), [], 'a share stands without its n or its interval');
        assert.deepEqual(await page.evaluate(broken), [], 'a link of the contents leads nowhere');
        await page.emulateMedia({ media: 'print' });
        assert.equal(await page.locator('#T4').evaluate((part) => getComputedStyle(part).page), 'wide');
        assert.equal(await page.locator('#S .sheet:has(tbody .number) thead').isVisible(), true, 'numbers stand without headings');
        for (const [sheet, size] of [['auto', SHEET], ['wide', WIDE_SHEET]]) {
            await page.setViewportSize(size);
            assert.deepEqual(await page.evaluate(cut, sheet), [], `something is wider than the sheet (${sheet})`);
        }
        assert.deepEqual(await page.evaluate(small, READABLE), [], 'something is too small to read');
    });

    test(`the review in ${language} is printed with the number of each page`, async (t) => {
        const page = await open(t, language);
        const pages = await print(page);
        assert.ok(pages.length >= 12 && pages.length <= 44, `${pages.length} pages`);
        assert.ok(pages[0].includes(words.asked) && begins(pages[1], words.contents), 'the summary is the first page, and all of it');
        for (const [place, text] of pages.entries()) {
            assert.ok(text.trim().split('\n').length > 3, `page ${place + 1} is almost empty`);
            const number = `${place + 1} / ${pages.length}`;
            assert.equal(text.match(/\d+ \/ \d+\s*$/)?.[0].trim() ?? null, number, `page ${place + 1}`);
            const foot = text.trimEnd().split('\n').at(-1);
            assert.ok(foot.includes(FOOT) && foot.includes(words.draft), `page ${place + 1}: ${foot}`);
            // A heading does not stand alone at the foot of a page.
            const last = text.trimEnd().split('\n').filter((line) => line.trim()).slice(0, -1).at(-1) ?? '';
            assert.doesNotMatch(last, /^ *[TFA]\d+\. /, `page ${place + 1}`);
        }
    });
}

test('the summary is one sheet, also with long names and long conclusions', async (t) => {
    for (const [language, words] of Object.entries(WORDS)) {
        const page = await open(t, language, {}, 1);
        await page.evaluate(lengthen, words.office);
        const [first, second] = await print(page);
        assert.ok(first.includes('koniec wniosków') && begins(second, words.contents), `${language}: ${second}`);
        assert.match(first, /SHA-256 [0-9a-f]{64}\s/, 'the seal stands at the foot');
    }
});

test('the page of each department is one sheet, and its comments stand on others', async (t) => {
    const page = await open(t, 'pl');
    const departments = (await office.api('GET', '/api/v1/departments', undefined, office.administrator)).body.items;
    assert.ok(departments.length >= 11, `${departments.length} departments`);
    for (const [language, words] of Object.entries(WORDS)) {
        for (const { code } of departments) {
            await page.goto(`/api/v1/reviews/${PERIOD}/departments/${code}?format=html&lang=${language}&edition=1`);
            const [first, second] = await print(page);
            assert.ok(first.includes(words.actions) && !first.includes(words.comments), `${code} in ${language}`);
            assert.ok(begins(second, words.comments), `${code} in ${language}: ${second}`);
        }
    }
});

test('the review fits a telephone, in dark colours, and without a style', async (t) => {
    const page = await open(t, 'pl', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    assert.equal(wide, false, 'the page scrolls sideways');
    await assertAccessible(t, page);
});

test('a review that was saved looks the same from a disk, and fetches nothing', async (t) => {
    const page = await open(t, 'pl', { viewport: { width: 1100, height: 900 } });
    const served = await page.evaluate(looks);
    assert.ok(served.length > 300, `${served.length} elements`);
    const folder = mkdtempSync(join(tmpdir(), 'ankieta-saved-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'review.html');
    writeFileSync(file, await (await page.request.get(page.url())).body());
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`file://${file}`);
    assert.deepEqual(await page.evaluate(looks), served);
    assert.deepEqual(asked, [`file://${file}`]);
});

test('an edition has its seal, and its links lead to its other forms', async (t) => {
    const { items } = (await office.api('GET', '/api/v1/reviews', undefined, analyst.secret)).body;
    const issued = items.find(({ period }) => period === PERIOD);
    const page = await open(t, 'pl', {}, 1);
    assert.equal(await page.locator('.seal code').textContent(), issued.sha256);
    assert.equal(await page.locator('.draft').count(), 0);
    const links = await page.locator('.forms a').evaluateAll((links) => links.map(({ href }) => href));
    assert.equal(links.length, 3);
    for (const link of links) {
        const answer = await fetch(link, { headers: { 'x-api-key': analyst.secret } });
        assert.equal(answer.status, 200, link);
        assert.equal(answer.headers.get('x-review-sha256'), issued.sha256);
    }
});

async function open(t, language, options = {}, edition = 'draft') {
    const { page } = await visit(t, office, { extraHTTPHeaders: { 'x-api-key': analyst.secret }, ...options });
    await page.goto(`/api/v1/reviews/${PERIOD}?format=html&lang=${language}&edition=${edition}`);
    return page;
}

/** The quarter before the one that holds a day: a fortnight ago, it is the last one that is closed. */
function lastClosedQuarter(day) {
    const quarter = Math.floor(day.getMonth() / 3);
    return quarter === 0 ? `${day.getFullYear() - 1}-Q4` : `${day.getFullYear()}-Q${quarter}`;
}

/** The rows and paragraphs that show a share without how many answered or without its interval; run by the page. */
function bare() {
    const places = [...document.querySelectorAll('tbody tr, .note, caption')];
    return places
        // Cells stand side by side, and so do their numbers.
        .map((place) => [...(place.cells ?? [place])].filter((cell) => !cell.matches('.counted')).map((cell) => cell.textContent).join(' | ').replace(/\s+/g, ' '))
        // What was set as a goal, and the level of all intervals, are no figures.
        .map((text) => text.replace(/(co najmniej|at least) [\d.,]+ ?%|(95|100) ?%/g, ''))
        // Neither are what was imagined: the least favourable share, and the office of the simulation.
        .filter((text) => !/(przypadek|case): 50 ?%|^(Lista sygnałów|List of signals) \|/.test(text))
        .filter((text) => /\d ?%/.test(text))
        .filter((text) => !/\d[–]\d/.test(text) || !/\d/.test(text.split(/[\d.,]+ ?%/)[0]) && !/n = /.test(text));
}

/** How everything looks that is read, and how wide it is; run by the page. */
function looks() {
    return [...document.querySelectorAll('h1, h2, .note, th, td, svg text')].map((element) => {
        const { font, color, backgroundColor } = getComputedStyle(element);
        return `${font} ${color} ${backgroundColor} ${element.getBoundingClientRect().width}`;
    });
}

/** The links to places on the page that are not there; run by the page. */
function broken() {
    const links = [...document.querySelectorAll('a[href^="#"]')];
    return links.map((link) => link.getAttribute('href')).filter((href) => !document.querySelector(href));
}

/** Gives the summary 600 characters of conclusions, and its departments the longest name that the office has; run by the page. */
function lengthen(office) {
    const names = [...document.querySelectorAll('#A2 table:first-of-type tbody td:nth-child(2)')].map((cell) => cell.textContent);
    const longest = names.reduce((one, other) => (other.length > one.length ? other : one));
    const departments = [...document.querySelectorAll('#S .head th')].filter((place) => place.textContent !== office);
    departments.forEach((place) => { place.textContent = longest; });
    const [first, ...others] = document.querySelectorAll('#C .note');
    others.forEach((note) => note.remove());
    first.textContent = `${'Wnioskujemy o drugie okienko. '.repeat(20).slice(0, 585)}koniec wniosków`;
}

/** What is wider than what it stands in, of the parts that are printed on such a sheet; run by the page. */
function cut(sheet) {
    const right = document.body.getBoundingClientRect().right + 1;
    const here = (element) => getComputedStyle(element.closest('section') ?? element).page === sheet;
    const found = [...document.querySelectorAll('table, td, th, figure, pre, .note')].filter(here).filter((element) => {
        const wide = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline';
        return wide || element.getBoundingClientRect().right > right;
    });
    return found.map((element) => `${element.closest('section')?.id}: ${element.textContent.trim().slice(0, 60)}`);
}

/** The text of tables and notes that is printed smaller than that; run by the page. The annex for programs is. */
function small(readable) {
    const texts = [...document.querySelectorAll('table *, .note, .contents a')].filter((element) => element.childNodes.length > 0);
    const found = texts.filter((element) => parseFloat(getComputedStyle(element).fontSize) < readable - 0.01);
    return found.map((element) => `${element.closest('section')?.id}: ${element.textContent.trim().slice(0, 60)}`);
}

/** Whether a sheet begins with a heading. */
function begins(sheet, heading) {
    return sheet.trim().startsWith(heading);
}

/** Prints the page as PDF, and returns the text of each sheet. */
async function print(page) {
    const folder = mkdtempSync(join(tmpdir(), 'ankieta-review-'));
    try {
        const file = join(folder, 'review.pdf');
        writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
        const { stdout } = await promisify(execFile)('pdftotext', ['-layout', file, '-'], { maxBuffer: 1 << 24 });
        return stdout.split('\f').slice(0, -1);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
