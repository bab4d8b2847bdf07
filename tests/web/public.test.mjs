// The public results: in both languages, on each screen, without JavaScript, on paper.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

import { assertAccessible } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { plausible, remember } from './history.mjs';
import { startOffice } from './office.mjs';

const office = await startOffice({ 'close-after-days': 1 });
await prepare();

async function prepare() {
    const settings = await office.api(
        'PUT',
        '/api/v1/surveys/obsluga/settings',
        { public: true },
        office.administrator,
    );
    assert.equal(settings.status, 200);
    await remember(office, plausible());
    for (const department of ['KM', 'GN', 'AB']) {
        for (let place = 0; place < 36; place += 1) {
            const value = place % (department === 'KM' ? 4 : 3) ? 5 : 2;
            const body = { department, answers: { OVERALL: value, WAIT: 6 - value } };
            const path = `/api/v1/surveys/obsluga/responses/${randomUUID()}`;
            const { status } = await office.api('PUT', path, body);
            assert.equal(status, 201);
        }
    }
    const today = new Date();
    const next = new Date(Date.UTC(today.getUTCFullYear(), 3 * Math.floor(today.getUTCMonth() / 3) + 3, 2));
    await office.release(next.toISOString().slice(0, 10));
}

const PLACES = {
    'in Polish': { address: '/wyniki/obsluga?lang=pl' },
    'in English': { address: '/wyniki/obsluga?lang=en' },
    'in the dark': { address: '/wyniki/obsluga', options: { colorScheme: 'dark' } },
    'on a narrow screen': { address: '/wyniki/obsluga', options: { viewport: { width: 320, height: 640 } } },
    'without JavaScript': { address: '/wyniki/obsluga', options: { javaScriptEnabled: false }, still: true },
    'as a list': { address: '/wyniki' },
};

for (const [name, { address, options, still }] of Object.entries(PLACES)) {
    test(`public results can be read ${name}`, async (t) => {
        const { page } = await visit(t, office, options);
        await page.goto(address);
        if (address !== '/wyniki') {
            assert.match(await page.locator('.share').innerText(), /\d+[.,]\d\s?%/);
            for (const summary of await page.locator('summary').all()) await summary.click();
            assert.ok(await page.locator('#departments td').first().isVisible());
            // The quarter that was closed now, and the twelve before it.
            assert.equal(await page.locator('#trend tbody tr').count(), 13);
        }
        if (still) return;
        await assertAccessible(t, page);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it scrolls sideways');
    });
}

test('paper holds every table, and no list of other periods', async (t) => {
    const { page } = await visit(t, office);
    await page.goto('/wyniki/obsluga?lang=pl');
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.locator('#departments td').first().isVisible());
    assert.equal(await page.locator('nav').first().isVisible(), false);
});
