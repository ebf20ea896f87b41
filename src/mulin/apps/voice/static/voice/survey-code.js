// The QR code on a paper form carries its code behind the #, which no server is sent and no log keeps.
"use strict";
(() => {
  const field = document.querySelector("input[name=code]"), code = decodeURIComponent(location.hash.slice(1));
  if (!field || !/^[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}$/.test(code)) return;
  if (!field.value) field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
  const next = [...field.form.elements].find((one) => one !== field && !one.value && one.matches("input:not([type=hidden]):not([type=radio])"));
  if (field.autofocus && next) next.focus();
})();
