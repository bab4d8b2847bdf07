// The dashboard: its door, its choices, its charts and tables, on every screen, on paper, and by keyboard alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible, readAloud, walk } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { COOKIE, REFUSED, enterOffice, fits, plain, rows, signIn, unfold } from './dashboard.mjs';
import { remember } from './history.mjs';
import { startOffice } from './office.mjs';

const PERIOD = 'period=2026-Q3&lang=pl';

const office = await startOffice();
const key = await office.makeKey('results');
await remember(office, [
    ['KM', '2026-05-20', { OVERALL: 4, WAIT: 3 }, 40],
    ['KM', '2026-05-20', { OVERALL: 2, WAIT: 2 }, 30],
    ['GN', '2026-05-20', { OVERALL: 5, WAIT: 4 }, 30],
    ['GN', '2026-05-20', { OVERALL: 1, WAIT: 1 }, 10],
    ['KM', '2026-08-20', { OVERALL: 5, WAIT: 4, OUTCOME: 'yes', IMPORT: ['courtesy', 'waiting'] }, 65],
    ['KM', '2026-08-20', { OVERALL: 2, WAIT: 1, OUTCOME: 'no' }, 5],
    ['GN', '2026-08-20', { OVERALL: 4, WAIT: 5 }, 29],
    ['GN', '2026-08-20', { OVERALL: 3, WAIT: 2 }, 11],
    ['RK', '2026-08-20', { OVERALL: 4 }, 4],
]);
const cookies = await signIn(office, key);

/** A visitor who has signed in. */
const enter = (t, { as = cookies, at = office, ...options } = {}) => enterOffice(t, at, as, options);

/** The rows of a CSV file, some of whose cells are in quotes. */
const parse = (text) =>
    text.trim().split('\r\n').map((line) =>
        [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) => cell.replace(/^"|"$/g, '')));
for (const javaScriptEnabled of [true, false]) {
    test(`a key opens the door, ${javaScriptEnabled ? 'with' : 'without'} JavaScript, and signing out closes it`, async (t) => {
        const { page, context } = await visit(t, office, { cookies: [COOKIE], javaScriptEnabled });
        await page.goto(`/results/obsluga?${PERIOD}`);
        assert.equal(await page.locator('h1').innerText(), 'Wyniki ankiet');
        await page.getByLabel('Klucz dostępu').fill(key);
        await page.getByRole('button', { name: 'Zaloguj' }).click();
        await page.getByRole('heading', { name: 'Wydziały', exact: true }).waitFor();
        assert.equal(new URL(page.url()).searchParams.get('period'), '2026-Q3');
        const cookies = await context.cookies();
        assert.deepEqual(cookies.map(({ name, httpOnly, sameSite, path }) => [name, httpOnly, sameSite, path]).sort(), [
            [COOKIE, true, 'Strict', '/console'],
            [COOKIE, true, 'Strict', '/results'],
        ]);
        await page.getByRole('button', { name: 'Wyloguj' }).click();
        await page.getByLabel('Klucz dostępu').waitFor();
        assert.deepEqual(await context.cookies(), []);
        await page.goBack();
        await page.reload();
        await page.getByLabel('Klucz dostępu').waitFor();
    });
}

test('a wrong key and a revoked one are answered in words', async (t) => {
    const { page } = await visit(t, office, { expected: REFUSED });
    await page.goto('/results?lang=pl');
    await assertAccessible(t, page);
    await page.getByLabel('Klucz dostępu').fill('ank_wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Ten klucz nie otwiera wyników.').waitFor();
    await assertAccessible(t, page);
    const { body } = await office.api('POST', '/api/v1/keys', { name: 'x', scope: 'results' }, office.administrator);
    const { page: inside } = await enter(t, { as: await signIn(office, body.secret) });
    await inside.goto(`/results/obsluga?${PERIOD}`);
    await inside.getByRole('heading', { name: 'Wydziały', exact: true }).waitFor();
    await office.api('DELETE', `/api/v1/keys/${body.key.id}`, undefined, office.administrator);
    await inside.reload();
    await inside.getByLabel('Klucz dostępu').waitFor();
});

