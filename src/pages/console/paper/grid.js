// The grid: one key for each answer. The server says which key means what, and what follows which answer; this moves
// through it, and sends each form in the background while the next one is typed.
//
// What was typed is in this page alone until the server has it: a form that cannot be sent now waits in the queue, and is
// sent again under the same id.
//
// Who types looks at the paper. So whatever is not understood stops the typing: nothing more is taken until it is answered,
// or the keys that follow would answer other questions than they were meant for.

const page = document.querySelector('#paper');
const words = JSON.parse(page.dataset.words);
const isCheck = page.dataset.check === 'true';
const [day, books, place, said, number, queueState, aside] =
    ['day', 'books', 'place', 'said', 'number', 'queue', 'aside'].map((id) => document.getElementById(id));
const grid = page.querySelector('.grid');
const sample = Number(page.dataset.sample);

/** The longest wait between two tries, in milliseconds. */
const LONGEST_WAIT = 30_000;

/** One question. */
class Field {
    values = [];
    isUnreadable = false;
    isBlank = false;
    /** Whether every cross that was made was taken back. */
    isUnticked = false;

    constructor(element) {
        this.element = element;
        this.code = element.dataset.code;
        this.most = Number(element.dataset.most);
        this.required = 'required' in element.dataset;
        this.after = element.dataset.after;
        this.when = (element.dataset.when ?? '').split(' ');
        this.words = element.querySelector('textarea');
        this.boxes = [...element.querySelectorAll('[data-key]')];
        this.typed = element.querySelector('.typed');
    }

    get isAsked() {
        return !this.after || fields.find(({ code }) => code === this.after).values.some((value) => this.when.includes(value));
    }

    get answers() {
        return this.words ? [this.words.value].filter((text) => text.trim()) : this.values;
    }

    set({ values = [], isUnreadable = false, isBlank = false, text = '' } = {}) {
        Object.assign(this, { values, isUnreadable, isBlank, isUnticked: false });
        if (this.words) this.words.value = text;
        this.show();
    }

    show() {
        for (const box of this.boxes) box.classList.toggle('chosen', this.values.includes(box.dataset.value));
        const keys = this.boxes.filter(({ dataset }) => this.values.includes(dataset.value)).map(({ dataset }) => dataset.key);
        if (this.typed) this.typed.textContent = this.isUnreadable ? '*' : this.isBlank ? '–' : keys.join(' ');
    }

    focus() {
        (this.words ?? this.element).focus();
    }
}

const fields = [...page.querySelectorAll('.entry')].map((element) => new Field(element));
const store = document.getElementById('store');
/** Where one is; as many as there are fields: at the end. */
let at = 0;
/** Forms on their way, the first one first; and those that the server has, the last one last. */
const queue = [];
const sent = [];
let isSending = false;
/** Why forms wait, in words; nothing while they do not. */
let obstacle = '';
let token = page.dataset.token;
/** How many forms of the batch wait, and the number that the next one gets, as far as this page knows. */
let held = Number(page.dataset.held);
let next = Number(page.dataset.next);
/** What answers the last refusal, by key; nothing while nothing is refused. */
let answerKeys;
/** The place of the question that a letter has just answered: it may be the beginning of a word; nothing after other keys. */
let wordBegan;
/** Whether a question with several answers has just ended without Enter. */
let hasEnded = false;

/** Says beside the question why a key is not taken; until Backspace, Esc or a key of `more` answers that, no other one is. */
function refuse(text, parts = {}, more = {}) {
    const row = fields[at]?.element;
    said.textContent = fill(text, parts);
    said.style.top = `${row ? row.offsetTop + row.offsetHeight : grid.offsetHeight}px`;
    page.classList.add('refused');
    said.scrollIntoView({ block: 'nearest' });
    answerKeys = { Escape: dismiss, Backspace: dismiss, ...more };
}

function dismiss() {
    if (!answerKeys) return;
    said.textContent = '';
    page.classList.remove('refused');
    answerKeys = undefined;
    wordBegan = undefined;
}

