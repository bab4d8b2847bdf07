// The entry for the register of processing activities: in both languages, on each screen, ready to be copied.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { startOffice } from './office.mjs';

const office = await startOffice();
const TITLES = {
    pl: 'Wpis do rejestru czynności przetwarzania',
    en: 'Entry for the register of processing activities',
};

for (const [language, title] of Object.entries(TITLES)) {
    test(`the entry for the register is found from what is stored, in ${language}`, async (t) => {
        const { page } = await visit(t, office);
        await page.goto(`/s/obsluga/record?lang=${language}`);
        await page.locator('a[href^="/rejestr-czynnosci"]').click();
        assert.equal(await page.getAttribute('html', 'lang'), language);
        assert.equal(await page.locator('h1').innerText(), title);
        assert.ok((await page.locator('table.held tbody tr').count()) > 15);
        await assertAccessible(t, page);
    });
}

for (const [name, options] of Object.entries({
    'in the dark': { colorScheme: 'dark' },
    'on a narrow screen': { viewport: { width: 320, height: 640 } },
})) {
    test(`the entry for the register can be read ${name}`, async (t) => {
        const { page } = await visit(t, office, options);
        await page.goto('/rejestr-czynnosci?lang=pl');
        await assertAccessible(t, page);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it scrolls sideways');
    });
}