test('the choices are plain forms whose state is the address', async (t) => {
    const { page } = await enter(t, { javaScriptEnabled: false });
    await page.goto('/results/obsluga?lang=pl');
    assert.equal(await page.locator('#period').isVisible(), false);
    await page.locator('.choices summary').click();
    assert.equal(await page.locator('#period').inputValue(), '2026-Q3');
    await page.locator('#period').selectOption('2026-Q2');
    await page.locator('#department').selectOption('GN');
    await page.locator('#question').selectOption('WAIT');
    await page.getByRole('button', { name: 'Pokaż' }).click();
    await page.waitForURL(/period=2026-Q2/);
    const chosen = new URL(page.url()).searchParams;
    assert.deepEqual([chosen.get('department'), chosen.get('question')], ['GN', 'WAIT']);
    assert.match(await page.locator('h1').innerText(), /^Wydział Geodezji/);
    assert.match(plain(await page.locator('.choices summary').innerText()), /^II kwartał 2026 r\./);
    assert.equal(await page.locator('.headline h2').innerText(), 'Czas oczekiwania na obsługę');
    assert.equal(plain(await page.locator('.headline strong').innerText()), '75,0%');
    assert.equal(await page.locator('#departments').count(), 0);
    assert.equal(await page.locator('#department').inputValue(), 'GN');
    await page.getByRole('link', { name: 'English' }).click();
    await page.waitForURL(/lang=en/);
    assert.equal(await page.locator('.headline h2').innerText(), 'Waiting time');
    assert.equal(await page.locator('.headline strong').innerText(), '75.0%');
});

test('every figure has its n and interval, and every chart its table', async (t) => {
    const { page } = await enter(t);
    await page.goto(`/results/obsluga?${PERIOD}`);
    const headline = plain(await page.locator('.headline').innerText());
    for (const wanted of ['85,5%', '77,7–90,8%', '110', 'wzrost potwierdzony statystycznie', '+21,8 p.p.', 'II kwartał 2026 r.']) {
        assert.ok(headline.includes(wanted), `${wanted}: ${headline}`);
    }
    const departments = await rows(page, 'departments');
    assert.deepEqual(departments.KM.slice(1, 4), ['70', '92,9%', '84,3–96,9%']);
    assert.equal(departments.KM[6], 'wzrost potwierdzony statystycznie');
    assert.match(departments.RK[1], /^mniej niż 10 odpowiedzi/);
    for (const figure of await page.locator('figure').all()) {
        const label = await figure.locator('svg').first().getAttribute('aria-labelledby');
        const named = await page.locator(label.split(' ').map((id) => `#${id}`).join(',')).allTextContents();
        assert.ok(named.length === 2 && named.every((text) => text.length > 10), String(named));
        assert.equal(await figure.locator('xpath=following-sibling::details//table').count(), 1);
    }
    const bare = (await page.locator('#departments svg text.end').allTextContents()).map(plain).filter((text) => /\d,\d%/.test(text));
    assert.ok(bare.length > 0 && bare.every((text) => /n = \d/.test(text)), bare.join('\n'));
});

test('what is read aloud is what is seen', async (t) => {
    const { page } = await enter(t);
    await page.goto(`/results/obsluga?${PERIOD}`);
    await unfold(page);
    const lines = (await readAloud(page, 'main')).map(plain);
    const image = lines.find((line) => line.includes('img "Udział ocen pozytywnych według wydziałów. III kwartał 2026 r.'));
    assert.match(image ?? '', /Najwyższy udział: Wydział Komunikacji 92,9% \(84,3–96,9%, n = 70\)/);
    assert.ok(lines.some((line) => /row "Wydział Komunikacji 70 92,9%/.test(line)), lines.join('\n'));
});

test('downloads are what is on the screen', async (t) => {
    const { page } = await enter(t);
    await page.goto(`/results/obsluga?${PERIOD}`);
    const shown = await rows(page, 'departments');
    await unfold(page);
    const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('#departments .files a[href$="format=csv"]').click(),
    ]);
    assert.equal(download.suggestedFilename(), 'obsluga-2026-Q3-department.csv');
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    const [head, ...lines] = parse(Buffer.concat(chunks).toString());
    const column = (name) => head.indexOf(name);
    const told = new Map();
    const ofGroups = lines.filter((line) => line[column('group_by')] === 'department');
    for (const line of ofGroups.filter((line) => line[column('question')] === 'OVERALL')) {
        told.set(line[column('group')], [line[column('n')], Number(line[column('positive_share')])]);
    }
    assert.equal(told.size, Object.values(shown).filter((cells) => cells.length > 2).length);
    for (const [code, [n, share]] of told) {
        assert.equal(shown[code][1], n);
        assert.equal(shown[code][2], `${(100 * share).toFixed(1).replace('.', ',')}%`);
    }
});