/** Says above the grid what became of forms. */
function report(text, parts = {}) {
    const count = isCheck ? '' : ` ${fill(words.held, { waiting: held })}`;
    queueState.textContent = fill(text, parts) + count;
}

function fill(text, parts) {
    return Object.entries(parts).reduce((text, [name, part]) => text.replaceAll(`{${name}}`, () => part), text);
}

/** Says which number the sheet gets, and whether it is one that is put aside, while it is still at hand. */
function showNumber() {
    if (!number) return;
    const place = next + queue.length;
    const isSample = place % sample === 0;
    number.textContent = fill(isSample ? words.sample : words.number, { place });
    number.classList.toggle('sample', isSample);
}

function go(to) {
    for (const field of fields) {
        const isAsked = field.isAsked;
        if (field.element.inert !== isAsked) continue;
        field.element.inert = !isAsked;
        if (!isAsked) field.set();
    }
    at = to;
    dismiss();
    (fields[at] ?? { focus: () => store.focus() }).focus();
}

/** The next question that is asked, in a direction. */
function move(step) {
    let to = at + step;
    while (fields[to] && !fields[to].isAsked) to += step;
    if (to >= 0) go(to);
}

function isEmpty() {
    return fields.every((field) => !field.answers.length && !field.isUnreadable && !field.isBlank);
}

function clear() {
    for (const field of fields) field.set();
    showNumber();
    go(0);
    page.scrollIntoView();
    if (place) {
        place.value = '';
        place.focus();
    }
}

function clearAloud() {
    clear();
    report(words.cleared);
}

/** A form that was begun is cleared only by a second Esc. */
function askToClear() {
    if (isEmpty()) clearAloud();
    else refuse(words.clearing, {}, { Escape: clearAloud });
}

function leave(field, marks) {
    if (field.required) {
        refuse(words.required, {}, { Escape: clearAloud });
    } else if (marks.isBlank && field.most > 1 && field.values.length) {
        refuse(words.answered);
    } else {
        field.set(marks);
        hasEnded = field.most > 1;
        move(1);
    }
}

function choose(field, key, isShifted) {
    const box = field.boxes.find(({ dataset }) => dataset.key === (isShifted ? key : key.toLowerCase()));
    if (!box) {
        const began = wordBegan;
        if (began !== undefined) {
            for (const answered of fields.slice(began, at + 1)) answered.set();
            go(began);
        }
        const { boxes } = fields[at];
        refuse(began === undefined ? words.noKey : words.noWord, { key, keys: boxes.map(({ dataset }) => dataset.key).join(' ') });
        return;
    }
    if (isLetter(key)) wordBegan ??= at;
    const { value } = box.dataset;
    if (field.most === 1) {
        field.set({ values: [value] });
        move(1);
        return;
    }
    const others = field.values.filter((other) => other !== value);
    if (others.length === field.most) {
        refuse(words.tooMany, { most: field.most }, { '*': () => leave(field, { isUnreadable: true }) });
        return;
    }
    const isTaken = others.length < field.values.length;
    field.set({ values: isTaken ? others : [...field.values, value] });
    field.isUnticked = isTaken && !others.length;
}

function isLetter(key) {
    return /^\p{L}$/u.test(key);
}

/** Enter ends a question with several answers, or goes on from one that was answered. */
function end(field, isAgain) {
    if (isAgain) return;
    if (field.most === 1 && !field.values.length) choose(field, 'Enter');
    else if (field.isUnticked) refuse(words.unticked, {}, { ' ': () => leave(field, { isBlank: true }) });
    else if (!field.values.length && !field.isUnreadable) {
        leave(field, { isBlank: true });
        hasEnded = false;
    } else move(1);
}

