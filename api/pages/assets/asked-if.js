/** Shows the parts of a form that depend on choices only where these are made; what was entered there stays. */
function askOnlyWhatIsAsked(form) {
  const parts = [...form.querySelectorAll('[data-asked-if]')].map((part) => ({
    part,
    conditions: Object.entries(JSON.parse(part.dataset.askedIf)),
  }));
  if (parts.length === 0) return;
  const show = () => {
    const chosen = new FormData(form);
    for (const { part, conditions } of parts) {
      part.hidden = !conditions.every(([name, value]) => chosen.getAll(name).includes(value));
    }
  };
  form.addEventListener('change', show);
  show();
}

for (const form of document.querySelectorAll('form')) askOnlyWhatIsAsked(form);
