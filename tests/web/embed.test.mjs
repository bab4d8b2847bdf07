// The form on pages of other websites: shown, filled in, sent once; and nothing that a hostile page could make of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { startOffice, until } from './office.mjs';
import { load, sum } from './sizes.mjs';
import { openStage, page } from './stage.mjs';

const PUBLIC = 'https://ankieta.example.pl';
const office = await startOffice({ 'public-url': PUBLIC });
const at = office.origin;
const link = (lang = 'pl') => `<a href="${at}/s/obsluga/KM?lang=${lang}">Oceń naszą obsługę</a>`;
const loader = (data = '') =>
    `<script async src="${at}/embed.js" data-survey="obsluga" data-department="KM" data-lang="pl" ${data}></script>`;
const frame = `<iframe src="${at}/embed/obsluga/KM?lang=pl" title="Ankieta" width="100%" height="900" loading="lazy"
    referrerpolicy="no-referrer" style="border:0"></iframe><p>${link()}</p>`;
const STRICT = `default-src 'none'; script-src ${at}; frame-src ${at}; img-src data:; base-uri 'none'; form-action 'none';
    require-trusted-types-for 'script'`.replace(/\s+/g, ' ');
const host = await openStage({
    '/inline': { body: page(link() + loader()), headers: { 'content-security-policy': STRICT } },
    '/paragraphs': page(`<p>Tekst. ${link()}</p><p>${loader()}</p>`),
    '/dialog': { body: page(link() + loader('data-mode="dialog"')), headers: { 'content-security-policy': STRICT } },
    '/frame': page(frame),
    '/element': page(`<script async src="${at}/embed.js"></script><ankieta-form survey="obsluga" lang="uk"></ankieta-form>`),
    '/twice': page(link() + loader() + loader() + `<p>Tekst</p>` + loader()),
    '/below': page(`<div style="height: 40rem">Tekst</div>${link()}${loader()}<div style="height: 90rem">Tekst</div>`),
    '/blocked': {
        body: page(link() + loader()),
        headers: { 'content-security-policy': "default-src 'none'; img-src data:" },
    },
    '/no-frames': {
        body: page(link() + loader()),
        headers: { 'content-security-policy': `default-src 'none'; script-src ${at}; img-src data:` },
    },
    '/forger': page(''),
});
const origin = host.byName;
const settings = { origins: [origin] };
const set = await office.api('PUT', '/api/v1/surveys/obsluga/settings', settings, office.administrator);
assert.equal(set.status, 200);

/** A visitor of the other website. */
const come = (t, options = {}) => visit(t, { origin }, { alsoAsks: [at], ...options });
const inside = (opened) => opened.frameLocator('iframe');
const count = async () => (await office.stored()).responses;

async function fillIn(form) {
    for (const question of await form.locator('fieldset[data-required]').all()) {
        const code = await question.getAttribute('data-code');
        await question.locator(`input[type=radio][name="${code}"]`).last().check({ force: true });
    }
}

/** Waits until the frame is as high as what is in it, and has nothing to scroll. */
async function assertFits(opened) {
    const inner = opened.frames()[1];
    await until('the frame is as high as the form', async () => {
        const box = await opened.locator('iframe').boundingBox();
        const height = await inner.evaluate(() => Math.ceil(document.documentElement.getBoundingClientRect().height));
        const room = await inner.evaluate(() => document.scrollingElement.scrollHeight - innerHeight);
        return box.height === height && room <= 0;
    });
}

for (const path of ['/inline', '/paragraphs', '/dialog', '/frame']) {
    test(`a form is filled in and sent on another website, and is stored once: ${path}`, async (t) => {
        const { page: opened } = await come(t);
        const before = await count();
        await opened.goto(path);
        if (path === '/dialog') await opened.getByRole('link').click();
        const form = inside(opened);
        await form.getByRole('button', { name: 'Wyślij ocenę' }).waitFor();
        await assertAccessible(t, opened);
        await fillIn(form);
        await form.getByRole('button', { name: 'Wyślij ocenę' }).click();
        await form.getByRole('heading', { name: 'Dziękujemy za ocenę' }).waitFor();
        assert.equal(await count(), before + 1);
        if (path !== '/frame') await assertFits(opened);
        await assertAccessible(t, opened);
    });
}