function press(event) {
    const field = fields[at];
    const { key, ctrlKey, altKey, metaKey, shiftKey } = event;
    if ((ctrlKey || metaKey) && key === 'z' && !field?.words?.value) {
        event.preventDefault();
        undo();
        return;
    }
    const isCommand = (ctrlKey || altKey || metaKey) && !event.getModifierState('AltGraph');
    if (isCommand || !(event.target.closest('.entry') || event.target === store)) return;
    const isTyped = key.length === 1 || key === 'Enter';
    if (answerKeys && (isTyped || key in answerKeys)) {
        event.preventDefault();
        answerKeys[key]?.();
    } else if (key === 'Escape') {
        askToClear();
    } else if (field?.words && event.target === field.words) {
        if (key === 'Enter' && !shiftKey) {
            event.preventDefault();
            move(1);
            if (at === fields.length) finish();
        } else if (key === 'ArrowUp' || (key === 'Backspace' && !field.words.value)) {
            event.preventDefault();
            move(-1);
        }
    } else if (key === 'Tab') {
        const to = fields.findIndex((other, index) => index > at && other.words && other.isAsked);
        if (shiftKey || to < 0) return;
        event.preventDefault();
        go(to);
    } else if (key === 'Backspace' || key === 'ArrowUp') {
        event.preventDefault();
        move(-1);
    } else if (key === 'ArrowDown') {
        event.preventDefault();
        if (field) move(1);
    } else if (field ? isTyped : key.length === 1) {
        event.preventDefault();
        // A key that is held down is one answer.
        if (!event.repeat) take(field, key, shiftKey);
    }
}

function take(field, key, isShifted) {
    const isAgain = hasEnded;
    hasEnded = false;
    if (!isLetter(key)) wordBegan = undefined;
    if (!field) refuse(words.atEnd);
    else if (key === 'Enter') end(field, isAgain);
    else if (key === ' ') leave(field, { isBlank: true });
    else if (key === '*') leave(field, { isUnreadable: true });
    else choose(field, key, isShifted);
}

/** A form that is whole goes into the queue, and the grid is ready for the next one. */
function finish() {
    const missing = fields.findIndex((field) => field.required && !field.answers.length);
    if (missing >= 0) {
        go(missing);
        refuse(words.required, {}, { Escape: clearAloud });
        return;
    }
    if (place && !place.reportValidity()) return;
    const form = {
        id: crypto.randomUUID(),
        day: day?.value,
        number: next + queue.length,
        place: place?.value,
        typed: fields.map(({ values, isUnreadable, isBlank, words }) => ({ values, isUnreadable, isBlank, text: words?.value })),
    };
    form.body = fieldsOf(form);
    queue.push(form);
    showObstacle();
    clear();
    drain();
}

function fieldsOf({ id, day, place }) {
    const { survey, version, department, batch } = page.dataset;
    const body = new URLSearchParams({ id, survey, version, department, batch, ...(isCheck ? { place } : { day }) });
    for (const field of fields.filter(({ isAsked }) => isAsked)) {
        for (const answer of field.answers) body.append(field.code, answer);
        if (field.isUnreadable) body.append('unreadable', field.code);
    }
    return body;
}

function showObstacle() {
    if (obstacle) report(obstacle, { number: queue.length });
}

/** Posts fields; none: they must be sent again. */
async function post(path, fields) {
    const body = new URLSearchParams(fields);
    body.set('token', token);
    const answer = await fetch(path, { method: 'POST', body, redirect: 'manual' }).catch(() => undefined);
    if (answer?.ok) {
        obstacle = '';
        return answer.json();
    }
    const isSignedOut = answer?.type === 'opaqueredirect' || answer?.status === 403;
    obstacle = isSignedOut ? words.signedOut : words.again;
    showObstacle();
    return isSignedOut && (await renew()) ? post(path, fields) : undefined;
}

/** Whoever has signed in again, in another tab, has another token; says whether there is one. */
async function renew() {
    const answer = await fetch(location.href, { redirect: 'manual' }).catch(() => undefined);
    if (!answer?.ok) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('#paper');
    const isNew = Boolean(fresh) && fresh.dataset.token !== token;
    if (isNew) token = fresh.dataset.token;
    return isNew;
}

