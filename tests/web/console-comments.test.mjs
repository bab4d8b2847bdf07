// Comments are read in the console: by the keyboard alone, with and without scripts, on a small screen.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible, walk } from './accessibility.mjs';
import { fits } from './dashboard.mjs';
import { startOffice } from './office.mjs';
import { enterConsole, signInAs } from './staff.mjs';

const office = await startOffice({ 'close-after-days': 1 });
await say(40);
const quality = await signInAs(office, 'quality_manager');
const COMMENTS = '/console/comments';

/** An office whose quarter is over, with so many comments. */
async function say(count) {
    const key = await office.makeKey('submit');
    const responses = Array.from({ length: count }, (_, number) => ({
        id: crypto.randomUUID(),
        department: 'KM',
        answers: { OVERALL: 2, SUGGEST: `Pani Nowak z okienka ${number} była miła <img src=x onerror=alert(1)>` },
    }));
    await office.api('POST', '/api/v1/surveys/obsluga/responses', { responses }, key);
    const now = new Date();
    const next = new Date(Date.UTC(now.getFullYear(), 3 * Math.floor(now.getMonth() / 3) + 3, 1));
    await office.release(next.toISOString().slice(0, 10));
}

const left = async (page) => Number((await page.getByText('Do przeczytania: ').innerText()).match(/\d+/)[0]);
const text = (page) => page.locator('section.comment blockquote').innerText();

test('comments are read by single keys, wherever the focus is but in a field', async (t) => {
    const { page } = await enterConsole(t, office, quality, { viewport: { width: 1366, height: 768 } });
    await page.goto(COMMENTS);
    const before = await left(page);
    for (let number = 0; number < 5; number += 1) {
        assert.ok(await page.locator('section.comment').evaluate((it) => it === document.activeElement));
        const read = await text(page);
        await page.keyboard.press(String(number + 1));
        assert.ok(await page.getByRole('radio').nth(number + 1).isChecked(), 'a key chooses a theme');
        await Promise.all([page.waitForURL(/done=publish/), page.keyboard.press('d')]);
        await page.locator('section.comment').waitFor();
        assert.notEqual(await text(page), read);
        for (const seen of [page.locator('p.keys'), page.getByRole('button', { name: 'Dopuść' })]) {
            const box = await seen.boundingBox();
            assert.ok(box.y + box.height <= 768, `above the fold: ${JSON.stringify(box)}`);
        }
        await page.goto(COMMENTS);
    }
    assert.equal(await left(page), before - 5);
    const skipped = await text(page);
    await page.keyboard.press('n');
    await page.waitForURL(/after=/);
    assert.notEqual(await text(page), skipped);
    const read = await text(page);
    await page.keyboard.press('b');
    await page.keyboard.press('d');
    await page.waitForURL(/done=publish/);
    await page.keyboard.press('c');
    await page.waitForURL(/done=reopened/);
    assert.equal(await text(page), read);
    assert.ok(await page.getByRole('radio', { name: 'Inne' }).isChecked(), 'the theme stays');
    await page.keyboard.press('w');
    await page.getByLabel('Powód wstrzymania').focus();
    await page.keyboard.press('d');
    assert.match(page.url(), /done=reopened/, 'a field takes letters itself');
    await page.getByRole('link', { name: 'Wyłącz klawisze' }).click();
    await page.keyboard.press('d');
    await page.getByRole('button', { name: 'Dopuść' }).click();
    await page.waitForURL(/done=publish&keys=off/);
});

test('words are struck out and a comment is held back by the keyboard, without scripts', async (t) => {
    const { page } = await enterConsole(t, office, quality, { javaScriptEnabled: false });
    await page.goto(COMMENTS);
    const summary = page.locator('summary', { hasText: 'Skreślanie słów' });
    await summary.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: 'Nowak', exact: true }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Pokaż uwagę bez tych słów' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Czy tak skrócić uwagę?' }).waitFor();
    assert.match(await text(page), /^Pani \[…\] z okienka/);
    await page.getByRole('button', { name: 'Skreśl i dopuść' }).press('Enter');
    await page.getByRole('status').filter({ hasText: 'Uwaga jest dopuszczona.' }).waitFor();
    await page.locator('summary', { hasText: 'Wstrzymanie uwagi' }).press('Enter');
    await page.getByLabel('Powód wstrzymania').selectOption('personal_data');
    await page.getByRole('button', { name: 'Wstrzymaj' }).press('Enter');
    await page.getByRole('status').filter({ hasText: 'Uwaga jest wstrzymana.' }).waitFor();
    await page.goto('/console/comments/decided');
    await page.getByText('wstrzymana: pozwala rozpoznać osobę').waitFor();
});

test('everybody can use the pages, also on a small screen', async (t) => {
    for (const viewport of [{ width: 1366, height: 768 }, { width: 320, height: 640 }]) {
        const { page } = await enterConsole(t, office, quality, { viewport });
        for (const path of [COMMENTS, '/console/comments/decided']) {
            await page.goto(path);
            for (const details of await page.locator('details').all()) await details.evaluate((it) => { it.open = true; });
            assert.ok(await fits(page), `${path} at ${viewport.width}`);
            await assertAccessible(t, page);
        }
        await page.goto(COMMENTS);
        const stops = await walk(page);
        for (const name of ['button "Dopuść"', 'link "Następna"']) assert.ok(stops.includes(name), `${name}: ${stops}`);
        assert.equal(await page.locator('blockquote img').count(), 0, 'text is text');
    }
});