test('the frame is as high as the form, whatever its width, and shows it in one language', async (t) => {
    const { page: opened } = await come(t);
    await opened.goto('/inline');
    await inside(opened).getByRole('button', { name: 'Wyślij ocenę' }).waitFor();
    assert.equal(await opened.getByRole('link', { name: 'Oceń naszą obsługę' }).isVisible(), false);
    await assertFits(opened);
    await opened.setViewportSize({ width: 320, height: 600 });
    await assertFits(opened);
    assert.ok(await opened.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    const { allow, loading, policy, title } = await opened.locator('iframe').evaluate((frame) => ({
        allow: frame.allow,
        loading: frame.loading,
        policy: frame.referrerPolicy,
        title: frame.title,
    }));
    assert.deepEqual([allow, loading, policy, title], ['', 'lazy', 'no-referrer', 'Oceń naszą obsługę']);
});

test('after it is sent, the beginning is in sight and has the focus', async (t) => {
    const { page: opened } = await come(t);
    await opened.goto('/below');
    const form = inside(opened);
    // A frame out of sight does nothing until it is in sight.
    await opened.evaluate(() => scrollTo(0, 600));
    await assertFits(opened);
    await fillIn(form);
    await form.getByRole('button', { name: 'Wyślij ocenę' }).click();
    await form.getByRole('heading', { name: 'Dziękujemy za ocenę' }).waitFor();
    await until('the beginning of the frame is in sight', async () => {
        const { y } = await opened.locator('iframe').boundingBox();
        return y > -1 && y < 768;
    });
    await until('main has the focus', () => opened.frames()[1].evaluate(() => document.activeElement.id === 'main'));
});

test('what is wrong is in sight and has the focus', async (t) => {
    const { page: opened } = await come(t, { expected: ['status of 422'] });
    await opened.goto('/below');
    const form = inside(opened);
    await opened.evaluate(() => scrollTo(0, 600));
    await assertFits(opened);
    await form.getByRole('button', { name: 'Wyślij ocenę' }).click();
    await until('the summary is in sight', async () => {
        const box = await form.locator('.summary').boundingBox();
        return box && box.y > -1 && box.y < 768;
    });
    await until('the summary has the focus', () => form.locator('.summary:focus').count());
    await assertFits(opened);
});

test('what cannot stand in the frame opens beside it', async (t) => {
    const { page: opened } = await come(t);
    await opened.goto('/inline');
    const form = inside(opened);
    await form.getByRole('button', { name: 'Wyślij ocenę' }).waitFor();
    const staying = await form.locator('a:not([target=_blank])').evaluateAll((links) =>
        links.map(({ href, hash, pathname }) => hash || (pathname.startsWith('/embed/') ? '' : href)).filter(Boolean),
    );
    assert.deepEqual(staying, ['#main']);
    const popup = opened.context().waitForEvent('page');
    await form.getByRole('link', { name: 'Deklaracja dostępności' }).click();
    await (await popup).getByRole('heading', { level: 1 }).waitFor();
    assert.equal(new URL((await popup).url()).pathname, '/deklaracja-dostepnosci');
    await form.getByText('Co dokładnie zapisujemy').click();
    await form.locator('[data-tables="receipts"]').waitFor();
    await assertFits(opened);
});

test('steps go on in the frame, each with its beginning in sight', async (t) => {
    const { page: opened } = await come(t);
    await opened.goto('/below');
    const form = inside(opened);
    await opened.evaluate(() => scrollTo(0, 600));
    await assertFits(opened);
    await fillIn(form);
    const before = await count();
    while ((await form.locator('.steps [value=next]').count()) > 0) {
        const title = await form.locator('title').textContent();
        await form.locator('.steps [value=next]').click();
        await until('the next step is there', async () => (await form.locator('title').textContent()) !== title);
        await assertFits(opened);
        const { y } = await opened.locator('iframe').boundingBox();
        assert.ok(y > -1 && y < 768, `it begins at ${y}`);
    }
    await form.getByRole('button', { name: 'Wyślij ocenę' }).click();
    await form.getByRole('heading', { name: 'Dziękujemy za ocenę' }).waitFor();
    assert.equal(await count(), before + 1);
});

test('an element of its own shows the departments, in its language', async (t) => {
    const { page: opened } = await come(t);
    await opened.goto('/element');
    await inside(opened).locator('.departments a').first().waitFor();
    assert.equal(await opened.frames()[1].evaluate(() => document.documentElement.lang), 'uk');
});

test('the script may be there twice', async (t) => {
    const { page: opened } = await come(t);
    await opened.goto('/twice', { waitUntil: 'networkidle' });
    // The second script finds the form of the first; the third has no link before it, and makes a form of its own.
    assert.equal(await opened.locator('ankieta-form').count(), 2);
});

test('the dialog takes, holds and returns the focus', async (t) => {
    const { page: opened } = await come(t);
    await opened.goto('/dialog');
    const opener = opened.getByRole('link', { name: 'Oceń naszą obsługę' });
    const dialog = opened.locator('dialog');
    const open = () => dialog.evaluate((dialog) => dialog.open);
    const back = () => opened.evaluate(() => document.activeElement.localName === 'a');
    const within = () => opened.evaluate(() => document.activeElement.localName !== 'a');
    await opened.waitForFunction(() => document.querySelector('[aria-haspopup=dialog]'));
    assert.equal(await opened.locator('iframe').getAttribute('src'), null);
    await opener.focus();
    await opened.keyboard.press('Enter');
    await opened.getByRole('button', { name: 'Zamknij' }).waitFor();
    await inside(opened).getByRole('button', { name: 'Wyślij ocenę' }).waitFor();
    assert.equal(await opened.evaluate(() => document.documentElement.style.overflow), 'hidden');
    for (let turn = 0; turn < 60; turn += 1) {
        await opened.keyboard.press('Tab');
        assert.ok(await within());
    }
    await opened.getByRole('button', { name: 'Zamknij' }).focus();
    await opened.keyboard.press('Escape');
    await until('the dialog is closed', async () => !(await open()) && (await back()));
    // The page learns of it an event later.
    await until('the page scrolls again', () => opened.evaluate(() => document.documentElement.style.overflow === ''));
    // What was filled in is still there, and Escape in the form closes too.
    await opened.keyboard.press('Enter');
    const choice = inside(opened).locator('input[type=radio]').first();
    await choice.press('Space');
    assert.ok(await choice.isChecked());
    await opened.keyboard.press('Escape');
    await until('the dialog is closed', async () => !(await open()) && (await back()));
    await opened.keyboard.press('Enter');
    assert.ok(await choice.isChecked());
    await opened.getByRole('button', { name: 'Zamknij' }).click();
    await until('the dialog is closed', async () => !(await open()) && (await back()));
});

test('the dialog fits a small screen', async (t) => {
    const { page: opened } = await come(t, { viewport: { width: 320, height: 480 } });
    await opened.goto('/dialog');
    await opened.getByRole('link', { name: 'Oceń naszą obsługę' }).click();
    await inside(opened).getByRole('heading', { level: 1 }).waitFor();
    const box = await opened.locator('dialog').boundingBox();
    assert.ok(box.x >= 0 && box.y >= 0 && box.width <= 320 && box.height <= 480, JSON.stringify(box));
    await assertAccessible(t, opened);
});

test('a website that is not admitted keeps its link', async (t) => {
    const expected = ['frame-ancestors', "Failed to execute 'postMessage'", 'Framing'];
    const { page: opened } = await visit(t, host, { alsoAsks: [at], expected });
    for (const path of ['/inline', '/dialog']) {
        await opened.goto(path, { waitUntil: 'networkidle' });
        await opened.getByRole('link', { name: 'Oceń naszą obsługę' }).waitFor();
        if (path === '/dialog') await opened.getByRole('link', { name: 'Oceń naszą obsługę' }).click();
        await until('the frame is refused', () => opened.frames()[1]?.url().startsWith('chrome-error:'));
        assert.equal(await opened.locator('iframe').isVisible(), false);
        assert.equal(await opened.getByRole('link', { name: 'Oceń naszą obsługę' }).last().isVisible(), true);
        assert.equal(await opened.locator('ankieta-form').getAttribute('ready'), null);
    }
});

for (const [path, options] of [
    ['/inline', { javaScriptEnabled: false }],
    ['/dialog', { javaScriptEnabled: false }],
    ['/blocked', { expected: ['script-src', 'Content Security Policy'] }],
    ['/no-frames', { expected: ['frame-src', 'Content Security Policy', "Failed to execute 'postMessage'"] }],
]) {
    test(`the link works without: ${path} ${Object.keys(options)}`, async (t) => {
        const { page: opened } = await come(t, options);
        await opened.goto(path, { waitUntil: 'networkidle' });
        await opened.getByRole('link', { name: 'Oceń naszą obsługę' }).click();
        await opened.getByRole('button', { name: 'Wyślij ocenę' }).waitFor();
        assert.equal(new URL(opened.url()).pathname, '/s/obsluga/KM');
    });
}

test('the page believes only its own frame', async (t) => {
    const { page: opened } = await come(t);
    await opened.goto('/inline');
    await inside(opened).getByRole('button', { name: 'Wyślij ocenę' }).waitFor();
    await assertFits(opened);
    const own = opened.locator('ankieta-form iframe');
    const inner = opened.frames()[1];
    const { height } = await own.boundingBox();
    // From the page itself, and from another frame of the service's own origin.
    const heard = await opened.evaluate(
        async ({ at }) => {
            let count = 0;
            addEventListener('message', () => (count += 1));
            postMessage({ ankieta: 'height', height: 7 }, '*');
            const other = document.createElement('iframe');
            other.src = `${at}/embed/obsluga/KM?lang=pl`;
            const loaded = new Promise((done) => (other.onload = done));
            document.body.append(other);
            await loaded;
            other.contentWindow.postMessage({ ankieta: 'hello' }, at);
            while (count < 2) await new Promise(requestAnimationFrame);
            return count;
        },
        { at },
    );
    assert.ok(heard >= 2);
    assert.equal((await own.boundingBox()).height, height);
    // From the right frame, what is no height.
    const wrong = [-1, 0, 1e9, Infinity, NaN, '50', null, [50], {}];
    await inner.evaluate(
        ({ wrong, origin }) => {
            for (const height of [...wrong, NaN, Infinity]) parent.postMessage({ ankieta: 'height', height }, origin);
            for (const data of [null, 'height', 7]) parent.postMessage(data, origin);
            parent.postMessage({ ankieta: 'show', top: -5 }, origin);
        },
        { wrong, origin },
    );
    await opened.evaluate(() => new Promise(requestAnimationFrame));
    assert.equal((await own.boundingBox()).height, height);
});

test('the form tells nothing to whom it does not know', async (t) => {
    const { page: opened } = await come(t);
    await opened.goto('/forger');
    const told = await opened.evaluate(async (at) => {
        const told = [];
        addEventListener('message', ({ data }) => told.push(data));
        const frame = document.createElement('iframe');
        frame.src = `${at}/embed/obsluga/KM?lang=pl`;
        const loaded = new Promise((done) => (frame.onload = done));
        document.body.append(frame);
        await loaded;
        // Not greeted; then greeted by something that is no greeting.
        for (const data of [null, 'hello', {}, { ankieta: 'height' }]) frame.contentWindow.postMessage(data, at);
        frame.style.width = '200px';
        for (let turn = 0; turn < 20; turn += 1) await new Promise(requestAnimationFrame);
        const silent = told.length;
        frame.contentWindow.postMessage({ ankieta: 'hello' }, at);
        while (told.length === silent) await new Promise(requestAnimationFrame);
        return { silent, kinds: [...new Set(told.map(({ ankieta }) => ankieta))] };
    }, at);
    assert.deepEqual(told, { silent: 0, kinds: ['height'] });
});

test('sizes: the loader is at most 3 kB, and all of it with the form at most 30 kB', async (t) => {
    const visitor = await come(t);
    const transfers = await load(visitor, '/inline');
    const loaded = sum(transfers, { of: 'body', pattern: /embed\.js$/ });
    assert.ok(loaded > 0 && loaded <= 3000, `${loaded}`);
    const all = sum(transfers, { pattern: new RegExp(`^${at}/`) });
    assert.ok(all <= 30_000, `${all}`);
});

test('web editors copy what they paste, see it work, and may do without JavaScript', async (t) => {
    const { page: opened } = await visit(t, office);
    await opened.goto('/snippets/obsluga?department=KM&lang=pl');
    await opened.frameLocator('#inline iframe').getByRole('button', { name: 'Wyślij ocenę' }).waitFor();
    await assertAccessible(t, opened);
    await opened.getByRole('button', { name: 'Kopiuj kod' }).first().click();
    await opened.getByText('Skopiowano.').first().waitFor();
    await opened.setViewportSize({ width: 320, height: 600 });
    assert.ok(await opened.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await assertAccessible(t, opened);

    const { page: plain } = await visit(t, office, { javaScriptEnabled: false, locale: 'en-GB' });
    await plain.goto('/snippets/obsluga');
    await plain.getByLabel('Department').selectOption('KM');
    await plain.getByLabel('Language of the survey').selectOption('de');
    await plain.getByLabel('Way of embedding').selectOption('dialog');
    await plain.getByRole('button', { name: 'Show the code' }).click();
    const pasted = await plain.getByLabel('Code to paste').inputValue();
    assert.equal(
        pasted,
        `<a href="${PUBLIC}/s/obsluga/KM?lang=de">Bewerten Sie unseren Service</a>\n<script async src="${PUBLIC}/embed.js" `
            + 'data-survey="obsluga" data-department="KM" data-lang="de" data-mode="dialog"></script>',
    );
});
