// The declaration of accessibility must be what it declares.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { startOffice } from './office.mjs';

const office = await startOffice();

for (const [name, options] of Object.entries({
    'in the light': {},
    'in the dark': { colorScheme: 'dark' },
    'on a narrow screen': { viewport: { width: 320, height: 640 } },
})) {
    test(`the declaration can be read ${name}`, async (t) => {
        const { page } = await visit(t, office, options);
        await page.goto('/s/obsluga?lang=pl');
        await page.getByRole('contentinfo').getByRole('link', { name: 'Deklaracja dostępności' }).click();
        assert.equal(await page.locator('h1').innerText(), 'Deklaracja dostępności');
        assert.equal(await page.locator('#a11y-status').count(), 1);
        await assertAccessible(t, page);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it scrolls sideways');
    });
}

test('who reads another language is told that the declaration is Polish', async (t) => {
    const { page } = await visit(t, office, { locale: 'uk-UA' });
    await page.goto('/deklaracja-dostepnosci');
    assert.equal(await page.getAttribute('html', 'lang'), 'uk');
    assert.equal(await page.getAttribute('#a11y-deklaracja', 'lang'), 'pl');
    await page.getByText('Цю декларацію опубліковано польською мовою').waitFor();
    await assertAccessible(t, page);
});