for (const [name, options] of Object.entries({
    'in the light': {},
    'in the dark': { colorScheme: 'dark' },
    'on a narrow screen': { viewport: { width: 320, height: 640 } },
    'in forced colours': { forcedColors: 'active' },
    'in English': { locale: 'en-GB' },
})) {
    test(`everybody can use the board ${name}`, async (t) => {
        const { page } = await enter(t, options);
        await page.goto('/results/obsluga?period=2026-Q3');
        await page.locator('#trend').waitFor();
        await assertAccessible(t, page);
        await unfold(page);
        await assertAccessible(t, page);
        assert.ok(await fits(page), 'it scrolls sideways');
    });
}

test('what is withheld, empty or wrong says so, and everybody can read it', async (t) => {
    const { page } = await enter(t, { expected: REFUSED });
    for (const [path, text] of [
        [`/results/obsluga?${PERIOD}&department=RK`, 'Za mało odpowiedzi, by pokazać wynik'],
        ['/results/obsluga?period=2019&lang=pl', 'Za mało odpowiedzi, by pokazać wynik'],
        ['/results/obsluga?period=2026-Q7&lang=pl', 'Nie ma takiego zestawienia'],
    ]) {
        await page.goto(path);
        await page.getByRole('heading', { name: text }).waitFor();
        await assertAccessible(t, page);
    }
    const young = await startOffice();
    const { page: empty } = await enter(t, { at: young, as: await signIn(young, await young.makeKey('results')) });
    await empty.goto('/results?lang=pl');
    await empty.getByRole('heading', { name: 'Nie ma jeszcze wyników' }).waitFor();
    await assertAccessible(t, empty);
});

test('a key for departments sees those', async (t) => {
    const bound = await office.makeKey('results', 'KM');
    const { page } = await enter(t, { as: await signIn(office, bound) });
    await page.goto(`/results/obsluga?${PERIOD}`);
    assert.equal(await page.locator('h1').innerText(), 'Wydział Komunikacji');
    assert.equal(await page.locator('#department option').count(), 1);
    assert.equal(await page.locator('#departments').count(), 0);
    assert.match(plain(await page.locator('.headline .details dl').innerText()), /średnia ocen\s+\d,\d\d z 5\s+Cały urząd\s+85,5 ?% \(77,7–90,8 ?%, n = 110\)/);
    assert.match((await rows(page, 'grid')).KM[1], /^92,9 ?%/);
    assert.equal(Object.keys(await rows(page, 'grid')).length, 2);
    assert.equal(await page.locator('#actions').isVisible(), true);
    await assertAccessible(t, page);
});

test('on paper the tables are open and the choices are gone', async (t) => {
    const { page } = await enter(t, { viewport: { width: 794, height: 1123 } });
    await page.goto(`/results/obsluga?${PERIOD}`);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.getByRole('button', { name: 'Pokaż' }).isVisible(), false);
    for (const table of await page.locator('table').all()) {
        const box = await table.boundingBox();
        assert.ok(box && box.height > 30, await table.innerText());
    }
    assert.ok(await fits(page), 'it is cut off');
});

test('the keyboard reaches everything, in the order that one reads', async (t) => {
    const { page } = await enter(t);
    await page.goto(`/results/obsluga?${PERIOD}`);
    await unfold(page);
    const stops = await walk(page);
    assert.deepEqual(stops.slice(0, 3), ['link "Przejdź do treści"', 'link "polski"', 'link "English"']);
    const order = ['combobox "Okres"', 'combobox "Wydział"', 'button "Pokaż"', 'link "CSV – Wydziały"', 'button "Wyloguj"'];
    const places = order.map((name) => stops.indexOf(name));
    assert.ok(places.every((place, index) => place > (places[index - 1] ?? -1)), `${stops.join('\n')}`);
});
