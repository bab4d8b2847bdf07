// Every page of the service that is not a form, an embed or a kiosk.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { visit } from './browser.mjs';
import { startOffice } from './office.mjs';

const office = await startOffice();

test('the documentation shows every operation, and asks nobody else for anything', async (t) => {
    const { page } = await visit(t, office);
    await page.goto('/docs/');
    await page.getByRole('heading', { name: 'Ankieta' }).waitFor();
    const document = (await office.api('GET', '/openapi.json')).body;
    const operations = Object.values(document.paths).flatMap((path) => Object.keys(path));
    await page.locator('.opblock').nth(operations.length - 1).waitFor();
    assert.equal(await page.locator('.opblock').count(), operations.length);
});

test('where nothing is, a page says so to people, and a problem to programs', async (t) => {
    const { page } = await visit(t, office, { expected: ['status of 404'] });
    const response = await page.goto('/nowhere');
    assert.equal(response.status(), 404);
    await page.getByRole('heading', { name: 'Nie ma takiej strony' }).waitFor();
    const problem = await office.api('GET', '/nowhere');
    assert.match(problem.headers.get('content-type'), /^application\/problem\+json/);
    assert.equal(problem.body.status, 404);
});
