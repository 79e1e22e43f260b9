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

/** Shows what a radio button leads to only where it is chosen. */
function showWhereChoicesLead(form) {
  const choices = [...form.querySelectorAll('input[data-leads-to]')].map((choice) => ({
    choice,
    part: document.getElementById(choice.dataset.leadsTo),
  }));
  const show = () => {
    for (const { choice, part } of choices) {
      part.classList.toggle('govuk-radios__conditional--hidden', !choice.checked);
    }
  };
  form.addEventListener('change', show);
  show();
}

for (const form of document.querySelectorAll('form')) {
  askOnlyWhatIsAsked(form);
  showWhereChoicesLead(form);
}
