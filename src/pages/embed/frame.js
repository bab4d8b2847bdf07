// Runs in a form that stands in a frame of another website, and tells the page around it what it cannot see itself:
// how high the form is, which part of it matters now, and that Escape was pressed.
//
// It speaks only to a website that has greeted it (see embed.js), and that may show the form: the server says which.

const admitted = new Set([location.origin, ...document.querySelector('meta[name=hosts]').content.split(' ')]);
const root = document.documentElement;
let host;

const tell = (message) => host && parent.postMessage(message, host);
const tellHeight = () => tell({ ankieta: 'height', height: Math.ceil(root.getBoundingClientRect().height) });
const show = (element) => tell({ ankieta: 'show', top: Math.max(0, Math.round(element.getBoundingClientRect().top)) });

if (parent !== window) {
    addEventListener('message', ({ source, origin, data }) => {
        if (source !== parent || !admitted.has(origin) || data?.ankieta !== 'hello') return;
        host = origin;
        tellHeight();
        if (data.again) arrive();
    });
    addEventListener('hashchange', () => show(document.querySelector(':target') ?? root));
    // Where the keyboard goes, and where the form itself leads: to what is wrong, or to its next step.
    addEventListener('focusin', ({ target }) => target.matches(':focus-visible, [tabindex="-1"]') && show(target));
    addEventListener('keydown', ({ key, defaultPrevented }) => {
        if (key === 'Escape' && !defaultPrevented) tell({ ankieta: 'close' });
    });
    new ResizeObserver(tellHeight).observe(root);
}

/** After a page of the form led to this one: its beginning is in sight, and has the focus. */
function arrive() {
    if (document.activeElement === document.body) {
        (document.querySelector('.summary') ?? document.querySelector('main')).focus({ preventScroll: true });
    }
    show(root);
}
