// Patience with a bad connection, a warning before answers are lost, and a count of characters. The form needs none of
// it: its steps go without scripts, and nothing is stored in the browser.

const FIRST_WAIT = 5;
const LONGEST_WAIT = 60;
/** A count of characters is shown when so many are left. */
const NEAR = 100;
/** Milliseconds without a key that count as a pause. */
const PAUSE = 800;

const form = document.getElementById('form');
const words = JSON.parse(form.dataset.words);
let sending = false;
/** Whether the page is left by a button of the form, which loses nothing. */
let leaving = false;

form.addEventListener('submit', (event) => {
    if (leaving || event.submitter?.value !== 'send') leaving = true;
    else send(event);
});
form.querySelectorAll('textarea[data-most]').forEach(count);
document.querySelector('.summary')?.focus();
document.querySelector('.summary')?.addEventListener('click', (event) => {
    const target = event.target.closest('a[href^="#"]') && document.getElementById(event.target.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    target.querySelector('input, textarea')?.focus();
});
addEventListener('beforeunload', (event) => {
    if (!leaving && isFilled()) event.preventDefault();
});
// What a browser keeps of a page that was left is not shown again: the server knows whether it was sent meanwhile.
addEventListener('pagehide', () => (document.body.hidden = true));
addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    leaving = true;
    location.reload();
});

/** Whether somebody would miss what is here. In a frame that is only what was typed: the page around it is not ours. */
function isFilled() {
    const typed = [...form.querySelectorAll('textarea')].some((field) => field.value.trim() !== '');
    return typed || (parent === window && form.querySelector(':checked, [data-answer]') !== null);
}

/** Says a sentence with a number in the form that the language has for it. */
function say(forms, number) {
    const form = forms[new Intl.PluralRules(document.documentElement.lang).select(number)] ?? forms.other;
    return form.replace('{count}', String(number));
}

/** Says politely how much room is left, near the end and when the typing pauses. A character is what the server counts. */
function count(field) {
    const most = Number(field.dataset.most);
    const line = document.createElement('p');
    line.className = 'counter';
    line.setAttribute('role', 'status');
    field.after(line);
    let timer;
    const show = () => {
        const left = most - [...field.value].length;
        line.classList.toggle('over', left < 0);
        line.textContent = left > Math.min(NEAR, most / 2) ? '' : say(left < 0 ? words.over : words.left, Math.abs(left));
    };
    field.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(show, PAUSE);
    });
    show();
}

/** Sends the form until there is an answer, always under the same id, so that it is stored once. */
async function send(event) {
    event.preventDefault();
    if (sending) return;
    sending = true;
    const { submitter } = event;
    const body = new URLSearchParams(new FormData(form, submitter));
    const state = form.querySelector('.state');
    form.querySelector('.questions').inert = true;
    for (const button of document.querySelectorAll('[form=form], .steps button')) button.setAttribute('aria-disabled', 'true');
    for (let tries = 0; ; tries += 1) {
        report(state, words.sending);
        const answer = await ask(form.action, body);
        if (answer.thanks) return leaveFor(answer.thanks);
        if (answer.refused) {
            // What is wrong with it is said by a page, which a reload shows again.
            leaving = true;
            form.querySelector('.questions').inert = false;
            form.requestSubmit(submitter);
            return;
        }
        await wait(state, answer.reason, Math.min(LONGEST_WAIT, Math.max(FIRST_WAIT * 2 ** tries, answer.seconds)));
    }
}

/** What became of one try: where it leads, that it was refused, or why it must be tried again and when. */
async function ask(address, body) {
    try {
        const answer = await fetch(address, { method: 'POST', body, headers: { accept: 'text/html' } });
        if (answer.redirected && answer.ok) return { thanks: answer.url };
        const seconds = Number(answer.headers.get('retry-after')) || 0;
        if (answer.status >= 500 || answer.status === 408 || answer.redirected) return { reason: words.busy, seconds };
        return { refused: true };
    } catch {
        return { reason: words.offline, seconds: 0 };
    }
}

/** Leaves nothing behind: whoever goes back from the thanks finds an empty form. */
function leaveFor(address) {
    leaving = true;
    form.remove();
    // A page that a form led to becomes one that is asked for anew.
    history.replaceState(null, '', location.href);
    location.assign(address);
}

/** Says why and how long, and waits: for the time to pass, for the connection, or for somebody's impatience. */
function wait(state, reason, seconds) {
    return new Promise((resolve) => {
        const go = () => {
            clearTimeout(timer);
            removeEventListener('online', go);
            if (button.contains(document.activeElement)) state.querySelector('p').focus();
            button.remove();
            resolve();
        };
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = words.now;
        button.addEventListener('click', go);
        const timer = setTimeout(go, seconds * 1000);
        addEventListener('online', go);
        report(state, `${reason} ${say(words.again_in_seconds, seconds)}`);
        state.append(button);
    });
}

function report(state, text) {
    const line = state.querySelector('p');
    line.tabIndex = -1;
    line.textContent = text;
}
