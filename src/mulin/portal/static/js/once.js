// A form is sent once: the button rests after the first press and wakes when the page is shown again.
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  // after the tick in which the browser collects the fields: a disabled button would not send its own value
  setTimeout(() => form.querySelectorAll("button:not([type=button]), input[type=submit]").forEach((b) => { b.disabled = true; }));
});
function wake() {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button, input[type=submit]").forEach((b) => { b.disabled = false; });
  });
}
addEventListener("pageshow", wake);
document.addEventListener("htmx:after:request", wake);
