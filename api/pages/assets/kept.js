const pauseMilliseconds = 1000;

/**
 * Keeps what is entered into a form a moment after somebody stops, and says so where it can be read; the focus stays where it is. What could
 * not be kept is tried again with the next change.
 */
function keepWhatIsEntered(form) {
  const says = form.querySelector('[data-kept]');
  let pause;
  let asking;

  const keep = async () => {
    asking?.abort();
    const latest = new AbortController();
    asking = latest;
    const fields = new URLSearchParams(new FormData(form));
    fields.set('intent', 'save');
    const headers = { accept: 'application/json' };
    try {
      const answer = await fetch(form.action, { method: 'POST', body: fields, headers, signal: latest.signal });
      says.textContent = answer.ok ? (await answer.json()).says : notKept(answer.status);
      if (answer.ok) {
        if (asking === latest && pause === undefined) form.removeAttribute('data-unsaved');
        document.dispatchEvent(new Event('session-used'));
      }
    } catch (error) {
      if (error.name !== 'AbortError') says.textContent = notKept(0);
    }
  };
  form.addEventListener('input', () => {
    form.setAttribute('data-unsaved', '');
    clearTimeout(pause);
    pause = setTimeout(() => {
      pause = undefined;
      void keep();
    }, pauseMilliseconds);
  });
  form.addEventListener('submit', () => {
    clearTimeout(pause);
    asking?.abort();
  });
}

const notKept = (status) =>
  status === 403
    ? 'Not saved: you are signed out. What you entered is still on this page; go on, and you will be asked to sign in.'
    : 'Not saved. What you entered is still on this page.';

for (const form of document.querySelectorAll('form[data-keeps]')) keepWhatIsEntered(form);
