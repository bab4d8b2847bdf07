// Single keys for whoever reads many comments. Everything can be done without: a key presses what is on the page, and only
// while the comment itself has the focus, so that it is in nobody's way.

const comment = document.querySelector('section.comment');
const hint = document.querySelector('.keys');

if (comment && hint) {
    hint.hidden = false;
    comment.addEventListener('keydown', (event) => {
        if (event.ctrlKey || event.altKey || event.metaKey || event.target !== comment) return;
        const button = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
        if (!button) return;
        event.preventDefault();
        button.focus();
        button.click();
    });
}
