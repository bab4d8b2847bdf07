// The first screen of the dashboard: a department that fell is found there, with its figures, on a desk and on a phone.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible } from './accessibility.mjs';
import { enterOffice, fits, plain, rows, signIn } from './dashboard.mjs';
import { remember } from './history.mjs';
import { startOffice } from './office.mjs';

const SCREENS = { 'on a desk': { width: 1366, height: 768 }, 'on a phone': { width: 390, height: 844 } };
/** The longest that a board may be on a phone before anything is opened, in pixels. */
const LONGEST = 6_000;
/** The department with its fall, in a few words, and the figures that this rests on, with n and interval. */
const FALL = [
    /^Wydział Architektury i Budownictwa: 43,7% pozytywnych, spadek o 27,9 p\.p\.$/,
    /^43,7% \(37,4–50,1%, n = 229\)/,
    /−27,9 p\.p\. \(od −36,2 do −19,0 p\.p\.\) wobec 71,6% \(65,4–77,0%, n = 232\)/,
];

const office = await startOffice();
const ratings = (good, bad) => [[{ OVERALL: 5, WAIT: 4 }, good], [{ OVERALL: 2, WAIT: 4 }, bad]];
const quarter = (day, departments) =>
    Object.entries(departments).flatMap(([department, counts]) =>
        ratings(...counts).map(([answers, count]) => [department, day, answers, count]));
await remember(office, [
    ...quarter('2026-05-20', { AB: [166, 66], KM: [300, 100], GN: [150, 50], OS: [60, 20] }),
    ...quarter('2026-08-20', { AB: [100, 129], KM: [302, 98], GN: [152, 48], OS: [61, 19] }),
]);
const cookies = await signIn(office, await office.makeKey('results'));

/** How far down a text of the list ends, in pixels from the top of the page; nothing: it is not there. */
const end = (page, pattern) =>
    page.locator('#act').evaluate((list, source) => {
        const texts = document.createTreeWalker(list, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const found = texts.currentNode.data.replaceAll('\u00a0', ' ').match(new RegExp(source));
            if (!found) continue;
            const range = document.createRange();
            range.setStart(texts.currentNode, found.index);
            range.setEnd(texts.currentNode, found.index + found[0].length);
            return range.getBoundingClientRect().bottom + scrollY;
        }
        return undefined;
    }, pattern.source);

for (const [name, viewport] of Object.entries(SCREENS)) {
    test(`the department that fell stands on the first screen ${name}`, async (t) => {
        const { page } = await enterOffice(t, office, cookies, { viewport });
        await page.goto('/results/obsluga?lang=pl');
        const first = page.locator('.calls > li').first();
        assert.match(plain(await first.innerText()).split('\n')[0], FALL[0]);
        for (const told of FALL) {
            const bottom = await end(page, told);
            t.diagnostic(`the change ends at ${bottom} px`);
            assert.ok(bottom > 0 && bottom <= viewport.height, `${bottom} px: ${plain(await first.innerText())}`);
        }
        const place = async (selector) => (await page.locator(selector).boundingBox()).y;
        const [share, act, details] = [await place('.share'), await place('#act'), await place('.headline .details')];
        assert.ok(share < details && (viewport.width > 640 || (share < act && act < details)), `${share}, ${act}, ${details} px`);
        const second = page.locator('.calls > li').nth(1);
        assert.equal(await second.locator('ul').isVisible(), false);
        await second.locator('summary').click();
        assert.match(plain(await second.locator('ul').innerText()), /n = \d+/);
        await second.locator('summary').click();
        const length = await page.evaluate(() => document.documentElement.scrollHeight);
        t.diagnostic(`the board is ${length} px long`);
        assert.ok(length <= LONGEST, `${length} px`);
        assert.ok(await fits(page), 'it scrolls sideways');
        await assertAccessible(t, page);
    });
}

test('a row of the grid leads to the page of its department', async (t) => {
    const { page } = await enterOffice(t, office, cookies);
    await page.goto('/results/obsluga?lang=pl');
    const grid = await rows(page, 'grid');
    assert.match(grid.AB[1], /^43,7 ?% ▼ niżej/);
    assert.match(grid.AB[2], /^= ./, 'a sign with its word');
    await page.locator('#grid').getByRole('link', { name: 'Wydział Architektury i Budownictwa' }).click();
    await page.waitForURL(/department=AB/);
    assert.equal(await page.locator('h1').innerText(), 'Wydział Architektury i Budownictwa');
    assert.match(plain(await page.locator('#act').innerText()), /−27,9 p\.p\./);
});

test('the last closed quarter comes first, and the one that is running is marked', async (t) => {
    const submit = await office.makeKey('submit');
    const responses = Array.from({ length: 12 }, () => ({ id: crypto.randomUUID(), department: 'KM', answers: { OVERALL: 4 } }));
    await office.api('POST', '/api/v1/surveys/obsluga/responses', { responses }, submit);
    await office.release();
    const { page } = await enterOffice(t, office, cookies, { viewport: SCREENS['on a phone'] });
    await page.goto('/results/obsluga?lang=pl');
    assert.match(plain(await page.locator('.choices summary').innerText()), /^III kwartał 2026 r\./);
    const running = page.locator('.notice');
    assert.match(plain(await running.innerText()), /^Trwa [IV]+ kwartał \d{4} r\.: \d+\. dzień z 9[0-2]\./);
    await running.getByRole('link').click();
    assert.match(plain(await page.locator('.notice').innerText()), /^Okres trwa: \d+\. dzień z 9[0-2]\./);
    const box = await page.locator('.notice').boundingBox();
    assert.ok(box.y + box.height <= SCREENS['on a phone'].height, JSON.stringify(box));
    await page.locator('.choices summary').click();
    const now = new Date();
    const next = `${now.getFullYear()}-${String(now.getMonth() + 2).padStart(2, '0')}`;
    assert.equal(await page.locator(`#period option[value="${next}"]`).count(), 0, 'no month that is yet to come');
});

test('what is empty offers the way out', async (t) => {
    const { page } = await enterOffice(t, office, cookies);
    await page.goto('/results/obsluga?lang=pl&period=2019&department=KM');
    const ways = page.locator('#headline .links');
    await ways.getByRole('link', { name: 'III kwartał 2026' }).click();
    await page.getByText('75,5').first().waitFor();
    await page.goto('/results/obsluga?lang=pl&period=2199-Q1');
    await page.getByRole('heading', { name: 'Ten okres jeszcze się nie zaczął' }).waitFor();
    const young = await startOffice();
    const { page: empty } = await enterOffice(t, young, await signIn(young, await young.makeKey('results')));
    await empty.goto('/results/obsluga?lang=pl');
    await empty.getByRole('link', { name: 'Otwórz formularz ankiety' }).click();
    await empty.waitForURL(/\/s\/obsluga/);
});
