// Single keys for whoever reads many comments. Everything can be done without: a key presses what is on the page, wherever
// the focus is, but in a field that takes letters itself. Whoever turns them off is sent no such script.

const typing = 'textarea, select, input:not([type="radio"], [type="checkbox"])';

for (const shown of document.querySelectorAll('.keys')) shown.hidden = false;
document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches(typing)) return;
    const pressed = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!pressed) return;
    event.preventDefault();
    pressed.focus();
    pressed.click();
});