/** So many milliseconds, or until somebody comes back to this page: perhaps they have signed in. */
function someTime(wait) {
    return new Promise((resume) => {
        setTimeout(resume, wait);
        addEventListener('focus', resume, { once: true });
    });
}

async function drain() {
    if (isSending) return;
    isSending = true;
    let wait = 1_000;
    while (queue.length) {
        const [form] = queue;
        if (queue.length > 1) report(words.sending, { number: queue.length });
        const answer = await post(isCheck ? '/console/paper/forms/check' : '/console/paper/forms', form.body);
        if (answer) {
            queue.shift();
            wait = 1_000;
            tell(form, answer);
        } else {
            await someTime(wait);
            wait = Math.min(2 * wait, LONGEST_WAIT);
        }
    }
    isSending = false;
}

function tell(form, { status, place, waiting, errors }) {
    const told = {
        stored: () => {
            form.place = place ?? form.number;
            next = form.place + 1;
            held = waiting;
            sent.push(form);
            const concerns = [form.place, form.number].some((number) => number % sample === 0);
            const toDo = form.place === form.number ? words.aside : words.renumbered;
            report(words.stored + (concerns ? ` ${toDo}` : ''), { place: form.place });
        },
        trial: () => report(words.trial),
        gone: () => setAside(form, [words.noPlace]),
        compared: () => report(errors.length ? `${words.differ} ${errors.join('; ')}` : words.same, { place }),
        refused: () => setAside(form, errors),
    };
    told[status]();
    showNumber();
}

/** A form that the server refused stays on the page until it was corrected. */
function setAside(form, errors) {
    queueState.textContent = '';
    const line = document.createElement('li');
    line.textContent = `${fill(words.refused, { errors: errors.join('; ') })} `;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = words.correct;
    button.addEventListener('click', () => {
        if (restore(form)) line.remove();
    });
    line.append(button);
    aside.append(line);
}

/** Puts a form back into the grid, if that is empty. */
function restore(form) {
    if (!isEmpty()) {
        report(words.notEmpty);
        return false;
    }
    fields.forEach((field, index) => field.set(form.typed[index]));
    if (place) {
        place.value = form.place;
    } else {
        day.value = form.day;
        showDay();
    }
    showNumber();
    go(0);
    return true;
}

async function undo() {
    if (isCheck) return;
    if (!isEmpty()) {
        report(words.notEmpty);
    } else if (queue.length > 1 || (queue.length && !isSending)) {
        restore(queue.pop());
        report(words.takenBack);
    } else if (queue.length) {
        report(words.sending, { number: queue.length });
    } else if (!sent.length) {
        report(words.nothingBack);
    } else {
        const form = sent.at(-1);
        const answer = await post('/console/paper/forms/undo', form.body);
        if (!answer) return;
        sent.pop();
        if (answer.status === 'taken_back') {
            held = answer.waiting;
            next = form.place;
        }
        report(answer.status === 'taken_back' && restore(form) ? words.takenBack : words.notBack);
    }
}

function showDay() {
    books.textContent = day.selectedOptions[0].dataset.books;
}

page.addEventListener('keydown', press);
page.addEventListener('submit', (event) => {
    event.preventDefault();
    finish();
});
page.addEventListener('focusin', ({ target }) => {
    const index = target === store ? fields.length : fields.findIndex(({ element }) => element.contains(target));
    if (index !== at) dismiss();
    if (index >= 0) at = index;
});
// What stands above the grid leads into it.
(place ?? day).addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && (event.key !== 'Tab' || event.shiftKey)) return;
    event.preventDefault();
    go(Math.min(at, fields.length - 1));
});
day?.addEventListener('change', showDay);
document.getElementById('undo').addEventListener('click', undo);
addEventListener('beforeunload', (event) => {
    if (!queue.length && !aside.children.length && isEmpty()) return;
    event.preventDefault();
    // Browsers of before 2023 ask for this.
    event.returnValue = true;
});
clear();
if (held) report('');
